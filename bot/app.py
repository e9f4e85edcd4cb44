"""The composition root: the only file that names every concrete thing, each built once."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import health
from bot.clock import Clock
from bot.config import Config
from bot.errors import ConfigError, SlackAway, SlackRefused
from bot.jobs.timetable import Timetable
from bot.jobs.worker import Worker
from bot.log import say, warn
from bot.practice.tools import Tools
from bot.slack import wire
from bot.slack.chat import Chat
from bot.slack.listeners.events import Events
from bot.slack.socket import Socket
from bot.slack.watch import EVERY, Watch
from questions.bank import Bank, load_bank
from questions.judge import Judge
from storage import upkeep
from storage.store import Store
from storage.workspaces import Workspace

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from bot.adviser import Adviser

_log = logging.getLogger(__name__)

# Slack refreshes a connection now and then, which can take the client three seconds, and hands
# each payload to one of them: with two, nobody waits.
CONNECTIONS = 2


def open_tools(config: Config, clock: Clock) -> Tools:
    """Open database, bank and judge; an older database is brought up to date after a backup."""
    upkeep.migrate(config.database_url, clock.now())
    store = Store.open(config.database_url, clock.now)
    own: Sequence[Path] = [config.questions] if config.questions is not None else []
    loaded = load_bank(own)
    for problem in loaded.problems:
        warn(_log, "question.left_out", problem=str(problem))
    if not loaded.bank.ids:
        raise ConfigError("There is no question to ask: the bank is empty. Reinstall Rounds.")
    return Tools(
        store,
        loaded.bank,
        Judge.load(),
        clock,
        _adviser(config, loaded.bank, clock),
        config.keep_days,
    )


def _adviser(config: Config, bank: Bank, clock: Clock) -> "Adviser | None":
    """Build the model that the operator set, if they did."""
    if config.model is None:
        return None
    from bot.adviser import Adviser  # noqa: PLC0415 - only where somebody set one

    return Adviser.of(config.model, bank.rubric, clock.monotonic)


def identify(chat: Chat) -> wire.Identity:
    """Ask Slack who the token belongs to; raises ConfigError with what to do."""
    try:
        found = chat.call("auth.test")
    except SlackRefused as no:
        raise ConfigError(
            f"Slack does not accept SLACK_BOT_TOKEN ({no.code}). Copy the Bot User OAuth Token "
            "from your Slack app's settings, under OAuth & Permissions, once more."
        ) from None
    except SlackAway as away:
        raise ConfigError(
            f"Slack cannot be reached ({away.say.rstrip('.')}). Check the network"
            " and SLACK_API_URL, then start again."
        ) from None
    return wire.Identity(
        workspace=str(found.get("team_id", "")),
        bot_user=str(found.get("user_id", "")),
        bot_id=str(found.get("bot_id", "")),
        team=str(found.get("team", "")),
    )


@dataclass(frozen=True, slots=True)
class Speaker:
    """A workspace that Rounds can speak to: its tools, its verbs, and who it is there."""

    tools: Tools
    chat: Chat
    identity: wire.Identity

    @property
    def workspace(self) -> str:
        """The workspace's id."""
        return self.identity.workspace


def speak(config: Config, clock: Clock) -> Speaker:
    """Open everything that posting needs; the shell commands send by themselves with it."""
    chat = Chat(config.bot_token, config.api_url, clock.monotonic)
    identity = identify(chat)
    chat.workspace = identity.workspace
    # The local Slack has a clock of its own, which people move; Slack itself has the world's.
    if config.api_url is not None and chat.told is not None:
        clock = clock.beside(chat.told)
    tools = open_tools(config, clock)
    tools.store.save_workspace(
        Workspace(
            identity.workspace, identity.team, identity.bot_user, identity.bot_id, clock.now()
        )
    )
    return Speaker(tools, chat, identity)


def _connect_spare(spare: Socket) -> None:
    try:
        spare.connect()
    except ConfigError as error:
        warn(_log, "socket.spare_refused", error=error.say)


class _Bot:
    """What every way of running shares: the workspace, its jobs, and the app that takes events."""

    def __init__(
        self, config: Config, clock: Clock, *, tick: float = 60, queues: bool, rounds: bool
    ) -> None:
        speaker = speak(config, clock)
        self.tools, self.chat = speaker.tools, speaker.chat
        self.identity = speaker.identity
        if config.model is not None:
            say(_log, "answers.leave", model=config.model.name)  # an operator should see it
        events = Events(self.tools, self.chat, speaker.workspace, self.identity.bot_user)
        self.timetable = Timetable(
            self.tools,
            self.chat,
            events,
            speaker.workspace,
            tick=tick,
            queues=queues,
            rounds=rounds,
        )
        self.app = wire.build(
            wire.Wire(
                self.tools,
                self.chat,
                self.identity,
                config.bot_token,
                self.timetable.wake_inbox,
                self.timetable.wake_outbox,
            )
        )

    def stop(self) -> None:
        """Finish what is in hand, close the database."""
        self.timetable.stop()
        self.tools.store.close()


class ClockWork(_Bot):
    """`rounds clock`: plans, posts and sweeps. Any number may run; the database decides."""

    def __init__(self, config: Config, clock: Clock, *, tick: float = 60) -> None:
        super().__init__(config, clock, tick=tick, queues=False, rounds=True)

    def start(self) -> None:
        """Begin to work."""
        self.timetable.start()


class Server(_Bot):
    """`rounds serve`: takes events over HTTP and works them off. Any number may run."""

    def __init__(self, config: Config, clock: Clock, *, tick: float = 60) -> None:
        super().__init__(config, clock, tick=tick, queues=True, rounds=False)
        from bot.slack.http import Http  # noqa: PLC0415 - Socket Mode needs none of it

        self._http = Http(self.app, config.signing_secret, clock.now, self._health)

    def start(self) -> "Starlette":
        """Begin to work, and give the application for a server to run."""
        self.timetable.start()
        return self._http.starlette()

    def _health(self) -> dict[str, Any]:
        return health.look(self.tools, self.identity.workspace)


class Rounds(_Bot):
    """`rounds run`: one workspace over Socket Mode, everything in one process."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        *,
        tick: float = 60,
        give_up: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(config, clock, tick=tick, queues=True, rounds=True)
        self._sockets = [
            Socket(self.app, config.app_token, config.api_url, self.timetable.wake_back_fill)
            for _ in range(CONNECTIONS)
        ]
        self.watch = Watch(self._sockets, clock.monotonic, give_up)
        self._watching = Worker("watch", self.watch.look, EVERY)

    def start(self) -> None:
        """Connect and begin to work; raises ConfigError when Slack refuses the app token."""
        self.timetable.start()
        self._watching.start()
        first, *spares = self._sockets
        try:
            first.connect()
        except ConfigError:
            self.stop()
            raise
        for spare in spares:  # while the first already takes work
            threading.Thread(target=_connect_spare, args=[spare], name="spare", daemon=True).start()
        say(_log, "started", workspace=self.identity.workspace, questions=len(self.tools.bank.ids))

    def health(self) -> "Starlette":
        """Give an application that answers an operator's probe."""
        from bot.slack.http import health_only  # noqa: PLC0415 - only where somebody asks

        return health_only(
            lambda: health.look(self.tools, self.identity.workspace, self.watch.silences())
        )

    def stop(self) -> None:
        """Stop taking events, finish what is in hand, close the database."""
        self._watching.stop()
        closing = [threading.Thread(target=each.close, daemon=True) for each in self._sockets]
        for each in closing:  # side by side: the client takes a second to notice
            each.start()
        for each in closing:
            each.join(timeout=15)  # a deaf one may never notice
        super().stop()
