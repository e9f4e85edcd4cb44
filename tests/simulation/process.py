"""A process of the bot: production jobs, what may go wrong with them, and a new start."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.clock import Clock
from bot.jobs import outbox, post_daily, sweep
from bot.practice import channels, daily
from bot.practice.tools import Tools
from bot.slack import deliver
from bot.slack.chat import Chat
from storage.errors import StorageError
from tests.builders import bank, judge
from tests.simulation.mortal import Killed

if TYPE_CHECKING:
    from tests.simulation.world import World

TEAM = "T1"
MINUTE = 60.0


@dataclass(frozen=True)
class Fate:
    """What becomes of a request: see `World.call`."""

    what: str = "ok"
    seconds: float = 0.0


class Chance:
    """Nothing goes wrong."""

    def at(self, process: "Process", where: str) -> None:
        """Stand at a point; may raise Killed or StorageError, or freeze the process."""

    def fate(self, process: "Process", method: str) -> Fate:
        """Say what becomes of a request."""
        return Fate()

    def latency(self) -> float:
        """Say how long a request is on its way, there and back."""
        return 0.2

    def jitter(self, tick: float) -> float:
        """Say how long after its time a job looks."""
        return 0.0

    def downtime(self) -> float:
        """Say how long a dead process is away."""
        return 1.0


class Voice(Chat):
    """The production Chat whose requests go to the false Slack of the world."""

    def __init__(self, world: "World", process: "Process") -> None:
        super().__init__("xoxb-no", None, process.monotonic)
        self._call = lambda method, given: world.call(process, method, given)

    def _request(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return self._call(method, {k: v for k, v in arguments.items() if v is not None})


class Process:
    """A process of the bot: it works, dies, and is started again."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.slept = 0.0  # for so long its machine was asleep, and its monotonic clock stood
        self.slept_at = -math.inf
        self.committed_at = world.stage.now
        self.killed = False
        self.idle = False
        self.away: list[tuple[float, float]] = []  # when it was dead or frozen
        self.last: dict[str, float] = {}
        self.tools = Tools(
            world.store, bank(), judge(), Clock(lambda: world.stage.now, self.monotonic)
        )
        self.chat = Voice(world, self)
        self.jobs: dict[str, tuple[float, Callable[[], object]]] = {
            "close": (MINUTE, lambda: post_daily.close(self.tools, TEAM)),
            "plan": (MINUTE, lambda: post_daily.plan_due(self.tools, TEAM)),
            "post": (5.0, lambda: post_daily.post_next(self.tools, self.chat, TEAM)),
            "sweep": (MINUTE, lambda: sweep.sweep_due(self.tools, self.chat, TEAM)),
            "send": (5.0, lambda: outbox.send_next(self.tools, self.chat, TEAM)),
            "resume": (5.0, self._resume),
        }
        self.actor = world.stage.enter(self.live)

    def monotonic(self) -> float:
        return self.world.stage.now - self.slept

    def live(self) -> None:
        """Work, die, come back."""
        while True:
            try:
                self.work()
            except Killed:
                if self.actor.over:
                    raise
                self.stay_away(self.world.chance.downtime())

    def stay_away(self, seconds: float) -> None:
        """Be dead for so long, and for as long as everything is down."""
        self.world.counts["deaths"] += 1
        since = self.world.stage.now
        back = max(since + seconds, self.world.down_until)
        while self.world.stage.now < back:
            self.killed = False
            self.world.stage.pause(back - self.world.stage.now)
            back = max(back, self.world.down_until)
        self.killed = False
        self.away.append((since, back))
        self.last.clear()
        self.chat = Voice(self.world, self)
        self.world.disturbed(since)

    def work(self) -> None:
        """Do each job when it has something to do, as its tick allows."""
        while True:
            wanted = self.world.wanted()
            for name, (_, job) in self.jobs.items():
                if self._when(name, wanted) <= self.world.stage.now:
                    done = self.do(job)
                    # What cannot be had just now is not asked for each few seconds.
                    idle = MINUTE if done is False else 0.0
                    self.last[name] = self.world.stage.now + idle
            self.idle = True
            self.jittered = {
                name: self.world.chance.jitter(tick) for name, (tick, _) in self.jobs.items()
            }
            try:
                self.pause(self.next_time(self.world.wanted()) - self.world.stage.now)
            finally:
                self.idle = False

    def do(self, job: Callable[[], object]) -> object:
        try:
            return job()
        except StorageError:
            self.world.disturbed()
            return None

    def next_time(self, wanted: dict[str, float]) -> float:
        """Say when this process has something to do next."""
        times = (self._when(name, wanted) + self.jittered[name] for name in self.jobs)
        return max(min(times), self.world.stage.now)

    def _when(self, name: str, wanted: dict[str, float]) -> float:
        tick = self.jobs[name][0]
        return max(wanted.get(name, math.inf), self.last.get(name, -math.inf) + tick)

    def pause(self, seconds: float) -> None:
        self.world.stage.pause(seconds)
        if self.killed:
            raise Killed

    def freeze(self, seconds: float, *, asleep: bool = False) -> None:
        """Stand still while the time goes on; on a machine that sleeps no clock but the wall's."""
        since = self.world.stage.now
        try:
            self.pause(seconds)
        finally:
            self.away.append((since, self.world.stage.now))
            if asleep:
                self.slept_at = self.world.stage.now
                self.slept += self.world.stage.now - since

    def _resume(self) -> None:
        """Do what the events of channels that came back bring about."""
        for channel in self.world.came_back():
            channels.came_back(self.tools, TEAM, channel)
            self.world.back = [each for each in self.world.back if each != channel]


class Shell(Process):
    """`rounds channel post-now` in a shell: plans, tries once, ends."""

    def __init__(self, world: "World", channel: str) -> None:
        self.channel = channel
        super().__init__(world)

    def live(self) -> None:
        try:
            self.do(self._post_now)
        except Killed:
            self.world.counts["deaths"] += 1
        self.away.append((0.0, math.inf))

    def _post_now(self) -> None:
        made = daily.plan_now(self.tools, TEAM, self.channel, "operator", deliver.render)
        if isinstance(made, daily.Planned):
            post_daily.post_this(self.tools, self.chat, TEAM, made.round.id)
