"""Streaks: one seed is the days of one person, who moves, rests, deletes and comes late.

The bot hears of it as it would: late after an outage, of a move perhaps only with the next answer.
What it shows, on some days and at the end, must be what the oracle makes of what was really done.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from bot.clock import Clock as BotClock
from bot.practice import answers, drills, leave, people, streaks
from bot.practice.tools import Caller, Tools
from questions.frozen import freeze
from questions.model import Format
from storage.answers import answer_id
from storage.rounds import round_id
from storage.store import Store
from storage.tables import Base
from tests.builders import bank
from tests.simulation import streaks_oracle as oracle
from tests.simulation.answering_ground import QuickJudge
from tests.simulation.outcome import Outcome
from tests.simulation.streaks_oracle import Deed, Truth
from tests.storage.rows import StoppedClock, answer, channel, drill, round_

SEEDS = 10_000

TEAM, USER = "T1", "U1"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CATCH_UP = 6 * HOUR
ZONES = (
    *("America/New_York", "Europe/London", "Asia/Tokyo", "Pacific/Auckland", "Pacific/Honolulu"),
    *("Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/Sao_Paulo"),
)
STARTS = ((3, 1), (3, 22), (6, 10), (9, 20), (10, 18), (10, 25))  # most with a clock change ahead
WORDS = "the nurse sees who was admitted and calls the ward before the day begins there"
DEEDS = {
    "reply": 60,
    "drill": 14,
    "private": 5,
    "ruled": 5,
    "too little": 3,
    "again": 5,
    "delete": 6,
    "leave": 4,
    "leave ends": 2,
    "day end": 3,
    "zone": 2,
}
FATES = {"posted": 84, "late": 6, "missed": 5, "skipped": 3, "failed": 2}


@cache
def ground() -> tuple[Tools, StoppedClock]:
    """One database in memory for all seeds of a process; each empties it when it is done."""
    now = StoppedClock(datetime(2026, 3, 1, tzinfo=UTC))
    store = Store.open("sqlite://", now)
    judge = QuickJudge()
    clock = BotClock(lambda: now.time.timestamp())  # noqa: PLW0108 - the time moves
    return Tools(store, bank(), judge, clock), now  # type: ignore[arg-type] # it judges, and quickly


@cache
def question() -> tuple[str, dict[str, object]]:
    """A question of the bank, as a round keeps it."""
    found = next(each for each in bank().matching() if each.format is not Format.CODING)
    short = replace(found, clarifications=(), outline=(), mistakes=(), follow_ups=())
    return found.id, freeze(short)


def run(seed: int) -> Outcome:
    """Live one history, and say what was shown wrong."""
    history = History(seed)
    try:
        history.live()
    finally:
        with history.tools.store.begin(TEAM) as books:
            for table in reversed(Base.metadata.sorted_tables):
                books.connection.execute(delete(table))
    return Outcome(seed, history.problems, dict(history.counts))


class History:
    """The person's days, as the seed has them."""

    def __init__(self, seed: int) -> None:
        self.chance, self.whole = Random(seed), seed % 4 == 0
        self.tools, self.clock = ground()
        self.truth = Truth()
        self.problems: list[str] = []
        self.counts = Counter[str](histories=1)
        month, day = self.chance.choice(STARTS)
        self.start = datetime(2026, month, day, tzinfo=UTC)
        self.length = self.chance.choice((10, 16, 24, 40))
        self.zone, self.pinned, self.hour = self.chance.choice(ZONES), "", 4
        self.diligent = self.chance.choice((0.5, 0.8, 0.95))
        self.restless = self.chance.choice((0.0, 0.05, 0.15))
        self.outages = [
            (at, at + self.chance.choice((1, 5, 20, 40)) * HOUR)
            for _ in range(self.chance.choice((0, 0, 1, 2)))
            for at in [self._instant()]
        ]
        self.heap: list[tuple[datetime, int, Callable[[], None]]] = []
        self.number = 0
        self.messages: dict[tuple[str, str], Deed] = {}
        self.spoke: dict[tuple[str, date], datetime] = {}

    def live(self) -> None:
        """Let everything happen in its order, and look now and then."""
        self._plan_questions()
        for n in range(self.length):
            for _ in range(self.chance.choice((1, 1, 2))):
                if self.chance.random() < self.diligent:
                    at = self.start + n * DAY + self._part_of_a_day()
                    # No two acts at the same instant: a message is named by its.
                    self._plan(at + timedelta(microseconds=self.number), self._act)
        for _ in range(3):
            self._plan(self._instant(), self._look)
        self._plan(self.start + (self.length + self.chance.choice((0, 1, 3))) * DAY, self._look)
        while self.heap:
            self.clock.time, _, happens = heapq.heappop(self.heap)
            happens()

    def _plan(self, at: datetime, happens: Callable[[], None]) -> None:
        self.number += 1
        heapq.heappush(self.heap, (at, self.number, happens))

    def _instant(self) -> datetime:
        return self.start + self.chance.randrange(self.length) * DAY + self._part_of_a_day()

    def _part_of_a_day(self) -> timedelta:
        return timedelta(seconds=self.chance.randrange(86_400))

    def _back(self, at: datetime) -> datetime | None:
        """When the bot is up again; None if it is not down."""
        ends = [end for start, end in self.outages if start <= at < end]
        return self._back(max(ends)) or max(ends) if ends else None

    # What the channels ask

    def _plan_questions(self) -> None:
        with self.tools.store.begin(TEAM) as books:
            for name, days, hour in (("C1", "mon-fri", 9), ("C2", "mon-sun", 16)):
                zone = self.chance.choice(ZONES)
                saved = {"at": f"{hour:02}:00", "zone": zone, "days": days}
                made = channel(id=name, saved_at=self.start - DAY, **saved)
                books.channels.save(made, "U9", self.start - DAY)
                first = self.start.astimezone(ZoneInfo(zone)).date()
                for day in (first + n * DAY for n in range(self.length)):
                    due = datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)
                    if days == "mon-sun" or day.weekday() < 5:
                        self._plan_question(name, day, due, self._one_of(FATES))
                    elif self.chance.random() < 0.1:
                        self._plan_question(name, day, due, "day off")

    def _plan_question(self, name: str, day: date, due: datetime, fate: str) -> None:
        at = (
            due + self.chance.randrange(1, 21_000) * timedelta(seconds=1) if fate == "late" else due
        )
        at = self._back(at) or at
        if fate in {"posted", "late", "day off"} and at - due >= CATCH_UP:
            fate = "missed"
        self._plan(at, lambda: self._ask(name, day, fate))

    def _ask(self, name: str, day: date, fate: str) -> None:
        posted = fate in {"posted", "late", "day off"}
        now, (asked, frozen) = self.clock.time, question()
        row = round_(
            TEAM,
            channel=name,
            local_date=day,
            due_at=now,
            counts=fate in {"posted", "late"},
            question_id=asked,
            question=frozen,
            state="posted" if posted else fate,
            ts=_ts(now) if posted else None,
            posted_at=now if posted else None,
        )
        with self.tools.store.begin(TEAM) as books:
            assert books.rounds.plan(row)
        self.counts[fate] += 1
        if fate != "day off" and posted:
            self.truth.posts[name, day] = now
        if posted:
            self.spoke[name, day] = now - DAY

    # What the person does

    def _act(self) -> None:
        if self.chance.random() < self.restless:
            self.zone = self.chance.choice(ZONES)
            self.counts["moves"] += 1
            if self._back(self.clock.time) is None and self.chance.random() < 0.8:
                self._here()
        what = self._one_of(DEEDS)
        if what in {"reply", "ruled", "too little", "again"}:
            self._reply(what)
        elif what == "delete":
            self._delete()
        elif self._back(self.clock.time) is None:
            self._by_oneself(what)

    def _reply(self, what: str) -> None:
        now = self.clock.time
        lately = [post for post, spoke in self.spoke.items() if now - spoke > 6 * MINUTE]
        lately.sort(key=lambda post: (post[1], post[0]))
        if not lately:
            return
        late = self.chance.random() < 0.25
        post = self.chance.choice(lately[-8:] if late else lately[-2:])
        self.spoke[post] = now
        said = self._text(what)
        self._plan(self._back(now) or now, lambda: self._hear(post, said, now, what))

    def _hear(self, post: tuple[str, date], said: str, at: datetime, what: str) -> None:
        """The bot takes a message in: at once, or collected after an outage."""
        zone = self._here()
        take_in = self._by_the_door if self.whole else self._straight
        take_in(post, said, at, what, zone)
        self.messages[post[0], _ts(at)] = self._did(at, zone, said, post)
        self.counts[what] += 1

    def _straight(self, post: tuple[str, date], said: str, at: datetime, _: str, zone: str) -> None:
        """Write an answer down as the door would: it is tried in every fourth history."""
        name, day = post
        with self.tools.store.begin(TEAM) as books:
            given = answer(
                id=answer_id(TEAM, name, _ts(at)),
                round_id=round_id(TEAM, name, day),
                channel=name,
                ts=_ts(at),
                user=USER,
                text=said,
                at=at,
                zone=zone,
                local_date=streaks.counted_on(books, USER, at, zone, day),
            )
            books.members.ensure(USER, zone, at)
            books.answers.put(given, self.clock.time, streaks.effort(said))

    def _by_the_door(
        self, post: tuple[str, date], said: str, at: datetime, what: str, zone: str
    ) -> None:
        name, day = post
        with self.tools.store.read(TEAM) as books:
            thread = books.rounds.get(round_id(TEAM, name, day))
        assert thread is not None
        assert thread.ts is not None
        reply = answers.Reply(name, _ts(at), thread.ts, USER, said, "0", None, at)
        receipt = answers.receive_reply(self.tools, TEAM, reply, zone)
        if what in {"ruled", "too little"}:
            assert not isinstance(receipt, answers.Recorded)
            receipt = answers.rule_reply(self.tools, TEAM, name, _ts(at), USER, counted=True)
        assert isinstance(receipt, answers.Recorded)

    def _delete(self) -> None:
        standing = sorted(key for key, deed in self.messages.items() if not deed.gone)
        if standing:
            name, ts = self.chance.choice(standing)
            now = self.clock.time
            self._plan(self._back(now) or now, lambda: self._hear_deleted(name, ts))

    def _hear_deleted(self, name: str, ts: str) -> None:
        if self.whole:
            answers.remove_reply(self.tools, TEAM, name, ts, self.clock.time)
        else:
            with self.tools.store.begin(TEAM) as books:
                books.answers.withdraw(answer_id(TEAM, name, ts))
        self.messages[name, ts].gone = True
        self.counts["delete"] += 1

    def _by_oneself(self, what: str) -> None:
        """What needs the bot at once: a command, a button, a modal."""
        now, zone = self.clock.time, self._here()
        caller = Caller(TEAM, USER, zone)
        self.number += 1
        if what == "drill":
            self._drill(caller)
        elif what == "private":
            latest = max(self.spoke, key=lambda post: (post[1], post[0]), default=None)
            if latest is not None:
                said = self._text("private")
                form = f"form{self.number}"
                answers.receive_private(self.tools, caller, round_id(TEAM, *latest), said, form)
                self._did(now, zone, said, latest)
        elif not self.truth.clocks:
            return
        elif what == "leave":
            self._take_leave(caller)
        elif what == "leave ends":
            leave.end(self.tools, caller)
            today = self.truth.clock(now).day(now)
            self.truth.leave = {day for day in self.truth.leave if day < today}
        elif what == "day end":
            self.hour = self.chance.randrange(13)
            people.choose_day_end(self.tools, caller, f"{self.hour}:00")
            self._runs_by(zone)
        elif what == "zone":
            self.pinned = self.chance.choice((*ZONES, "", "", "", ""))
            people.choose_zone(self.tools, caller, self.pinned)
            self._runs_by(self.pinned or zone)
        self.counts[what] += 1

    def _drill(self, caller: Caller) -> None:
        now, named = self.clock.time, f"d{self.number}"
        with self.tools.store.begin(TEAM) as books:
            row = drill(id=named, user=USER, question_id=question()[0], at=now)
            assert books.drills.put(row)
        said = self._text(self.chance.choice(("drill", "drill", "drill", "again")))
        drills.answer(self.tools, caller, named, said)
        self._did(now, caller.zone, said, None)

    def _take_leave(self, caller: Caller) -> None:
        now = self.clock.time
        today = self.truth.clock(now).day(now)
        first = today + self.chance.choice((0, 0, 1, 4)) * DAY
        last = first + self.chance.choice((0, 1, 5)) * DAY
        leave.take(self.tools, caller, None if first == today else first, last)
        if first == today and today in oracle.shown(self.truth, now)[1][0]:
            first += DAY  # it is kept already
        self.truth.leave |= {first + n * DAY for n in range((last - first).days + 1)}

    def _here(self) -> str:
        """Let the bot hear where the person is, as each event lets it."""
        zone = people.moved(self.tools, TEAM, USER, self.zone)
        if zone != (self.pinned or self.zone):
            self.problems.append(f"The days run by {zone}, not {self.pinned or self.zone}.")
        if self.truth.clocks:
            self._runs_by(zone)
        return zone

    def _runs_by(self, zone: str) -> None:
        last = self.truth.clocks[-1]
        if (last.zone, last.hour) != (zone, self.hour):
            self.truth.runs_by(self.clock.time, zone, self.hour)

    def _did(self, at: datetime, zone: str, said: str, to: tuple[str, date] | None) -> Deed:
        if not self.truth.clocks:
            self.truth.runs_by(at, zone, self.hour)
        deed = Deed(at, zone, self.truth.clock(at).hour, said, to)
        self.truth.deeds.append(deed)
        return deed

    def _text(self, what: str) -> str:
        if what == "again":
            enough = [deed.text for deed in self.truth.deeds if len(deed.text.split()) >= 25]
            if enough:
                return self.chance.choice(enough)
        self.number += 1
        first = f"Number{self.number} says that "
        if what == "too little":
            return f"{first}they call."
        return f"{first}{WORDS}." if what == "ruled" else f"{first}{WORDS}, because {WORDS}."

    def _one_of(self, weighed: dict[str, int]) -> str:
        return self.chance.choices(list(weighed), list(weighed.values()))[0]

    # What is shown

    def _look(self) -> None:
        if self._back(self.clock.time) is not None:
            return
        caller = Caller(TEAM, USER, self._here())
        seen = streaks.calendar(self.tools, caller).streak
        standing = (seen.current, seen.best, seen.practised_of_30, seen.freezes_left)
        ruled, ways = oracle.shown(self.truth, self.clock.time)
        days = {each.date for each in seen.days if each.kept}
        self.counts["looks"] += 1
        self.counts["days"] += len(seen.days)
        self.counts.update({f"days: {each.what.name.lower()}": 1 for each in seen.days})
        if standing != ruled:
            self.problems.append(f"At {self.clock.time} it shows {standing}, by the rules {ruled}.")
        if days not in ways:
            wrong = sorted(map(str, days ^ ways[0]))
            self.problems.append(f"At {self.clock.time} these days are wrong: {wrong}.")


def _ts(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
