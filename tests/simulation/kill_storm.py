"""`kill -9`, again and again: two clocks and two servers on one PostgreSQL, under signed events.

The odd seeds: one `rounds run` on a SQLite file, with the shell beside it, events over its socket.
Real processes at the real time, so a seed says what is tried and not what happens. Events come as
Slack brings them: repeated until they are acknowledged, to either server, some late, some twice.
"""

import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.clock import Clock
from bot.practice import channels, daily
from bot.practice.tools import Tools
from bot.sandbox.clock import Clock as SlackClock
from bot.sandbox.seed import BOT_USER, PEOPLE, TEAM_ID, TEAM_NAME, new_channel
from bot.sandbox.server import Sandbox
from bot.slack.deliver import render
from storage.store import Store
from storage.upkeep import migrate
from storage.workspaces import Workspace
from tests.builders import bank, judge
from tests.postgres import running
from tests.processes import COMMAND_LINE, Process, free_port, settings
from tests.simulation.kill_storm_checks import problems
from tests.simulation.kill_storm_crowd import Crowd, Postman
from tests.simulation.outcome import Outcome

SEEDS = 2
MOST_WAITING = 400.0  # seconds after the storm; leases last one minute, and some are taken late


@dataclass(frozen=True, slots=True)
class Size:
    """How long and how much; `python` is how a process is started."""

    seconds: float
    channels: int
    spread: float  # seconds within which people answer a question
    scheduled: bool  # whether rounds fall due by themselves
    python: tuple[str, ...] = COMMAND_LINE
    commands: tuple[str, ...] = ("serve", "clock", "serve", "clock")
    left_alone: int = 1  # so many are not killed before others have come back

    @property
    def over_http(self) -> bool:
        """Whether events come over HTTP, else over a socket."""
        return "serve" in self.commands


FULL = Size(seconds=120, channels=30, spread=20, scheduled=True)
ALONE = replace(FULL, channels=12, commands=("run",), left_alone=0)


def run(seed: int) -> Outcome:
    """Storm for two minutes: on a PostgreSQL of its own, or `rounds run` on a SQLite file."""
    if seed % 2:
        with tempfile.TemporaryDirectory() as folder:
            return storm(seed, ALONE, f"sqlite:///{folder}/rounds.db")
    with running() as address:
        return storm(seed, FULL, address("postgres"))


def storm(seed: int, size: Size, database: str) -> Outcome:
    """Let it storm, wait until all is quiet, and compare what was written with what is stored."""
    migrate(database, Clock().now())
    store = Store.open(database, Clock().now)
    slack_clock = SlackClock(Clock().now().timestamp())
    with tempfile.TemporaryDirectory() as folder, Sandbox(None, clock=slack_clock) as slack:
        try:
            return Storm(seed, size, database, store, slack, Path(folder)).run()
        finally:
            store.close()


class Replica:
    """One of the processes, killed and started again, each time a new one."""

    def __init__(
        self, command: str, folder: Path, environment: dict[str, str], python: tuple[str, ...]
    ) -> None:
        self._of = (command, folder, environment, python)
        self.logs: list[bytes] = []
        self.process = Process(*self._of)

    def kill(self) -> None:
        """Kill it and start it again; it is ready later."""
        self.logs.append(self.process.kill())
        self.process = Process(*self._of)

    def end(self) -> None:
        """Ask it to end; it must, in good order."""
        self.logs.append(self.process.wait().end())


class Storm:
    """One storm, from the first channel to the last comparison."""

    def __init__(
        self, seed: int, size: Size, database: str, store: Store, slack: Sandbox, folder: Path
    ) -> None:
        self.seed, self.size, self.chance = seed, size, Random(seed)
        self.store, self.slack, self.folder = store, slack, folder
        self.clock = Clock()
        self.tools = Tools(store, bank(), judge(), self.clock)
        self.counts: Counter[str] = Counter()
        self.places = [f"C1STORM{n:03d}" for n in range(size.channels)]
        self.ports = [free_port(), free_port()]
        self.environment = settings(
            slack, database, ROUNDS_LOG="json", SLACK_APP_TOKEN=slack.app_token
        )
        self.postman = Postman(self.ports, self.clock.monotonic)
        self.crowd = Crowd(slack, self.places, Random(seed + 1), self.clock.monotonic, size.spread)
        if size.over_http:
            self.crowd.postman = self.postman
        self.killed_at = self.clock.now()
        self._pause = threading.Event()

    def run(self) -> Outcome:
        """Set up, storm, wait, end, compare."""
        by_hand = self._set_up()
        with self._replicas() as replicas, self.crowd, self.postman:
            for each in replicas:
                each.process.wait()
            started = self.clock.monotonic()
            asking = threading.Thread(target=self._post_now, args=[by_hand], daemon=True)
            asking.start()
            while self.clock.monotonic() < started + self.size.seconds:
                ready = [each for each in replicas if each.process.ready]
                if len(ready) > self.size.left_alone:
                    victim = self.chance.choice(ready)
                    # At the worst of times: when a promise has just been made.
                    self.postman.took.clear()
                    self.postman.took.wait(0.5 if self.size.over_http else 0)
                    victim.kill()
                    self.counts["kills"] += 1
                    self.killed_at = self.clock.now()
                self._pause.wait(self.chance.uniform(0.05, 0.4))
            asking.join(MOST_WAITING)
            stormed = self.clock.monotonic()
            found = [] if self._quiet_at_last() else ["it did not become quiet"]
            self.counts["seconds until quiet"] = int(self.clock.monotonic() - stormed)
        logs = b"".join(log for each in replicas for log in each.logs)
        found += problems(self.tools, self.slack, self.crowd, self.postman, logs, self.counts)
        return Outcome(self.seed, found, dict(self.counts))

    def _set_up(self) -> list[str]:
        """Make the channels; give those that are asked by hand."""
        self.store.save_workspace(
            Workspace(TEAM_ID, TEAM_NAME, BOT_USER, "B01ROUNDS", self.clock.now())
        )
        members = [user for user, *_, role in PEOPLE if role != "guest"]
        scheduled = self.places[: len(self.places) * 2 // 3] if self.size.scheduled else []
        for n, place in enumerate(self.places):
            with self.slack.state.change():
                made = new_channel(place, f"storm-{n}", "", [*members, BOT_USER], 0)
                self.slack.state.save("channel", place, made)
            minutes = 1 + n % 2 if place in scheduled else 12 * 60
            at = self.clock.now() + timedelta(minutes=minutes)
            wishes = channels.Wishes(at=f"{at:%H:%M}", zone="UTC", days="mon-sun", tracks=["pm"])
            channels.save_as_operator(self.tools, TEAM_ID, place, wishes)
        return [place for place in self.places if place not in scheduled]

    @contextmanager
    def _replicas(self) -> Iterator[list[Replica]]:
        started: list[Replica] = []
        try:
            ports = iter(self.ports)
            for command in self.size.commands:
                more = {"PORT": str(next(ports))} if command == "serve" else {}
                environment = {**self.environment, **more}
                started.append(Replica(command, self.folder, environment, self.size.python))
            yield started
            with ThreadPoolExecutor() as pool:
                list(pool.map(Replica.end, started))
        finally:
            for each in started:
                if each.process.process.poll() is None:
                    each.process.kill()

    def _post_now(self, places: list[str]) -> None:
        """Ask for rounds all through the storm, some from the shell, which posts by itself."""
        pause = self.size.seconds / (len(places) + 1)
        with ThreadPoolExecutor() as pool:
            for n, place in enumerate(places):
                if self.size.scheduled and n % 2:
                    pool.submit(self._shell, place)
                else:
                    daily.plan_now(self.tools, TEAM_ID, place, "storm", render)
                self._pause.wait(pause)

    def _shell(self, place: str) -> None:
        """Post from the shell, which may give up waiting for what a dead process holds."""
        command = ("-m", "bot.cli", "channel", "post-now")
        said = Process(place, self.folder, self.environment, command)
        said.process.wait(MOST_WAITING)
        self.counts["posted from the shell"] += said.process.returncode == 0
        said.kill()

    def _quiet_at_last(self) -> bool:
        end = self.clock.monotonic() + MOST_WAITING
        while self.clock.monotonic() < end:
            if self._quiet():
                return True
            self._pause.wait(0.25)
        return False

    def _quiet(self) -> bool:
        with self.store.read(TEAM_ID) as books:
            rounds = [books.rounds.latest(place) for place in self.places]
            left = books.inbox.pending() + books.outbox.pending()
            read = books.heartbeats.latest(["back-fill"])
        if not self.size.over_http:
            if read is None or read < self.killed_at:
                return False
            # What is older has been read, be it that Slack goes on bringing it for minutes.
            with self.slack.state.lock:
                pending = [each["body"]["event_time"] for each in self.slack.state.pending.values()]
            left += sum(at >= int(read.timestamp()) for at in pending)
        posted = all(each is not None and each.state == "posted" for each in rounds)
        return posted and self.crowd.idle and self.postman.idle and not left
