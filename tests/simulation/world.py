"""Processes of the bot on a stage: production code, one database, a false Slack, and its chance.

`Chance` says what goes wrong where; `posting.py` draws it from a seed, `crash_points.py` counts.
"""

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from bot.clock import Clock
from bot.errors import SlackAway, SlackError, SlackRefused
from bot.practice import channels
from bot.practice.tools import Tools
from bot.rules import practice_day
from storage.errors import StorageError
from storage.rounds import round_id
from storage.workspaces import Workspace
from tests.builders import bank, judge
from tests.simulation.false_slack import FalseSlack
from tests.simulation.mortal import MortalStore
from tests.simulation.process import MINUTE, TEAM, Chance, Fate, Process
from tests.simulation.stage import Stage

ORGANISER = "U01ORG"
START = datetime(2026, 11, 23, 13, 50, tzinfo=UTC).timestamp()  # a Monday; the first is due at 14
PLACES = (("C1", "09:00", "America/New_York"), ("C2", "09:00", "America/New_York"),
          ("C3", "15:10", "Europe/Berlin"))  # fmt: skip
HOUR, DAY = 3600.0, 86400.0
PROMPT = 9.0  # seconds; with five to the check and 25 until history shows it, less than 40
BUSY = 10.0  # seconds that a transaction waits for another's end
_NOT_TAKEN = ("never left", "429", "500 before", "page", "lost")
LOOKS = ("conversations.history", "conversations.open", "chat.getPermalink")


@cache
def _stored(url: str) -> MortalStore:
    return MortalStore.open(url, _before)


def _before() -> datetime:
    return datetime.fromtimestamp(START - DAY, UTC)


@cache
def _empty() -> bytes:
    made: bytes = _raw(_stored("sqlite://")).serialize()
    return made


@cache
def beginning(places: int, days: int) -> bytes:
    """A database with so many channels, each with so many practice days: the file's bytes."""
    store = _stored("sqlite://")
    _raw(store).deserialize(_empty())
    store.point, store.turn = MortalStore.point, MortalStore.turn
    store._now = _before
    store.save_workspace(Workspace(TEAM, "Practice", "UBOT", "A1", datetime.fromtimestamp(0, UTC)))
    tools = Tools(store, bank(), judge(), Clock(lambda: START - DAY))
    on = "mon" if days == 1 else "mon-tue"
    for channel, at, zone in PLACES[:places]:
        wished = channels.Wishes(at=at, zone=zone, days=on, organisers=[ORGANISER])
        channels.save_as_operator(tools, TEAM, channel, wished)
    made: bytes = _raw(store).serialize()
    return made


def _raw(store: MortalStore) -> Any:
    return store._writing.raw_connection().driver_connection


@dataclass
class Due:
    """A round that has to be, and when."""

    channel: str
    day: date
    at: float

    @property
    def round_id(self) -> str:
        return round_id(TEAM, self.channel, self.day)


class World:
    """A day or two in some channels. What must hold at the end is in `verdict.py`."""

    def __init__(
        self,
        chance: Chance,
        random: Random,
        *,
        places: int = 1,
        days: int = 1,
        processes: int = 1,
        file: Path | None = None,
        now: float = START,
        slack: FalseSlack | None = None,
    ) -> None:
        self.chance = chance
        self.stage = Stage(now, random)
        self.slack = slack or FalseSlack()
        self.counts: Counter[str] = Counter()
        if file is None:
            self.store = _stored("sqlite://")
            self._database = _raw(self.store)
            self._database.deserialize(beginning(places, days))
        else:
            self.store = MortalStore.open(f"sqlite:///{file}", _before)
            self._database = _raw(self.store)
        self.store._now = lambda: datetime.fromtimestamp(self.stage.now, UTC)
        self.store.point = self.point
        self.store.turn = self.turn
        self.dues = [
            Due(channel, date(2026, 11, 23 + n), _instant(date(2026, 11, 23 + n), at, zone))
            for n in range(days)
            for channel, at, zone in PLACES[:places]
        ]
        self.commits = 0
        self.down_until = 0.0
        self.database_away: list[tuple[float, float]] = []
        self.disturbances: list[float] = []
        self.late: set[str] = set()  # rounds and items of which a request arrived too late
        self.restored = False
        self.back: list[str] = []  # channels whose coming back nobody has worked off
        self._writer: object = None
        self.processes = [Process(self) for _ in range(processes)]

    def disturbed(self, at: float | None = None) -> None:
        """Note that something went wrong."""
        self.disturbances.append(self.stage.now if at is None else at)

    # Time and place

    def who(self) -> "Process | None":
        """Say which process acts."""
        actor = self.stage.current
        return next((p for p in self.processes if p.actor is actor), None)

    def point(self, where: str) -> None:
        """Stand at the edge of a transaction."""
        process = self.who()
        if where == "after commit":
            self.commits += 1
            self.replan()
        if process is not None:
            if where == "before commit":
                process.committed_at = self.stage.now
            self.chance.at(process, where)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the database, in virtual time."""
        me, since = self.who(), self.stage.now
        while self._writer is not None:
            if self.stage.now - since > BUSY and me is not None:
                raise StorageError("The database is busy.")
            (me or self.stage).pause(1.0)
        if any(start <= self.stage.now < end for start, end in self.database_away):
            raise StorageError("The database is away.")
        self._writer = me or self
        try:
            yield
        finally:
            self._writer = None

    def kill(self) -> None:
        """Kill every process, wherever it is."""
        for process in self.processes:
            process.killed = True
            process.actor.wake_at = self.stage.now

    def save(self) -> bytes:
        """Back the database up."""
        copy: bytes = self._database.serialize()
        return copy

    def restore(self, copy: bytes) -> None:
        """Put an older database in the place of this one; nobody may be using it."""
        self._database.deserialize(copy)

    def wait_for_database(self) -> None:
        """Wait until nobody is in a transaction."""
        while self._writer is not None:
            self.stage.pause(1.0)

    def replan(self) -> None:
        """Let those who wait look at the time that the rows now say."""
        if all(not p.idle for p in self.processes):
            return
        wanted = self.wanted()
        for process in self.processes:
            if process.idle and not process.killed:
                process.actor.wake_at = process.next_time(wanted)

    # What there is to do, so that nobody looks in vain each second of two days

    def wanted(self) -> dict[str, float]:
        """Say from when on each job has something to do, as the rows have it."""
        found: dict[str, float] = {}
        now = self.stage.now

        def want(job: str, at: float) -> None:
            found[job] = min(found.get(job, math.inf), at)

        rounds = self._database.execute(
            "SELECT r.id, r.state, r.due_at, r.not_before, r.lease_until, r.next_sweep_at, c.state,"
            " r.kind FROM rounds r JOIN channels c ON c.id = r.channel"
        ).fetchall()
        there = set()
        for id_, state, due, not_before, lease, sweep_at, channel, kind in rounds:
            there.add(id_)
            if sweep_at is not None:
                want("sweep", _read(sweep_at))
            if state in {"due", "sending", "uncertain"}:
                hopeless = [_read(due) + hours * HOUR for hours in (6, 24, 25, 26)]
                want("close", min((t for t in hopeless if t > now - 2 * MINUTE), default=math.inf))
                if channel == "active" or kind == "post-now":
                    want("post", _free(state, not_before, lease))
        for due_round in self.dues:
            if due_round.round_id not in there:
                late = due_round.at + 6 * HOUR
                want("plan" if now < late else "close", due_round.at)
                want("close", late)
        for state, not_before, lease in self._database.execute(
            "SELECT state, not_before, lease_until FROM outbox"
            " WHERE state IN ('due', 'sending', 'uncertain')"
        ).fetchall():
            want("send", _free(state, not_before, lease))
        if self.came_back():
            want("resume", 0.0)
        return found

    def came_back(self) -> list[str]:
        """List the channels whose coming back is to be worked off."""
        return list(self.back)

    # Slack

    def call(self, process: Process, method: str, given: dict[str, Any]) -> dict[str, Any]:
        """Carry a request to Slack as fate has it, and its answer back."""
        began = self.stage.now
        self.chance.at(process, "before request")
        fate = self._fate(process, method)
        if fate.what in _NOT_TAKEN:
            raise self._not_taken(process, method, fate)
        now = self.stage.now
        latency = fate.seconds if fate.what == "late" else self.chance.latency()
        if method == "chat.postMessage":
            self._note_late(process, given, began, now + latency)
        number = self.slack.request(now + latency, method, given)
        self.chance.at(process, "under way")
        if fate.what in {"late", "answer lost"}:
            process.pause(10.0)
            raise SlackAway(method, "timed out", sent=True)
        process.pause(max(0.0, now + 2 * latency - self.stage.now))
        if fate.what == "500 after":
            raise SlackAway(method, "HTTP 500", sent=True)
        self.chance.at(process, "before answer")
        self.slack.settle(self.stage.now)
        answer = self.slack.answers.pop(number)
        if isinstance(answer, str):
            self.disturbed()
            raise SlackRefused(answer, method)
        return answer

    def _fate(self, process: Process, method: str) -> Fate:
        now = self.stage.now
        fate = self.chance.fate(process, method)
        if self.slack.window(now, None, "away"):
            fate = Fate("never left")
        elif self.slack.window(now, None, "silent"):
            fate = Fate("lost")
        if fate.what != "ok":
            self.counts[fate.what] += 1
            self.disturbed()
        return fate

    def _not_taken(self, process: Process, method: str, fate: Fate) -> SlackError:
        """Give what the bot sees of a request that Slack never took."""
        process.pause(10.0 if fate.what == "lost" else 0.2)
        match fate.what:
            case "never left":
                return SlackAway(method, "ConnectionRefusedError", sent=False)
            case "429":
                return SlackRefused("ratelimited", method, fate.seconds)
        return SlackAway(method, fate.what, sent=True)

    def _note_late(
        self, process: Process, given: dict[str, Any], began: float, arrival: float
    ) -> None:
        """Note what reaches Slack later than the protocol waits for: it may come twice.

        Whoever was frozen before the time was checked does not come here, unless his clock slept.
        """
        if arrival - began > PROMPT or process.slept_at >= process.committed_at:
            self.late.add(given["metadata"]["event_payload"]["id"])


def _instant(day: date, at: str, zone: str) -> float:
    due = practice_day.due_instant(day, practice_day.parse_time(at), zone)
    assert due is not None
    return due.timestamp()


def _read(stored: str) -> float:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).timestamp()


def _free(state: str, not_before: str | None, lease: str | None) -> float:
    waits = _read(not_before) if not_before else 0.0
    held = _read(lease) if lease and state in {"sending", "uncertain"} else 0.0
    return max(waits, held)
