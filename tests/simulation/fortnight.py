"""The whole bot against the local Slack: a fortnight of eight people in three channels.

One seed is one history: who does what and when, what goes wrong at Slack and at each commit, and
when the process is killed. The clock stands still but for the steps of this file; between two
steps everything comes to rest. What must be true at the end stands in `fortnight_checks.py`.
"""

import heapq
import logging
import sqlite3
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from bot.errors import ConfigError, SlackAway
from bot.practice import channels, people
from bot.practice.tools import Caller
from bot.sandbox.clock import Clock
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.seed import add_person
from bot.sandbox.server import Sandbox
from storage.engine import make_engine
from storage.errors import StorageError
from tests.simulation import fortnight_checks
from tests.simulation.fortnight_bot import PATIENCE, WORKSPACE, Instance
from tests.simulation.fortnight_people import Crowd
from tests.simulation.fortnight_plan import HOUR, MINUTE, ORGANISER, Plan, make_plan
from tests.simulation.mortal import Killed
from tests.simulation.outcome import Outcome

SEEDS = 200
STEPS = 20_000  # a history that needs more of them goes round in circles
_OPEN = "state IN ('due', 'sending', 'uncertain')"
_LATER = (  # when something is to be done again
    f"SELECT not_before AS moment FROM rounds WHERE {_OPEN}",
    f"SELECT lease_until AS moment FROM rounds WHERE {_OPEN}",
    "SELECT next_sweep_at AS moment FROM rounds",
    f"SELECT not_before AS moment FROM outbox WHERE {_OPEN}",
    f"SELECT lease_until AS moment FROM outbox WHERE {_OPEN}",
    "SELECT not_before AS moment FROM inbox WHERE state = 'pending'",
)
_NEXT = f"SELECT min(moment) FROM ({' UNION ALL '.join(_LATER)}) WHERE moment > ?"
_OVERDUE = "SELECT EXISTS (SELECT 1 FROM rounds WHERE next_sweep_at <= ?)"
_NOW = "(not_before IS NULL OR not_before <= ?)"
_READY = {  # what a worker of each kind may find; where nothing is, it is spared the look
    "inbox": f"SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'pending' AND {_NOW})",
    "outbox": f"SELECT EXISTS (SELECT 1 FROM outbox WHERE {_OPEN} AND {_NOW})",
    "rounds": f"SELECT EXISTS (SELECT 1 FROM rounds WHERE {_OPEN} AND {_NOW})",
}


class Stuck(Exception):
    """It does not come to rest."""


class Still(Clock):
    """A clock that stands, but for a microsecond at each look: no two looks see the same."""

    def __init__(self, at: float) -> None:
        super().__init__(at, runs=False)

    def now(self) -> float:
        """Give the time, which is a little later than the last."""
        with self._lock:
            self._base += 1e-6
            return self._base


class Weather(Faults):
    """Spoils the n-th call of a method as the seed says, whoever makes it."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.seed, self.calm, self.away = seed, True, False
        self.rough = Random(f"{seed}/rough").choice([0.3, 1.0, 1.0, 2.0])
        self.made: dict[str, int] = {}
        self._counting = threading.Lock()

    def chance(self, what: str) -> Random | None:
        """Give the chance of the n-th occasion of its kind; None in calm weather."""
        with self._counting:
            n = self.made[what] = self.made.get(what, 0) + 1
        return None if self.calm else Random(f"{self.seed}/{what}/{n}")

    def next(self, method: str) -> Fault | None:
        """Take the fault of this call, if it has one."""
        if self.away:
            return Fault(cuts=True)
        chance = self.chance(method)
        if chance is None or method in {"auth.test", "apps.connections.open"}:
            return None
        lot = chance.random() / self.rough
        kinds = (
            (0.030, Fault(error="ratelimited", retry_after=chance.randint(1, 90))),
            (0.055, Fault(performs=True, cuts=True)),
            (0.080, Fault(cuts=True)),
            (0.095, Fault(error="internal_error")),
            (0.110, Fault(error="internal_error", performs=True)),
            (0.115, Fault(performs=True, delays=0.02)),
        )
        return next((fault for below, fault in kinds if lot < below), None)


class Fortnight:
    """Slack, the bot on it, and what is to happen."""

    steps = STEPS

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, seed = plan, plan.seed
        self.members = tuple(plan.zones)  # of its channels, from the beginning
        self.chance = Random(f"{seed}/story")
        self.threads = self.chance.choice([1, 1, 1, 2])
        self.back_fills_every = self.chance.choice([12, 24, 60]) * HOUR
        self.sandbox = Sandbox(clock=Still(self.plan.start.timestamp()))
        self.sandbox.faults = self.weather = Weather(seed)
        self.database = folder / "rounds.db"
        self.bot: Instance | None = None
        self.dead: list[Instance] = []
        self.counts: dict[str, int] = {}
        self.able: list[tuple[float, float]] = []  # when a bot lived and Slack could be reached
        self._able_since: float | None = None
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._late: list[tuple[float, dict[str, Any]]] = []
        self._number = 0
        self._back_filled = self._ticked = 0.0
        self._spoilt = False  # what the last tick did, or something since
        self._looking = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        # When a tick finds a round to plan or to close.
        offsets = (0.0, 6 * HOUR + 1)
        self._instants = [due + each for _, _, due in self.plan.rounds for each in offsets]

    # Time

    @property
    def now(self) -> float:
        return self.sandbox.clock.now()

    def at(self, when: float, do: Callable[[], None]) -> None:
        """Put something on the agenda."""
        self._number += 1
        heapq.heappush(self._agenda, (when, self._number, do))

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        self.at(self.now + seconds, do)

    @property
    def alive(self) -> Instance:
        """Give the instance that lives; there is one at the beginning and at the end."""
        assert self.bot is not None
        return self.bot

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    def live(self, until: float) -> None:
        """Let time pass, and everything on the agenda with it."""
        while self.now < until or (self._agenda and self._agenda[0][0] <= self.now):
            self.count("steps")
            if self.counts["steps"] > self.steps:
                raise Stuck("the history does not end")
            while self._agenda and self._agenda[0][0] <= self.now:
                _, _, do = heapq.heappop(self._agenda)
                do()
                self.settle()
            nearest = min([until, self._next_stir(), *(each[0] for each in self._agenda[:1])])
            if nearest > self.now:
                self.sandbox.clock.move(nearest - self.now)
            self.stir()

    def stir(self) -> None:
        """Do what the timers would do at this instant, and wait until all is done."""
        self._deliver_late()
        if self.bot is not None and not self.bot.life.dead:
            back_fill = self.now - self._back_filled > self.back_fills_every
            if back_fill:
                self._back_filled = self.now
            if self._tick_is_due():
                self._ticked, self._spoilt = self.now, False
                self.bot.tick(self.timers())
            outbox = self.ready("outbox") or self.ready("rounds")
            self.bot.wake(inbox=self.ready("inbox"), outbox=outbox, back_fill=back_fill)
        self.settle()

    def timers(self) -> frozenset[str]:
        """Give the timers that this tick runs; the others run once a day."""
        return frozenset({"post_daily", "sweep"})

    def _tick_is_due(self) -> bool:
        """Say whether a tick may find something; in production the others find nothing."""
        if self.now - self._ticked > (MINUTE if self._spoilt else 12 * HOUR):
            return True
        if self._ask(_OVERDUE, _stamp(self.now)):
            return True
        return any(self._ticked < each <= self.now for each in self._instants)

    def settle(self) -> None:
        """Wait until nothing moves any more; a bot that died meanwhile is buried."""
        pause, end = threading.Event(), time.monotonic() + PATIENCE
        while self.bot is not None and not self.bot.quiet():
            if time.monotonic() > end:
                raise Stuck(f"no rest at {_words(self.now)}: {self.bot.unrest()}")
            # A look moves the clock as well, and nobody tells Slack what has become due by that.
            self.sandbox.sockets.pump()
            pause.wait(0.001)
        if self.bot is not None and self.bot.life.dead:
            self._bury()

    def _next_stir(self) -> float:
        """Give the next instant at which something waits to be done."""
        found = [due for due, _ in self._late]
        if self.bot is not None:
            found.append(self._back_filled + self.back_fills_every + 1)
            found.append(self._ticked + (MINUTE if self._spoilt else 12 * HOUR) + 1)
            found += self._instants
            found += self._waiting()
            found.append(self.now + self.bot.waits_for_token())
            with self.sandbox.state.lock:
                found += [each["due"] for each in self.sandbox.state.pending.values()]
        return min((each + 0.001 for each in found if each > self.now), default=float("inf"))

    def _waiting(self) -> list[float]:
        nearest = self._ask(_NEXT, _stamp(self.now))
        found = [] if nearest is None else [datetime.fromisoformat(f"{nearest}+00:00").timestamp()]
        if self._tick_is_due():  # an instant of a freeze, or a sweep that failed
            found.append(self.now + MINUTE)
        if any(map(self.ready, _READY)):  # a worker that failed looks again by itself
            found.append(self.now + MINUTE)
        return found

    def ready(self, queue: str) -> bool:
        """Say whether a worker of a queue may find something."""
        return queue not in _READY or bool(self._ask(_READY[queue], _stamp(self.now)))

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Read the database beside the bot."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(statement).fetchall()

    def _ask(self, statement: str, given: str) -> Any:
        with self._looking:
            if self._connection is None:
                self._connection = sqlite3.connect(self.database, check_same_thread=False)
            ((found,),) = self._connection.execute(statement, (given,)).fetchall()
            return found

    # The bot's life

    def start_bot(self) -> None:
        """Start an instance; where Slack will not have it, its supervisor comes again."""
        if self.bot is not None:
            return
        self.count("starts")
        bot = None
        try:
            bot = Instance(self.sandbox, f"sqlite:///{self.database}", self)
            self.bot = bot
            bot.start()
        except ConfigError:
            self.bot = None
            if bot is not None:
                self._put_away(bot)
            self.after(5 * MINUTE, self.start_bot)
            return
        except Killed:
            pass
        self._back_filled = self.now
        if self._able_since is None and not self.weather.away:
            self._able_since = self.now
        self.stir()

    def kill(self, points: int = 0) -> None:
        """Have the bot die: now, or after so many commits and calls."""
        if self.bot is None or self.weather.calm:
            return
        if points:
            self.bot.life.dies_in = points
        else:
            self.bot.life.kill()

    def _bury(self) -> None:
        bot, self.bot = self.bot, None
        assert bot is not None
        self.count("kills")
        self._not_able()
        self._put_away(bot)
        down = self.chance.choice([MINUTE, 5 * MINUTE, 40 * MINUTE, 2 * HOUR, 7 * HOUR])
        self.after(down * (0.5 + self.chance.random()), self.start_bot)

    def _put_away(self, bot: Instance) -> None:
        bot.bury()
        self.dead.append(bot)

    def _not_able(self) -> None:
        if self._able_since is not None:
            self.able.append((self._able_since, self.now))
            self._able_since = None

    def slack_goes(self, seconds: float) -> None:
        """Cut every call to Slack off for a while."""
        if self.weather.calm:
            return
        self.count("outages")
        self.weather.away = True
        self._not_able()
        self.after(seconds, self.slack_comes)

    def slack_comes(self) -> None:
        self.weather.away = False
        if self.bot is not None and self._able_since is None:
            self._able_since = self.now

    def hold_events(self, seconds: float) -> None:
        """Have events come late, in disorder, twice."""
        self.sandbox.sockets.hold()
        self.after(seconds, self.let_events_go)

    def let_events_go(self) -> None:
        if self.sandbox.sockets.holding:
            backwards, twice = self.chance.random() < 0.5, self.chance.random() < 0.5
            self.sandbox.sockets.let_go(backwards=backwards, twice=twice)

    def upset(self, where: str, arguments: dict[str, Any] | None = None) -> None:
        """Freeze the process before a call or a transaction, fail a commit, delay a request."""
        chance = self.weather.chance(f"upset {where}")
        if chance is None:
            return
        lot = chance.random() / self.weather.rough
        if where == "before commit" and lot < 0.004:
            self.count("commits failed")
            self._spoilt = True
            raise StorageError("The disk is full.")
        if where in {"before begin", "after commit"}:
            if lot < 0.001:
                self.count("freezes")
                self.sandbox.clock.move(chance.uniform(4, 90))
            return
        if lot < 0.006 and where != "before commit":
            self.count("freezes")
            self.sandbox.clock.move(chance.uniform(4, 90))
        elif lot < 0.06 and where == "chat.postMessage" and not self.weather.away:
            kind = ((arguments or {}).get("metadata") or {}).get("event_type")
            if kind == "rounds_round":
                self.count("late requests")
                self._late.append((self.now + chance.uniform(1, 240), dict(arguments or {})))
                raise SlackAway(where, "TimeoutError", sent=True)

    def _deliver_late(self) -> None:
        due = [each for each in self._late if each[0] <= self.now]
        self._late = [each for each in self._late if each[0] > self.now]
        for _, arguments in due:
            body = {name: value for name, value in arguments.items() if value is not None}
            answer = self.sandbox._api.call("chat.postMessage", body, self.sandbox.bot_token)
            assert answer["ok"], answer

    # The beginning and the end

    def begin(self) -> None:
        """Start Slack and the bot, and set the three channels up, all in calm weather."""
        plan, sandbox = self.plan, self.sandbox
        sandbox.start()
        for user, name in plan.newcomers:
            add_person(sandbox.state, user, name, plan.zones[user][0][1])
        for user, zones in plan.zones.items():
            sandbox.act(user, "change_person", tz=zones[0][1])
        for channel in plan.channels:
            for user in (*self.members, "U01ROUNDS"):
                sandbox.act(ORGANISER, "invite", channel=channel.id, user=user)
        self.start_bot()
        tools = self.alive.rounds.tools
        for channel in plan.channels:
            wishes = channels.Wishes(
                at=channel.at,
                zone=channel.zone,
                days=channel.days,
                holidays=channel.holidays,
                hints=channel.hints,
                organisers=[ORGANISER],
            )
            channels.save_as_operator(tools, WORKSPACE, channel.id, wishes)
        for user, where in plan.hints.items():
            people.choose_hints(tools, Caller(WORKSPACE, user, plan.zones[user][0][1]), where)
        self.settle()

    def end(self) -> None:
        """Let everything go well again, until all that waits is done, sweeps included."""
        self.weather.calm, self.weather.away = True, False
        self.slack_comes()
        self.let_events_go()
        if self.bot is not None:
            self.bot.life.dies_in = None
        self.start_bot()
        self._back_filled = 0.0
        self.live(self.now + 13 * HOUR)
        self._not_able()

    def close(self) -> None:
        """Leave no thread and no socket behind."""
        if self.bot is not None:
            self.bot.life.kill()
            self._put_away(self.bot)
            self.bot = None
        for each in self.dead:
            each.rest_in_peace()
        if self._connection is not None:
            self._connection.close()
        self.sandbox.stop()


def run(seed: int, days: int = 14) -> Outcome:
    """Live through one fortnight and say which promises it broke."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, without_noise():
        story = Fortnight(make_plan(seed, days), Path(folder))
        problems: list[str] = []
        try:
            story.begin()
            crowd = Crowd(story)
            crowd.arrange()
            story.weather.calm = False
            story.live(story.plan.until.timestamp())
            story.end()
            problems = fortnight_checks.check(story, crowd)
        except Exception as trouble:  # whatever happens is what the seed came to
            problems = [f"{type(trouble).__name__}: {trouble}"]
        finally:
            story.close()
        counts = {**story.counts, "milliseconds": round((time.monotonic() - began) * 1000)}
    return Outcome(seed, problems, counts)


@contextmanager
def without_noise() -> Iterator[None]:
    """What is broken on purpose says so in the log, and a killed thread on standard error."""
    hook, level = threading.excepthook, logging.root.manager.disable

    def quietly(args: Any) -> None:
        if not issubclass(args.exc_type, Killed):
            hook(args)

    threading.excepthook = quietly
    logging.disable(logging.CRITICAL)
    # The client of Socket Mode makes one at each connection, for an address that needs none.
    once = cache(ssl.create_default_context)
    # Between two steps the clock leaps; a bot that ticks each minute would have seen no gap.
    no_gap = mock.patch("bot.jobs.heartbeat.beat", return_value=False)
    # With the engine its compiled statements outlive a kill.
    engine = mock.patch("storage.store.make_engine", cache(make_engine))
    try:
        with mock.patch("ssl.create_default_context", once), no_gap, engine:
            yield
    finally:
        threading.excepthook = hook
        logging.disable(level)


def _stamp(instant: float) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _words(instant: float) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat()
