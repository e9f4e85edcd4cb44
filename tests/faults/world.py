"""A channel on a practice day, the local Slack, and processes of the bot that may die."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.jobs import outbox, post_daily
from bot.jobs.sweep import sweep_due
from bot.practice import channels
from bot.practice.tools import Tools
from bot.sandbox.clock import Clock as SlackClock
from bot.sandbox.seed import BOT_ID, BOT_USER, PEOPLE, ROUNDS, TEAM_ID, TEAM_NAME
from bot.sandbox.server import Sandbox
from bot.slack.chat import TIMEOUT, Chat, Outcome
from storage.errors import StorageError
from storage.rounds import Round
from storage.workspaces import Workspace
from tests.builders import MONDAY, bank, judge
from tests.faults.line import Line
from tests.simulation.mortal import Killed, MortalStore

MAYA, DANIEL = PEOPLE[0][0], PEOPLE[1][0]
HOUR = 3600.0
SETTLED = 41.0  # seconds after which a doubt may be looked into
TURNS = 50

Edge = Callable[[str, Round | None], object]


class Process:
    """One process: its own connection to the database and to Slack, and no memory of the last."""

    def __init__(self, world: "World") -> None:
        store = MortalStore.open(world.database, world.now)
        self.tools = Tools(store, bank(), judge(), Clock(world.clock.now))
        self.chat = Chat(world.sandbox.bot_token, world.line.url, world.clock.now)
        store.save_workspace(Workspace(TEAM_ID, TEAM_NAME, BOT_USER, BOT_ID, world.now()))

    def tick(self) -> None:
        """Do what a process does each minute, until nothing is left that can be done now."""
        post_daily.close(self.tools, TEAM_ID)
        post_daily.plan_due(self.tools, TEAM_ID)
        _until_done(lambda: post_daily.post_next(self.tools, self.chat, TEAM_ID))
        sweep_due(self.tools, self.chat, TEAM_ID)
        _until_done(lambda: outbox.send_next(self.tools, self.chat, TEAM_ID))

    def tick_impatiently(self) -> None:
        """Do so with little time for each request: what is held back will not come anyway."""
        self.chat.client.timeout = 0.15  # type: ignore[assignment] # the SDK passes it on
        self.tick()
        self.chat.client.timeout = TIMEOUT

    def end(self) -> None:
        """Let go of the database."""
        self.tools.store.close()


def _until_done(work: Callable[[], bool]) -> None:
    for _ in range(TURNS):
        if not work():
            return
    raise AssertionError("the work does not end")


class World:
    """Nine in the morning in New York: today's question is due, and nobody has seen to it yet."""

    def __init__(self, database: Path) -> None:
        self.database = f"sqlite:///{database}"
        self.clock = SlackClock(MONDAY.timestamp() - HOUR, runs=False)
        self.sandbox = Sandbox(None, clock=self.clock)
        self.sandbox.start()
        self.line = Line(self.sandbox.api_url)
        self._processes: list[Process] = []
        self._looking = MortalStore.open(self.database, self.now)
        self.one = self.process()
        wishes = channels.Wishes(
            at="09:00", zone="America/New_York", days="mon-sun", organisers=[MAYA]
        )
        channels.save_as_operator(self.one.tools, TEAM_ID, ROUNDS, wishes)
        self.pass_time(HOUR)

    def process(self) -> Process:
        """Start another process."""
        self._processes.append(Process(self))
        return self._processes[-1]

    def close(self) -> None:
        """End everything."""
        for each in self._processes:
            each.end()
        self._looking.close()
        self.line.close()
        self.sandbox.stop()

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.fromtimestamp(self.clock.now(), UTC)

    def pass_time(self, seconds: float) -> None:
        """Let time pass while nobody works."""
        self.clock.move(seconds)

    def live(self, process: Process, *pauses: float) -> None:
        """Let a process work after each of these pauses."""
        for pause in pauses:
            self.pass_time(pause)
            process.tick()

    def settle(self, process: Process) -> None:
        """Work until every doubt is settled and every sweep is made."""
        self.live(process, *[SETTLED] * 4, 300, HOUR)

    def at_edges(self, process: Process, see: Edge) -> None:
        """Let `see` look at each edge of a transaction, and at the round as it is stored then."""
        assert isinstance(process.tools.store, MortalStore)

        def point(where: str) -> None:
            see(where, self.round())

        process.tools.store.point = point

    def die(self, process: Process, when: Edge) -> None:
        """Let a process work until that moment, and no longer."""

        def see(where: str, held: Round | None) -> None:
            if when(where, held):
                raise Killed

        self.at_edges(process, see)
        try:
            process.tick()
        except Killed:
            process.end()
            return
        raise AssertionError("the moment never came")

    def lose_database(self, process: Process, when: Edge) -> None:
        """Let the database be away from that moment on, until it is restored."""
        gone = False

        def see(where: str, held: Round | None) -> None:
            nonlocal gone
            gone = gone or bool(when(where, held))
            if gone:
                raise StorageError("The database is away.")

        self.at_edges(process, see)

    def restore_database(self, process: Process) -> None:
        """Let the database be there again."""
        self.at_edges(process, lambda *_: None)

    def around_post(self, process: Process, around: Callable[[Callable[[], Outcome]], Any]) -> None:
        """Do something before or after a request of this process goes out."""
        post = process.chat.post
        process.chat.post = lambda *a, **k: around(lambda: post(*a, **k))  # type: ignore[method-assign]

    # What is there

    def round(self) -> Round | None:
        """Give the newest round, as another process would read it."""
        with self._looking.read(TEAM_ID) as books:
            return books.rounds.latest(ROUNDS)

    def messages(self, channel: str = ROUNDS) -> list[dict[str, Any]]:
        """Give what stands in a channel."""
        found: list[dict[str, Any]] = self.sandbox.snapshot(MAYA, channel)["messages"]
        return found

    def questions(self) -> list[str]:
        """Give the timestamps of the questions in the channel."""
        return [m["ts"] for m in self.messages() if m["text"].startswith("Question for")]

    def notices(self) -> list[str]:
        """Give what the organiser was told."""
        return [m["text"] for m in self.messages("D01MAYA")]

    def asked_to_post(self) -> int:
        """Say how often Slack was asked to post in the channel."""
        calls = self.sandbox.called("chat.postMessage")
        return len([call for call in calls if call.args.get("channel") == ROUNDS])

    def put(self, process: Process, key: str = "n") -> None:
        """Queue a notice to the organiser, which must come once."""
        with process.tools.store.begin(TEAM_ID) as books:
            body = {"kind": "notice", "notice": "no-question", "channel": ROUNDS}
            books.outbox.put(key, MAYA, "direct", body, books.now())

    def waits(self) -> timedelta | None:
        """Say how long the round waits from now."""
        held = self.round()
        assert held is not None
        return None if held.not_before is None else held.not_before - self.now()
