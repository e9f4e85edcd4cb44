"""The answering protocol: what people write, edit and delete, through the production code.

A seed is one history of a question's thread. Slack delivers it late, twice, in disorder or not at
all; the process dies, the database is away, calls to Slack fail. In the end the answers on record
are those that the thread says (`answering_oracle.py`), each ticked once.

Workers are interleaved by letting one work an event off between two transactions of another.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from slack_bolt import BoltRequest
from sqlalchemy import text

from bot.errors import Gone, SlackError
from bot.jobs import back_fill, inbox, outbox
from bot.practice.tools import Caller
from bot.slack import ids, wire
from bot.slack.chat import Chat
from bot.slack.listeners.buttons import Buttons
from bot.slack.listeners.events import Events
from bot.slack.payloads import Shortcut
from questions.frozen import freeze
from storage.errors import StorageError
from storage.rounds import Round, round_id
from storage.store import Books
from storage.tables.base import Base
from storage.workspaces import Workspace
from tests import builders
from tests.builders import MONDAY, TEAM
from tests.simulation.answering_checks import Checks
from tests.simulation.answering_ground import IDENTITY, Listener, ground, nothing
from tests.simulation.answering_people import People
from tests.simulation.mortal import Killed
from tests.simulation.outcome import Outcome
from tests.simulation.slack_thread import BOT, CHANNEL, Event, Post, SlackThread

SEEDS = 20_000
RETRIES = (1, 60, 300)  # seconds after which Slack comes again


def run(seed: int) -> Outcome:
    """Live one history and say which promises it broke."""
    history = History(seed)
    try:
        history.live()
    finally:
        history.close()
    return Outcome(seed, sorted(set(history.checks.problems)), dict(history.counts))


@dataclass(frozen=True, slots=True)
class Weather:
    """How bad it gets."""

    lossless: bool  # Slack repeats an event until it is taken
    old: bool  # the round is too old for back-fill
    killed: float
    failing: float  # the database, per transaction
    slack: float  # per call
    twice: float
    late: float
    lost: float

    @classmethod
    def of(cls, chance: Random) -> "Weather":
        old = chance.random() < 0.15
        lossless = old or chance.random() < 0.4
        if chance.random() < 0.1:
            return cls(True, old, 0, 0, 0, 0.3, 0.3, 0)
        return cls(
            lossless,
            old,
            killed=chance.choice([0, 0.003, 0.01]),
            failing=chance.choice([0, 0, 0.02]),
            slack=chance.choice([0, 0.05, 0.25]),
            twice=chance.choice([0, 0.2, 0.4]),
            late=chance.choice([0.05, 0.3, 0.6]),
            lost=0 if lossless else chance.choice([0, 0.1, 0.4]),
        )

    @property
    def calm(self) -> bool:
        return not (self.killed or self.failing or self.slack)


class History:
    """One seed: who does what when, what is done to the bot meanwhile, and what is found."""

    def __init__(self, seed: int) -> None:
        self.ground = ground()
        self.chance = Random(f"answering {seed}")
        self.weather = Weather.of(self.chance)
        self.counts: Counter[str] = Counter(seeds=1)
        self.start = MONDAY + timedelta(minutes=5, seconds=self.chance.randrange(20 * 3600))
        self.ground.now[0] = self.start
        self.slack = SlackThread(self.chance, self.now, self._between, self._fault)
        self.checks = Checks(self)
        self.heap: list[tuple[datetime, int, Callable[[], None]]] = []
        self.number = 0
        self.event_ids = 0
        self.up = False
        self.faults = True
        self.kills = 0
        self.depth = 0
        self.away: tuple[datetime, datetime] | None = None
        self.ticking: set[datetime] = set()
        self.bolt = self.chance.random() < 0.05
        self.tools = self.ground.tools
        if self.chance.random() < 0.05:
            self.tools = replace(self.tools, judge=builders.judge())
        self.threads: dict[str, Round] = {}
        self.aliases: dict[str, datetime] = {}  # when each became known
        self._silence = Listener(self.checks)

    def close(self) -> None:
        self.ground.store.point = _nothing_there
        self._silence.close()

    # The course of it

    def live(self) -> None:
        self._prepare()
        People(self).plan()
        if self.chance.random() < 0.3 and not self.weather.calm:
            begin = self.start + timedelta(seconds=self.chance.randrange(1800))
            self.away = begin, begin + timedelta(seconds=self.chance.choice([5, 40, 200]))
        self.ground.store.point = self._point
        self._guarded(self._boot)
        while self.heap:
            when, _, do = heapq.heappop(self.heap)
            self.ground.now[0] = max(when, self.now())
            self._guarded(do)
        self.faults = False
        if not self.up:
            self._boot(collect=False)
        self._drain()
        self.checks.acknowledged()
        if self.weather.lossless:
            self.checks.everything("before the last back-fill")
        back_fill.back_fill(self.tools, self.events, TEAM)
        self._drain()
        if not self.weather.old:
            self.checks.everything("at the end")

    def _prepare(self) -> None:
        store, given = self.ground.store, self.ground
        store.point = _nothing_there
        with store.begin(TEAM) as books:
            for table in reversed(Base.metadata.sorted_tables):
                books.connection.execute(text(f'DELETE FROM "{table.name}"'))
        store.save_workspace(Workspace(TEAM, "Practice", BOT, "A1", self.start))
        days = 5 if self.weather.old else 0
        chance = self.chance
        with store.begin(TEAM) as books:
            books.channels.save(given.channel, "U0", MONDAY)
            for back in range(chance.choice([1, 1, 1, 2])):
                asked = given.round.local_date - timedelta(days=days + back)
                posted = MONDAY - timedelta(days=days + back, seconds=-5)
                question = given.coding if chance.random() < 0.25 else None
                ts = f"{int(posted.timestamp())}.000100"
                round_ = replace(
                    given.round,
                    id=round_id(TEAM, CHANNEL, asked),
                    local_date=asked,
                    due_at=posted,
                    posted_at=posted,
                    question_id=question.id if question else given.round.question_id,
                    question=freeze(question) if question else given.round.question,
                    ts=ts,
                )
                self.slack.roots[ts], self.threads[ts] = True, round_
                early = back == 0 and not days and chance.random() < 0.15
                if early:  # Slack shows it already, and the process that posts it is slow
                    waiting = replace(round_, state="sending", ts=None, posted_at=None)
                    books.rounds.plan(waiting)
                    self.at(self.start, chance.randrange(40), partial(self._post, round_))
                else:
                    books.rounds.plan(round_)
                if back == 0 and chance.random() < 0.2:
                    self._second_message(books, round_, early=early)

    def _second_message(self, books: Books, round_: Round, *, early: bool) -> None:
        """A frozen request came late: another message asks the same, found by a sweep."""
        if self.weather.lossless and early:
            return  # what is written there before anybody knows of it, only back-fill brings
        ts = f"{str(round_.ts).partition('.')[0]}.900100"
        self.slack.roots[ts], self.threads[ts] = True, round_
        if self.weather.lossless:
            self.aliases[ts] = self.start
            books.rounds.add_alias(round_.id, ts)
        else:
            self.at(self.start, 300 + self.chance.randrange(600), lambda: self._alias(round_, ts))

    def _post(self, round_: Round) -> None:
        with self._mended(), self.ground.store.begin(TEAM) as books:
            books.rounds.posted(round_.id, str(round_.ts), self.now(), late=False)

    def _alias(self, round_: Round, ts: str) -> None:
        with self._mended(), self.ground.store.begin(TEAM) as books:
            books.rounds.add_alias(round_.id, ts)
        self.aliases[ts] = self.now()

    @contextmanager
    def _mended(self) -> Iterator[None]:
        """What another process does is not what is tried here."""
        self.ground.store.point = _nothing_there
        try:
            yield
        finally:
            self.ground.store.point = self._point

    # What people do

    # What Slack does with it

    def rule(self, post: Post, *, counted: bool) -> None:
        """Let a person use the shortcut on their message, until it is done or there is no point."""
        again = partial(self.rule, post, counted=counted)
        if post.deleted:
            return
        if not self.up:
            self.at(self.now(), 40, again)
            return
        callback = ids.SHORTCUT_COUNT if counted else ids.SHORTCUT_LEAVE
        used = Shortcut(callback, post.user, CHANNEL, post.ts, "trigger", None)
        caller = Caller(TEAM, post.user, self.slack.people[post.user].zone)
        try:
            Buttons(self.tools, self.chat).use(caller, used)
            post.ruling = counted
            self.counts["rulings"] += 1
        except Gone:
            pass  # nothing is known of it: they are told
        except (StorageError, SlackError):
            self.at(self.now(), 40, again)
        except Killed:
            self.at(self.now(), 40, again)
            raise
        self._wake()

    def announce(self, event: Event) -> None:
        chance = self.chance
        self.event_ids += 1
        body = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": f"Ev{self.event_ids}",
            "event": event,
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        }
        self.counts["events"] += 1
        if chance.random() < self.weather.lost:
            self.counts["never delivered"] += 1
            return
        delay = chance.random() * 2
        if chance.random() < self.weather.late:
            delay += chance.choice([3, 30, 300, 1500])
        self.at(self.now(), delay, lambda: self._deliver(body, 0))
        while chance.random() < self.weather.twice:
            self.counts["delivered again"] += 1
            again = delay + chance.choice([0.1, 5, 200])
            self.at(self.now(), again, lambda: self._deliver(body, 1, repeat=True))

    def _deliver(self, body: dict[str, Any], number: int, *, repeat: bool = False) -> None:
        """Hand an event over, and come again if it is not taken."""
        taken = False
        try:
            if self.up:
                self.checks.handed.add(body["event_id"])
                taken = self.take(body, number) == 200
        except StorageError:
            pass
        finally:
            if taken:
                self.checks.taken(body["event_id"], body["event"])
                self._wake()
            elif not repeat and (self.weather.lossless or number < len(RETRIES)):
                pause = RETRIES[min(number, len(RETRIES) - 1)]
                self.counts["retries"] += 1
                self.at(self.now(), pause, lambda: self._deliver(body, number + 1))

    def take(self, body: dict[str, Any], number: int) -> int:
        """Give an event to the bot as Bolt does; the status of the answer."""
        if self.bolt:
            headers: dict[str, Any] = {"x-slack-retry-num": [str(number)]} if number else {}
            request = BoltRequest(body=body, mode="socket_mode", headers=headers)
            return self.ground.app.dispatch(request).status
        answer = self.edge.store_event(body, lambda: None)
        assert answer is not None
        return answer.status

    # What the bot does

    def _boot(self, *, collect: bool = True) -> None:
        chat = Chat("xoxb-test", "http://127.0.0.1:1/api/", self.tools.clock.monotonic)
        chat.client = self.slack  # type: ignore[assignment]
        self.chat = chat
        self.events = Events(self.tools, chat, TEAM, BOT)
        wired = wire.Wire(self.tools, chat, IDENTITY, "xoxb-test", nothing, nothing)
        self.edge = wire._Edge(wired)
        self.up = True
        self._wake()
        if collect:
            self.counts["back-fills"] += 1
            with suppress(StorageError):
                back_fill.back_fill(self.tools, self.events, TEAM)

    def _wake(self, seconds: float = 0.05) -> None:
        when = self.now() + timedelta(seconds=seconds)
        if all(when < other for other in self.ticking):  # the earlier one sees to the rest
            self.ticking.add(when)
            self.at(when, 0, lambda: self._tick(when))

    def _tick(self, when: datetime) -> None:
        self.ticking.discard(when)
        if not self.up:
            return
        try:
            while self._waits("inbox") and inbox.work_one(self.tools, self.events, TEAM):
                self.counts["worked off"] += 1
            while self._waits("outbox") and outbox.send_next(self.tools, self.chat, TEAM):
                self.counts["sendings"] += 1
        except StorageError:
            self._wake(5)
        following = self._next_work()
        if following is not None:
            self._wake(max(1, (following - self.now()).total_seconds()))

    def _waits(self, queue: str) -> bool:
        """Whether a worker would find something; to ask the database so would take longer."""
        waiting = self.ground.raw.execute(_WAITING).fetchall()
        return any(row[2] == queue and _instant(row[0]) <= self.now() for row in waiting)

    def _next_work(self) -> datetime | None:
        """When a worker would next find something; None when both queues are empty."""
        rows = self.ground.raw.execute(_WAITING).fetchall()
        if not rows:
            return None
        return min(max(_instant(row[0]), _instant(row[1])) for row in rows)

    def _drain(self) -> None:
        """Nobody writes any more, nothing fails: let everything be worked off."""
        for _ in range(200):
            while self.heap:
                when, _, do = heapq.heappop(self.heap)
                self.ground.now[0] = max(when, self.now())
                self._guarded(do)
            following = self._next_work()
            if following is None:
                return
            self.ground.now[0] = max(self.now(), following)
            self._wake()
        self.checks.problems.append("The queues do not empty.")

    # What goes wrong

    def _guarded(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Killed:
            self.depth = 0
            self.up = False
            self.counts["deaths"] += 1
            pause = self.chance.choice([1, 5, 70, 700])
            self.at(self.now(), pause, self._boot)

    def _die(self) -> None:
        if self.up and self.kills < 4 and self.chance.random() < self.weather.killed:
            self.kills += 1
            raise Killed

    def _point(self, where: str) -> None:
        if where == "after commit":
            self.ground.now[0] += timedelta(milliseconds=1)
            self.checks.drafts()
        if not self.faults:
            return
        away = self.away is not None and self.away[0] <= self.now() < self.away[1]
        if where != "before commit":
            self._interleave()
        self._die()
        if away or self.chance.random() < self.weather.failing:
            self.counts["database away"] += 1
            raise StorageError("The database is away.")

    def _between(self, _where: str) -> None:
        """Time goes by in a call: others act, events come, another worker works."""
        if not self.faults:
            return
        passed = self.now() + timedelta(seconds=self.chance.choice([0.05, 0.2, 2]))
        self.ground.now[0] = passed
        self._die()
        if self.depth == 0:
            self.depth = 1
            while self.heap and self.heap[0][0] <= passed:
                heapq.heappop(self.heap)[2]()
            self.depth = 0
        self._die()

    def _interleave(self) -> None:
        if self.depth > 1 or not self.up or self.chance.random() > 0.08:
            return
        if self._waits("inbox"):
            self.depth += 1
            try:
                inbox.work_one(self.tools, self.events, TEAM)
                self.counts["interleaved"] += 1
            except StorageError:
                pass
            self.depth -= 1

    def _fault(self, method: str) -> str | None:
        if not self.faults or self.chance.random() >= self.weather.slack:
            return None
        self.counts["Slack fails"] += 1
        return self.chance.choice(["limited", "down", "unreachable", "timeout", "lost", "unsure"])

    def now(self) -> datetime:
        return self.ground.now[0]

    def at(self, start: datetime, seconds: float, do: Callable[[], None]) -> None:
        self.number += 1
        when = start + timedelta(seconds=seconds)
        heapq.heappush(self.heap, (when, self.number, do))


_WAITING = (
    "SELECT not_before, NULL, 'inbox' FROM inbox WHERE state = 'pending' UNION ALL"
    " SELECT not_before, lease_until, 'outbox' FROM outbox"
    " WHERE state IN ('due', 'sending', 'uncertain')"
)


def _instant(stored: str | None) -> datetime:
    if stored is None:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _nothing_there(_where: str) -> None:
    pass
