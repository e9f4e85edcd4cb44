"""A channel's week: who took part, what many left out, which answer peers valued, streaks.

Nothing in it says how a person did, but for an answer whose author agreed to be named.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import mean

from bot.errors import Gone
from bot.practice import streaks
from bot.practice.checks import question_of
from bot.practice.judging import attempt
from bot.practice.tools import Caller, Tools
from bot.practice.unreadable import readable
from bot.rules import digest as rule
from bot.rules import private_data
from bot.rules.weakness import CONSENSUS, Attempt
from questions.model import Level, Question
from storage.answers import Answer
from storage.channels import Channel
from storage.rounds import RoundDay
from storage.store import Books

WEEK = timedelta(days=7)
LATE = timedelta(days=1)  # a digest that is later is news to nobody, queued or not
_APART = 6  # days at least, from one digest of a channel to the next
ASKED_BEFORE = timedelta(days=1)  # an author has a day to say whether they want to be named
RANKED = 3  # of fewer people there is no leaderboard
_KINDS = frozenset({"thread", "private"})


@dataclass(frozen=True, slots=True)
class Valued:
    """The answer that peers valued most, where it stands, and what it answers.

    `away`: its author is on leave, and is not to be named now.
    """

    author: str
    channel: str
    ts: str
    question: Question
    away: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """What a channel is told of its week.

    `named` took part where all could see it; `unnamed` counts those of them who are on leave or
    hide their streak, `privately` the others. `days` are the practice days with how many answered.
    `missed` is the title of a criterion. `ranks` are days practised. Whoever is named is notified,
    so nobody on leave is.
    """

    channel: str
    first: date
    last: date
    named: tuple[str, ...]
    unnamed: int
    privately: int
    days: tuple[tuple[date, int], ...]
    missed: str | None
    valued: Valued | None
    streaks: tuple[tuple[str, int], ...]
    ranks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """When a channel's digest comes, if one does, and what a person chose about being in it."""

    comes: str | None
    zone: str
    leaderboard: bool
    valued: bool | None
    ranked: bool


def plan(tools: Tools, workspace: str) -> int:
    """Queue each digest that is due, at most one in six days; give how many are new.

    So a channel whose day is changed is not told of the same days twice.
    """
    with tools.store.read(workspace) as books:
        telling = [each for each in _open(books) if _due(books, each) is not None]
    new = 0
    for each in telling:
        with tools.store.begin(workspace) as books:
            due = _due(books, each)
            if due is not None:
                day, at = due
                key, body = _key(each, day), {"kind": "digest", "day": day.isoformat()}
                new += books.outbox.put(key, each.id, "post", body, books.now(), at + LATE)
    return new


def ask_authors(tools: Tools, workspace: str) -> int:
    """Ask whose answer peers value most, a day before, once and for all; give how many were."""
    with tools.store.read(workspace) as books:
        coming = [each for each in _open(books) if _to_ask(books, each) is not None]
    asked = 0
    for each in coming:
        with tools.store.begin(workspace) as books:
            day = _to_ask(books, each)
            if day is None:
                continue
            books.heartbeats.beat(_asking(each), books.now())
            rounds = _rounds(books, each.id, day)
            best = _best(books, rounds, _answers(books, rounds))
            if best is not None and _says(books, best.user, "digest_valued") is None:
                key = f"valued:{best.user}"
                body = {"kind": "valued", "answer": best.id, "channel": each.id}
                asked += books.outbox.put(key, best.user, "direct", body, books.now())
    return asked


def of(tools: Tools, workspace: str, channel: str, day: date) -> Digest | None:
    """Give the seven days before this one; None if nobody took part."""
    with tools.store.read(workspace) as books:
        known = books.channels.get(channel)
        rounds = _rounds(books, channel, day)
        answers = _answers(books, rounds)
        if known is None or not answers:
            return None
        everybody = {each.user for each in answers}
        seen = {each.user for each in answers if _seen(each)}
        open_ = [user for user in sorted(everybody) if not _reticent(books, user)]
        named = [user for user in open_ if user in seen]
        missed = rule.missed_most(_verdicts(books, answers))
        best = _best(books, rounds, answers)
        criteria = tools.bank.rubric.criteria
        return Digest(
            channel=channel,
            first=day - WEEK,
            last=day - timedelta(days=1),
            named=tuple(named),
            unnamed=len(seen) - len(named),
            privately=len(everybody) - len(seen),
            days=tuple(_per_day(rounds, answers)),
            missed=criteria[missed].title if missed and missed in criteria else None,
            valued=_valued(tools, books, best),
            streaks=tuple(_reached(books, named, day)),
            ranks=tuple(_ranks(books, open_, answers)) if known.leaderboard else (),
        )


def answer_asked_about(tools: Tools, workspace: str, answer: str) -> Valued | None:
    """Give the answer that its author is asked about; None if it is gone, or they have decided."""
    with tools.store.read(workspace) as books:
        found = books.answers.get(answer)
        if found is None or found.deleted or _says(books, found.user, "digest_valued") is not None:
            return None
        if found.user in books.moves.gone(found.channel or ""):
            return None
        return _as_valued(tools, books, found)


def choose(
    tools: Tools, caller: Caller, *, valued: bool | None = None, ranked: bool | None = None
) -> None:
    """Keep whether a person's most valued answer is named, and whether they are ranked."""
    chosen = {"digest_valued": valued, "leaderboard": ranked}
    with tools.store.begin(caller.workspace) as books:
        books.members.ensure(caller.user, caller.zone, books.now())
        given = {name: value for name, value in chosen.items() if value is not None}
        books.members.change(caller.user, settings=given)


def choices(tools: Tools, caller: Caller, channel: str) -> Choices:
    """Give when this channel's digest comes, and what the person chose."""
    with tools.store.read(caller.workspace) as books:
        known = books.channels.get(channel)
        return Choices(
            comes=known.digest if known is not None else None,
            zone=known.zone if known is not None else caller.zone,
            leaderboard=known is not None and known.leaderboard,
            valued=_says(books, caller.user, "digest_valued"),
            ranked=bool(_says(books, caller.user, "leaderboard")),
        )


def _open(books: Books) -> list[Channel]:
    active = [each for each in books.channels.all() if each.state == "active" and each.digest]
    return readable(active)


def _due(books: Books, channel: Channel) -> tuple[date, datetime] | None:
    """Give the date and instant of the digest that is due now, if none came shortly before."""
    now = books.now()
    found = _within(channel, now - LATE, now)
    if found is None or found[1] < _since(books, channel):
        return None
    # The day after too: where the zone was changed, it may have been that date there already.
    near = (_key(channel, found[0] - timedelta(days=n)) for n in range(-1, _APART))
    return None if any(map(books.outbox.get_by_key, near)) else found


def _to_ask(books: Books, channel: Channel) -> date | None:
    """Give the date of the digest that comes within a day and whose author was not looked for."""
    now = books.now()
    found = _within(channel, now, now + ASKED_BEFORE)
    before = books.heartbeats.latest([_asking(channel)]) if found is not None else None
    looked = found is None or (before is not None and before >= found[1] - ASKED_BEFORE)
    return None if looked or found is None else found[0]


def _within(channel: Channel, after: datetime, until: datetime) -> tuple[date, datetime] | None:
    weekly = rule.parse_weekly(channel.digest or "")
    return rule.due_within(weekly, channel.zone, after, until) if weekly is not None else None


def _since(books: Books, channel: Channel) -> datetime:
    """Give when this time of the week was chosen: what was due before that never was."""
    changes = books.channels.changes(channel.id)
    chosen = [each.at for each in changes if {"digest", "zone"} & each.what.keys()]
    return max(chosen, default=channel.saved_at)


def _key(channel: Channel, day: date) -> str:
    return f"digest:{channel.id}:{day.isoformat()}"


def _asking(channel: Channel) -> str:
    return f"digest:{channel.id}"


def _says(books: Books, user: str, setting: str) -> bool | None:
    member = books.members.get(user)
    return member.settings.get(setting) if member is not None else None


def _rounds(books: Books, channel: str, day: date) -> list[RoundDay]:
    found = books.rounds.days([channel], day - WEEK)
    return [each for each in found if each.local_date < day and each.state == "posted"]


def _answers(books: Books, rounds: Collection[RoundDay]) -> list[Answer]:
    """Give what counts of their answers; of whoever left the channel since, none does."""
    channels = {each.channel for each in rounds}
    gone = {user for channel in channels for user in books.moves.gone(channel)}
    found = books.answers.of_rounds([each.id for each in rounds])
    return [
        each
        for each in found
        if each.kind in _KINDS and each.parent_id is None and each.user not in gone
    ]


def _seen(answer: Answer) -> bool:
    """Say whether the channel sees this answer."""
    return answer.kind == "thread" or answer.shared_ts is not None


def _reticent(books: Books, user: str) -> bool:
    """Say whether a person is not to be named: on leave, or their streak is hidden everywhere."""
    return streaks.is_hidden(books.members.get(user)) or _away(books, user)


def _away(books: Books, user: str) -> bool:
    """Say whether a person is on leave now, by their own date."""
    member = books.members.get(user)
    if member is None:
        return False
    today = streaks.counted_on(books, user, books.now(), member.zone)
    return streaks.on_leave(books, user, today)


def _per_day(rounds: Iterable[RoundDay], answers: Iterable[Answer]) -> Iterable[tuple[date, int]]:
    people: dict[str | None, set[str]] = {}
    for each in answers:
        people.setdefault(each.round_id, set()).add(each.user)
    for round_ in rounds:
        yield round_.local_date, len(people.get(round_.id, ()))


def _verdicts(books: Books, answers: Iterable[Answer]) -> dict[str, list[Attempt]]:
    """Give each person's verdicts of the week."""
    of = {each.id: each for each in answers}
    found: dict[str, list[Attempt]] = {}
    for mark in books.marks.of_answers(list(of)):
        answer = of[mark.answer_id]
        given = attempt(mark, answer.question_id, answer.at, answer.local_date)
        found.setdefault(answer.user, []).append(given)
    return found


def _best(books: Books, rounds: Iterable[RoundDay], answers: Iterable[Answer]) -> Answer | None:
    """Give the answer on which peers agreed best, if they found most shown; the earlier of equals.

    One that seems to hold a patient's data is not pointed at.
    """
    channels = {each.id: each.channel for each in rounds}
    seen = {
        each.id: each
        for each in answers
        if _seen(each)
        and each.round_id in channels
        and not private_data.seems_private(each.text or "")
    }
    levels: dict[str, list[int]] = {}
    for mark in books.marks.of_answers(list(seen)):
        if mark.by == CONSENSUS:
            levels.setdefault(mark.answer_id, []).append(mark.level)
    levels = {each: found for each, found in levels.items() if mean(found) > Level.MENTIONED}
    if not levels:
        return None
    return min((seen[each] for each in levels), key=lambda each: (-mean(levels[each.id]), each.at))


def _valued(tools: Tools, books: Books, best: Answer | None) -> Valued | None:
    if best is None or _says(books, best.user, "digest_valued") is not True:
        return None
    valued = _as_valued(tools, books, best)
    return replace(valued, away=_away(books, best.user)) if valued is not None else None


def _as_valued(tools: Tools, books: Books, answer: Answer) -> Valued | None:
    ts = answer.shared_ts or answer.ts
    if answer.channel is None or ts is None:
        return None
    try:
        return Valued(answer.user, answer.channel, ts, question_of(tools, books, answer))
    except Gone:
        return None


def _reached(books: Books, users: Iterable[str], day: date) -> Iterable[tuple[str, int]]:
    now = books.now()
    for user in users:
        days = streaks.streak_of(books, user, now).days
        found = rule.reached(days, day - WEEK, day - timedelta(days=1))
        if found is not None:
            yield user, found


def _ranks(
    books: Books, users: Iterable[str], answers: Iterable[Answer]
) -> Iterable[tuple[str, int]]:
    """Give the days on which each practised, of those who want to be ranked."""
    days: dict[str, set[date]] = {}
    for each in answers:
        days.setdefault(each.user, set()).add(each.local_date)
    wanting = [user for user in users if _says(books, user, "leaderboard")]
    ranked = sorted(((user, len(days[user])) for user in wanting), key=lambda e: (-e[1], e[0]))
    return ranked if len(ranked) >= RANKED else ()
