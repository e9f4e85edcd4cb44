"""The whole production bot in this process, which can be killed and of which one knows its rest.

A kill is a flag: from then on every transaction and every call to Slack of that instance raises
Killed, which nothing catches, and Slack closes its sockets. Its threads end; nothing is tidied up.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from sqlalchemy import event

import bot.app
from bot.clock import Clock
from bot.config import Config
from bot.errors import ConfigError
from bot.jobs.worker import Worker
from bot.sandbox.server import Sandbox
from bot.slack.chat import Chat
from questions.bank import load_bank
from questions.judge import Judge
from tests.simulation.mortal import Killed, MortalStore

if TYPE_CHECKING:
    from tests.simulation.fortnight import Fortnight

DAY = 86_400.0
NEVER = 10_000_000.0  # seconds: the simulation ticks, no timer does
PATIENCE = 20.0  # real seconds until what does not come to rest is a finding
WORKSPACE = "T01ROUNDS"


class Life:
    """Whether an instance lives; `dies_in` is how many points it has left, if that is decided."""

    def __init__(self, on_death: Callable[[], None]) -> None:
        self.dead = False
        self.dies_in: int | None = None
        self.points = 0
        self._on_death, self._lock = on_death, threading.Lock()

    def point(self, where: str) -> None:
        """Come to an edge of a transaction or of a call to Slack; raise Killed if it ends here."""
        with self._lock:
            self.points += 1
            ends = False
            if self.dies_in is not None and not self.dead:
                self.dies_in -= 1
                ends = self.dies_in <= 0
        if ends:
            self.kill()
        if self.dead:
            raise Killed(where)

    def kill(self) -> None:
        """Kill it now."""
        self.dead = True
        self._on_death()


class _Rest(threading.Event):
    """An event that knows whether its one waiter waits."""

    resting = False

    def wait(self, timeout: float | None = None) -> bool:
        self.resting = True
        try:
            return super().wait(timeout)
        finally:
            self.resting = False


class _Watched(Worker):
    """The production worker; `idle` is exact: it waits, and nobody has woken it."""

    def __init__(
        self, ready: Callable[[str], bool], name: str, work: Callable[[], bool], *_: object
    ) -> None:
        self.turns, queue = 0, name.partition("-")[0]

        def counted() -> bool:
            self.turns += 1
            return ready(queue) and work()

        super().__init__(name, counted, NEVER)
        self._woken: _Rest = _Rest()

    @property
    def idle(self) -> bool:
        return not self._thread.is_alive() or (self._woken.resting and not self._woken.is_set())

    def join(self) -> None:
        self._woken.set()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE)
            assert not self._thread.is_alive(), f"{self._name} goes on after its death"


class _Counting(Executor):
    """Bolt's threads, counted."""

    def __init__(self, real: Executor) -> None:
        self.real, self.busy, self.turns = real, 0, 0
        self._lock = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        with self._lock:
            self.busy += 1
            self.turns += 1
        future = self.real.submit(fn, *args, **kwargs)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: Future[Any]) -> None:
        with self._lock:
            self.busy -= 1


@cache
def _load_bank() -> Any:
    return load_bank()


def _bank(_own: Sequence[Path]) -> Any:
    return _load_bank()


@cache
def _judge() -> Judge:
    return Judge.load()


class Instance:
    """One start of `rounds run` against the local Slack; the story may spoil a call or a commit."""

    def __init__(self, sandbox: Sandbox, database: str, story: "Fortnight") -> None:
        self.sandbox = sandbox
        self.life = Life(self._cut_off)
        self._away = lambda: story.weather.away
        self._clients: list[Any] = []
        self._tidied = sandbox.clock.now()
        self._reaper: threading.Thread | None = None
        life = self.life

        class DyingStore(MortalStore):
            """Nothing can be read after death either, and a transaction may fail."""

            def point(self, where: str) -> None:
                life.point(where)
                story.upset(where)

            @contextmanager
            def read(self, workspace: str) -> Any:
                life.point("read")
                with super().read(workspace) as books:
                    yield books

        class DyingChat(Chat):
            """A call may be the last thing that is done, or never be done."""

            def call(self, method: str, **arguments: Any) -> dict[str, Any]:
                life.point(method)
                story.upset(method, arguments)
                answer = super().call(method, **arguments)
                life.point(f"{method} answered")
                return answer

            def respond(self, *args: Any, **kwargs: Any) -> None:
                life.point("response_url")
                super().respond(*args, **kwargs)
                life.point("response_url answered")

        config = Config(
            database_url=database,
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            signing_secret=sandbox.signing_secret,
            api_url=sandbox.api_url,
            questions=None,
            log=None,
        )
        judge, watched = mock.Mock(load=_judge), partial(_Watched, story.ready)
        with (
            mock.patch.object(bot.app, "Store", DyingStore),
            mock.patch.object(bot.app, "Chat", DyingChat),
            mock.patch.object(bot.app, "load_bank", _bank),
            mock.patch.object(bot.app, "Judge", judge),
            mock.patch("bot.jobs.timetable.Worker", watched),
            # SQLite has them take turns anyway, and those that wait for theirs cost time.
            mock.patch("bot.jobs.timetable.INBOX_THREADS", story.threads),
            mock.patch("bot.jobs.timetable.SENDING_THREADS", story.threads),
            # What looks after the sockets goes by the same clock, which here leaps by hours.
            mock.patch.object(bot.app, "Worker", watched),
        ):
            clock = Clock(sandbox.clock.now, sandbox.clock.now)
            self.rounds = bot.app.Rounds(config, clock, tick=NEVER)
        engine = self.rounds.tools.store._writing
        if not event.contains(engine, "connect", _without_the_disk):
            event.listen(engine, "connect", _without_the_disk)
            engine.dispose()
        self._bolt = _Counting(self.rounds.app.listener_runner.listener_executor)
        self.rounds.app.listener_runner.listener_executor = self._bolt
        self._clients = [each._handler.client for each in self.rounds._sockets]
        self._workers: list[Any] = [*self.rounds.timetable._working, self.rounds._watching]

    def start(self) -> None:
        """Connect and begin to work; Killed if it does not survive that, ConfigError as ever."""
        try:
            self.rounds.start()
        except ConfigError:
            self.life.dead = True
            raise

    def tick(self, timers: frozenset[str]) -> None:
        """Do what these timers do: plan, post, close, sweep; and once a day what is seldom due."""
        now = self.sandbox.clock.now()
        seldom = now - self._tidied > DAY
        self._tidied = now if seldom else self._tidied
        for job in self.rounds.timetable._scheduler.get_jobs():
            if seldom or job.id in timers:
                try:
                    job.func()
                except Killed:
                    return

    def wake(self, *, inbox: bool, outbox: bool, back_fill: bool) -> None:
        """Wake what has something to do; in production the others would look and find nothing."""
        if inbox:
            self.rounds.timetable.wake_inbox()
        if outbox:
            self.rounds.timetable.wake_outbox()
        if back_fill:
            self.rounds.timetable.wake_back_fill()

    def waits_for_token(self) -> float:
        """Give the seconds for which it sends nothing, because Slack refused its token."""
        return self.rounds.chat.pace.wait_for_token()

    def quiet(self) -> bool:
        """Say whether nothing is under way, in the bot or between it and Slack."""
        if self.life.dead:  # what it asked of Slack in its last moment comes now or never
            return self.sandbox.sockets.connections == 0 and self._idle()
        before = self._turns()
        rests = self._heard() and self._idle() and self._heard() and self._idle()
        return rests and before == self._turns()

    def unrest(self) -> str:
        """Say what is still under way."""
        hub, state = self.sandbox.sockets, self.sandbox.state
        busy = [each._name for each in self._workers if not each.idle]
        waiting = [(p["attempt"], p["due"]) for p in state.pending.values()]
        return f"{hub.connections} sockets, events {waiting}, busy {busy}, Bolt {self._bolt.busy}"

    def _heard(self) -> bool:
        hub, state = self.sandbox.sockets, self.sandbox.state
        if hub.connections < len(self._clients):
            return self._away()  # then it cannot connect anew
        if hub.holding:
            return True
        now = state.clock.now()
        with state.lock:
            return all(each["due"] > now for each in state.pending.values())

    def _idle(self) -> bool:
        return self._bolt.busy == 0 and all(each.idle for each in self._workers)

    def _turns(self) -> int:
        return self._bolt.turns + sum(each.turns for each in self._workers)

    def _cut_off(self) -> None:
        """Let Slack close its sockets, for good: what they owed comes again elsewhere."""
        for client in self._clients:
            client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
            client.issue_new_wss_url = _gone
        self.sandbox.sockets.disconnect()

    def bury(self) -> None:
        """Have everything that is left of it end, beside whatever comes next."""
        self._reaper = threading.Thread(target=self._end, name="reaper")
        self._reaper.start()

    def _end(self) -> None:
        for each in self.rounds._sockets:
            each.close()
        self.rounds.timetable._scheduler.shutdown(wait=False)
        for worker in self._workers:
            worker._stopping.set()
            worker.join()
        self._bolt.real.shutdown()
        self.rounds.tools.store.close()

    def rest_in_peace(self) -> None:
        """Wait until no thread of it is left."""
        if self._reaper is not None:
            self._reaper.join(PATIENCE)
            assert not self._reaper.is_alive(), "a dead bot's threads go on"


def _gone() -> str:
    raise OSError("this process is dead")


def _without_the_disk(connection: Any, _record: Any) -> None:
    # Processes die here, machines do not: what was committed need not reach the disk.
    connection.execute("PRAGMA synchronous=OFF").close()
