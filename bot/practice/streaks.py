"""By which clock a person's days run, and what their log makes of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.practice.days_off import why_not_asked
from bot.practice.presence import LEFT, Absences
from bot.practice.tools import Caller, Tools
from bot.rules import practice_day, reading, streak
from bot.rules.practice_day import DayClock
from storage.answers import Effort, Practised
from storage.members import Member
from storage.store import Books

KINDS_THAT_KEEP_A_DAY = frozenset({"thread", "private", "drill"})
_BEFORE = timedelta(days=4)  # a question is asked on a later date where the day ended before it


@dataclass(frozen=True, slots=True)
class Calendar:
    """A person's streak; `hidden`: they want to see it nowhere. `leave` is ahead or lasts."""

    streak: streak.Streak
    today: date
    clock: DayClock
    hidden: bool
    leave: tuple[tuple[date, date], ...]


def calendar(tools: Tools, caller: Caller) -> Calendar:
    """Replay a person's days from the log."""
    with tools.store.read(caller.workspace) as books:
        now = books.now()
        clock = clock_of(books, caller.user, caller.zone)
        today = practice_day.practice_date(now, clock.zone, clock.end)
        return Calendar(
            streak=streak_of(books, caller.user, now),
            today=today,
            clock=clock,
            hidden=is_hidden(books.members.get(caller.user)),
            leave=tuple(each for each in books.members.leaves(caller.user) if each[1] >= today),
        )


def is_hidden(member: Member | None) -> bool:
    """Say whether a person wants their streak to be shown nowhere."""
    return member is not None and bool(member.settings.get("hide_streak"))


def on_leave(books: Books, user: str, day: date) -> bool:
    """Say whether a person has taken this day off."""
    return any(first <= day <= last for first, last in books.members.leaves(user))


def clock_of(books: Books, user: str, zone: str) -> DayClock:
    """Give the clock by which a person's days run now; of somebody new, by their zone."""
    return _clock_at(books, user, books.now(), zone)


def counted_on(
    books: Books, user: str, at: datetime, zone: str, round_date: date | None = None
) -> date:
    """Give the date that what a person does counts for: an answer's to a round, or their own.

    The zone is where they are as far as is known now; the day's end is that of the instant.
    """
    end = _clock_at(books, user, at, zone).end
    if round_date is None:
        return practice_day.practice_date(at, zone, end)
    return practice_day.counted_date(at, zone, round_date, end)


def effort(text: str) -> Effort:
    """Give what a text came to, to be stored with it."""
    return Effort(reading.words(text), reading.fingerprint(text))


def streak_of(books: Books, user: str, now: datetime) -> streak.Streak:
    """Replay a person's log into their streak; a channel asks them from their first answer on."""
    log = books.answers.log(user)
    clocks = _clocks(books, user)
    counted = list(_with_effort(log))
    if not counted or not clocks:
        return streak.Streak(0, 0, 0, 0, ())
    first = min(each.local_date for each in counted)
    joined: dict[str, date] = {}
    for each in log:
        if each.channel is not None:
            since = min(each.local_date, joined.get(each.channel, date.max))
            joined[each.channel] = max(first, since)
    rounds = books.rounds.days(joined, first - _BEFORE)
    asked = {
        each.id: streak.Asked(each.local_date, _instant(each.ts), joined[each.channel])
        for each in rounds
        if each.state == "posted" and each.counts and each.ts is not None
    }
    away, answered = Absences(books.moves.of(user), log), {each.round_id for each in log}
    left = {
        each.id: each.local_date
        for each in rounds
        if each.channel in away
        and each.id in asked
        and each.id not in answered
        and any(away.hold(each.channel, at) for at in _from_to(asked[each.id], clocks, now))
    }
    for id_ in left:
        del asked[id_]
    practised = [
        streak.Practice(each.at, each.local_date, each.kind, asked.get(each.round_id or ""))
        for each in counted
    ]
    reasons = dict.fromkeys(left.values(), LEFT) | why_not_asked(books, rounds, joined, now)
    leave = books.members.leaves(user)
    return streak.replay(practised, asked.values(), now, clocks, leave, reasons)


def _clock_at(books: Books, user: str, at: datetime, zone: str) -> DayClock:
    clocks = _clocks(books, user)
    return streak.clock_at(clocks, at) if clocks else DayClock(at, zone)


def _from_to(
    asked: streak.Asked, clocks: Sequence[DayClock], now: datetime
) -> tuple[datetime, datetime]:
    """Give when a question was asked, and when its day was over, or now."""
    clock = streak.clock_at(clocks, asked.at)
    day = practice_day.counted_date(asked.at, clock.zone, asked.local_date, clock.end)
    return asked.at, min(now, practice_day.end_of(day, clock))


def _clocks(books: Books, user: str) -> list[DayClock]:
    return [
        DayClock(each.since, each.zone, practice_day.parse_time(each.day_end))
        for each in books.members.clocks(user)
    ]


def _instant(ts: str) -> datetime:
    """Give the instant at which Slack took a message."""
    return datetime.fromtimestamp(float(ts), UTC)


def _with_effort(log: Iterable[Practised]) -> Iterator[Practised]:
    """Give what keeps a day: enough words, not one's own text again, and no second draft."""
    earlier: set[str] = set()
    for each in log:
        known = (each.words, each.fingerprint)
        if each.words is None:  # stored by an earlier release
            counted = effort(each.text or "")
            known = (counted.words, counted.fingerprint)
        words, fingerprint = known
        again = fingerprint in earlier
        earlier.add(fingerprint or "")
        first = each.kind in KINDS_THAT_KEEP_A_DAY and each.parent_id is None and not again
        if first and (words or 0) >= reading.ASK_FLOOR:
            yield each
