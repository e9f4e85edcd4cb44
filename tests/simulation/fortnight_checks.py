"""What must be true after a fortnight, from Slack's own state and the ledger of what people did."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.practice import progress
from bot.practice.tools import Caller
from bot.sandbox.seed import BOT_USER
from storage import upkeep
from tests.simulation import streaks_oracle
from tests.simulation.fortnight_bot import WORKSPACE
from tests.simulation.fortnight_people import (
    ASKED,
    Crowd,
    Said,
    day_of,
    is_question,
    length,
    values,
)
from tests.simulation.fortnight_plan import HOUR, MINUTE, ORGANISER
from tests.simulation.streaks_oracle import Clock, Deed, Truth

if TYPE_CHECKING:
    from tests.simulation.fortnight import Fortnight

LONG_ENOUGH = 45 * MINUTE  # a bot that lives and reaches Slack for so long has posted
CATCH_UP = 6 * HOUR
LAG = 30 * MINUTE  # so late the bot may learn of a move while all goes well
_TELLS = re.compile(r"streak|weak|\blevel|not found|named, but|interviewer might", re.IGNORECASE)
_PERSONAL = ("hint.why", "review.open", "review.compare")  # what else comes by direct message
Line = dict[str, Any]


def check(story: "Fortnight", crowd: Crowd) -> list[str]:
    """Give every broken promise in a sentence."""
    with story.alive.rounds.tools.store.read(WORKSPACE) as books:
        lines = list(upkeep.export(books))
    states = Counter(line["state"] for line in lines if line["type"] == "round")
    story.counts |= {f"days {state}": count for state, count in states.items()}
    checks = _Checks(story, crowd, lines)
    found = [
        *checks.posts(),
        *checks.strangers(),
        *checks.answers(),
        *checks.ticks(),
        *checks.reviews(),
        *checks.disputes(),
        *checks.dates(),
        *checks.streaks(),
        *checks.whispers(),
        *checks.public(),
        *checks.queues(),
    ]
    return list(dict.fromkeys(found))


class _Checks:
    def __init__(self, story: "Fortnight", crowd: Crowd, lines: list[Line]) -> None:
        self.story, self.crowd, self.lines = story, crowd, lines
        self.state = story.sandbox.state
        self.answered = [x for x in self._lines("answer") if not x["deleted"]]
        rounds = self._lines("round")
        self.rounds = {(r["channel"], date.fromisoformat(r["local_date"])): r for r in rounds}
        self.day_of_round = {r["id"]: date.fromisoformat(r["local_date"]) for r in rounds}
        # Those that are left out are not exported, but have their hints.
        self.authors = dict(story.rows("SELECT id, user FROM answers"))
        self.drafts = dict(story.rows("SELECT id, draft FROM answers"))

    def _lines(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line["type"] == kind]

    # Posts

    def posts(self) -> Iterator[str]:
        """Each practice day has one question in its channel, or was missed for a reason."""
        for channel, day, due in self.story.plan.rounds:
            off = self.crowd.taken_off.get((channel.id, day), False)
            what = f"{channel.id} on {day} (due {_words(due)})"
            count = sum(day_of(each) == day for each in self.crowd.questions(channel.id))
            if count > 1:
                yield f"doubled: {count} questions stand in {what}"
            if count and off is True:
                yield f"asked though an organiser took it off: {what}"
            if due <= self.story.now and not off:
                yield from self._recorded(channel.id, day, due, count, what)

    def _recorded(
        self, channel: str, day: date, due: float, count: int, what: str
    ) -> Iterator[str]:
        row = self.rounds.get((channel, day))
        if row is None:
            yield f"unrecorded: no row for {what}"
            return
        if row["state"] != ("posted" if count else "missed"):
            yield f"wrong record: {count} questions, but {row['state']} for {what}"
        if count == 0 and not row["reason"]:
            yield f"no reason is given for {what}"
        if count == 0 and self._could_post(due, CATCH_UP):
            yield f"missed although it could be posted: {what}: {row['reason']}"
        if count:
            yield from self._in_time(channel, day, due, what)

    def _could_post(self, due: float, within: float) -> bool:
        return any(
            min(until, due + within) - max(since, due) >= LONG_ENOUGH
            for since, until in self.story.able
        )

    def _in_time(self, channel: str, day: date, due: float, what: str) -> Iterator[str]:
        question = self.crowd.question(channel, day)
        late = float(question["ts"]) - due if question is not None else 0.0
        if late > CATCH_UP + 5 * MINUTE:
            yield f"posted {late / HOUR:.1f} h late, after the window: {what}"
        if late > LONG_ENOUGH + MINUTE and self._could_post(due, LONG_ENOUGH + MINUTE):
            yield f"posted {late / HOUR:.1f} h late though nothing hindered it: {what}"

    def strangers(self) -> Iterator[str]:
        """No question stands on a day that its calendar leaves out."""
        asked_for = {(channel.id, day) for channel, day, _ in self.story.plan.rounds}
        for channel in self.story.plan.channels:
            for question in self.crowd.questions(channel.id):
                if (channel.id, day_of(question)) not in asked_for:
                    yield f"no calendar asks for {channel.id} on {day_of(question)}"

    # Answers

    def answers(self) -> Iterator[str]:
        """What is on record is what people wrote: nothing lost, stale, doubled or undead."""
        recorded = Counter((*self._place(line), line["text"]) for line in self.answered)
        for said in self.crowd.said:
            place = (said.user, said.kind, said.channel, said.day)
            own = [key for key in recorded if key[:4] == place]
            if said.kind == "drill":
                own = [key for key in own if key[4] == said.parts[0].text]
            texts = [key[4] for key in own for _ in range(recorded.pop(key))]
            yield from _compare(said, texts)
        for key in recorded:
            yield f"nobody said this: {key}"

    def _place(self, line: Line) -> tuple[str, str, str | None, date | None]:
        return line["user"], line["kind"], line["channel"], self.day_of_round.get(line["round"])

    def ticks(self) -> Iterator[str]:
        """A tick stands on every counted answer in a thread, and nowhere else."""
        wanted = {(x["channel"], x["ts"]) for x in self.answered if x["kind"] == "thread"}
        for channel in self.story.plan.channels:
            for message in self.state.messages(channel.id):
                ticked = any(
                    each["name"] == "white_check_mark" and BOT_USER in each["users"]
                    for each in message.get("reactions", [])
                )
                if ticked != ((channel.id, message["ts"]) in wanted):
                    wrong = "a tick too many" if ticked else "no tick"
                    yield f"{wrong} on {message.get('text')!r} in {channel.id}"

    def reviews(self) -> Iterator[str]:
        """A review that its window said was posted stands in its thread, once."""
        pairs = Counter((each.reviewer, id(each.of)) for each in self.crowd.reviews)
        for review in self.crowd.reviews:
            channel, head = review.of.channel or "", f"<@{review.of.user}>, <@{review.reviewer}> "
            question = self.crowd.question(channel, review.of.day)
            if question is None or pairs[review.reviewer, id(review.of)] > 1:
                continue
            thread = self.state.replies(channel, question["ts"])
            count = sum(str(each.get("text", "")).startswith(head) for each in thread)
            stands = review.of.text() is not None and not review.of.unsure
            if count > 1 or (count == 0 and review.sure and stands and review.of.versions == 1):
                wrong = "doubled" if count else "lost"
                yield f"{wrong}: {review.reviewer}'s review of {_who(review.of)}"

    def disputes(self) -> Iterator[str]:
        """What somebody called wrong is silenced."""
        disputed = {line["answer"] for line in self._lines("mark") if line["disputed"]}
        for said in self.crowd.disputes:
            place = (said.user, said.kind, said.channel, said.day)
            own = {line["id"] for line in self.answered if self._place(line) == place}
            if own and said.versions == 1 and not own & disputed:
                yield f"a dispute is lost: {_who(said)}"

    # Dates and streaks

    def dates(self) -> Iterator[str]:
        """An answer has the zone in which its author was, as far as Slack tells, and its date."""
        for line in self.answered:
            at = _instant(line["at"])
            what = f"{line['user']}'s {line['kind']} answer at {line['at']}"
            moves = self.story.plan.zones[line["user"]]
            then = [zone for since, zone in moves if since <= at - LAG][-1]
            # What is collected later has the zone of then; what is given now must have today's.
            if line["zone"] not in {then, *(zone for since, zone in moves if since > at - LAG)}:
                yield f"{what} is dated by {line['zone']}, not {then}"
            own = _practice_date(at, line["zone"])
            expected = max(own, self.day_of_round.get(line["round"], own))
            if line["local_date"] != expected.isoformat():
                yield f"{what} counts for {line['local_date']}, not {expected}"

    def streaks(self) -> Iterator[str]:
        """Streak, freezes and kept days are what product.md makes of the same facts."""
        for user in self.story.plan.zones:
            caller = Caller(WORKSPACE, user, str(self.state.users[user]["tz"]))
            seen = progress.of(self.story.alive.rounds.tools, caller).streak
            shown = (seen.current, seen.best, seen.practised_of_30, seen.freezes_left)
            now = datetime.fromtimestamp(self.story.now, UTC)
            ruled, ways = streaks_oracle.shown(self._truth(user), now)
            if shown != ruled:
                yield f"streak of {user}: shown {shown}, by the rules {ruled}"
            days = {each.date for each in seen.days if each.kept}
            if days not in ways:
                wrong = f"{_days(days - ways[0])} too many, {_days(ways[0] - days)} too few"
                yield f"kept days of {user}: {wrong}"

    def _truth(self, user: str) -> Truth:
        """Ask Slack which questions stand, and the log for the dates, which `dates` has checked."""
        with self.story.alive.rounds.tools.store.read(WORKSPACE) as books:
            clocks = [Clock(each.since, each.zone) for each in books.members.clocks(user)]
        standing = {each: self.crowd.question(*each) for each in self.rounds}
        posts = {
            each: datetime.fromtimestamp(float(message["ts"]), UTC)
            for each, message in standing.items()
            if message is not None
        }
        deeds = []
        for line in self.answered:
            if line["user"] == user:
                enough = length(line["text"] or "") >= ASKED
                text = " ".join(re.findall(r"\w+", (line["text"] or "").casefold()))
                day = self.day_of_round.get(line["round"])
                to = (line["channel"], day) if day is not None else None
                at = datetime.fromisoformat(line["at"])
                deeds.append(Deed(at, line["zone"], 4, text if enough else "", to))
        return Truth(clocks, posts, deeds)

    # Who sees what

    def whispers(self) -> Iterator[str]:
        """What only one person sees is about that person; one hint for each version at most."""
        hints: Counter[str] = Counter()
        for user, person in self.state.users.items():
            if person["is_bot"]:
                continue
            direct = [m for m in self.state.messages(f"D{user[1:]}") if m["user"] == BOT_USER]
            for message in [*self.state.ephemerals(user), *direct]:
                if whose := set(self._whose(message)) - {user}:
                    yield f"{user} sees what is about {whose}: {message['text']!r}"
                hints.update(set(values(message, "hint.why")))
                personal = any(values(message, action) for action in _PERSONAL)
                if message in direct and not personal and user != ORGANISER:
                    yield f"{user} got what is for organisers: {message['text']!r}"
        for answer, count in hints.items():
            if count > self.drafts.get(answer, count):
                yield f"{count} hints for the {self.drafts[answer]} versions of {answer}"

    def _whose(self, message: Line) -> Iterator[str]:
        drills = {line["id"]: line["user"] for line in self._lines("drill")}
        for answer in values(message, "hint.why"):
            if answer in self.authors:
                yield self.authors[answer]
        for drill in values(message, "drill.answer"):
            yield drills[drill]
        for about in values(message, "reading.count"):
            channel, _, ts = about.partition(":")
            said = self.state.message(channel, ts)
            if said is not None and said.get("subtype") != "tombstone":
                yield said["user"]

    def public(self) -> Iterator[str]:
        """Nothing in a channel tells how somebody did, unless channel and person chose that."""
        for channel in self.story.plan.channels:
            for message in self.state.messages(channel.id):
                if message.get("user") != BOT_USER or is_question(message):
                    continue
                hinted = values(message, "hint.why")
                authors = {self.authors[answer] for answer in hinted if answer in self.authors}
                chosen = all(self.story.plan.hints.get(user) == "thread" for user in authors)
                if hinted and channel.hints == "thread" and chosen:
                    continue
                text = str(message.get("text", ""))
                if hinted or _TELLS.search(text):
                    yield f"{channel.id} shows {text!r}"

    def queues(self) -> Iterator[str]:
        """Nothing waits for ever."""
        with self.story.alive.rounds.tools.store.read(WORKSPACE) as books:
            inbox, outbox = books.inbox.pending(), books.outbox.pending()
        if inbox or outbox:
            yield f"left behind: {inbox} events, {outbox} items to send"


def _compare(said: Said, texts: list[str | None]) -> Iterator[str]:
    """Say what is wrong with what is on record of something that was said."""
    if len(texts) > 1:
        yield f"doubled: {len(texts)} rows for {_who(said)}"
        return
    # Nobody can know what became of a modal that never showed whether it was taken.
    if said.unsure or (said.kind != "thread" and not said.told):
        return
    text = said.text()
    if texts and text is None:
        yield f"undead: {_who(said)} must not count, but {texts[0]!r} does"
    elif not texts and text is not None:
        yield f"lost: {_who(said)}: {text!r}"
    elif texts and texts[0] != text:
        yield f"stale: {_who(said)} says {text!r}, on record is {texts[0]!r}"


def _practice_date(at: float, zone: str) -> date:
    """Give the date that an instant belongs to: the day ends at 04:00 on the clock there."""
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    return local.date() - timedelta(days=1 if local.hour < 4 else 0)


def _instant(words: str) -> float:
    return datetime.fromisoformat(words.replace("Z", "+00:00")).timestamp()


def _days(days: set[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _who(said: Said) -> str:
    return f"{said.user}'s {said.kind} answer to {said.channel} on {said.day}"


def _words(instant: float) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%d %b %H:%M UTC")
