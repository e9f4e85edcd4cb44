"""`rounds sandbox`: a local Slack, the bot as in production, and a page to use both."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot import config, log
from bot.cli.run import asked_to_end
from bot.clock import Clock
from bot.config import Config, ModelSettings
from bot.errors import ConfigError

if TYPE_CHECKING:
    from bot.app import Rounds

FOLDER = Path(".sandbox")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say where it listens and what it remembers in."""
    parser.add_argument("--port", type=int, default=None, help="default: PORT, else 8765")
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="what it remembers; default: .sandbox"
    )


def run(parsed: argparse.Namespace) -> int:
    """Serve until Ctrl-C; prints one line beginning `ready` with the page's address."""
    settings = config.load()
    log.set_up(settings.log or "text")
    port = next(p for p in (parsed.port, settings.port, config.SANDBOX_PORT) if p is not None)
    if not 0 <= port <= config.LAST_PORT:
        raise ConfigError(f"{port} is not a port. Choose one like {config.SANDBOX_PORT}.")
    local = LocalRounds(parsed.folder, port, questions=settings.questions, model=settings.model)
    local.start()
    end = asked_to_end()
    print(f"ready: open {local.sandbox.url} in a browser; Ctrl-C ends it", flush=True)
    end.wait()
    local.stop()
    return 0


class LocalRounds:
    """The local Slack and the bot on it, in one process, both remembering in one folder."""

    def __init__(
        self,
        folder: Path,
        port: int,
        *,
        tick: float = 1.0,
        questions: Path | None = None,
        model: ModelSettings | None = None,
    ) -> None:
        from bot.cli.gallery import gallery  # noqa: PLC0415 - nothing heavy before it is needed
        from bot.sandbox.server import Sandbox  # noqa: PLC0415

        _make(folder)
        self.sandbox = Sandbox(folder, port=port, gallery=gallery)
        try:
            self.sandbox.start()
        except OSError as error:
            raise ConfigError(
                f"Port {port} cannot be used ({error.strerror or error}). "
                f"Choose another: make sandbox PORT={port + 1}."
            ) from None
        settings = Config(
            database_url=f"sqlite:///{folder / 'rounds.db'}",
            bot_token=self.sandbox.bot_token,
            app_token=self.sandbox.app_token,
            signing_secret=self.sandbox.signing_secret,
            api_url=self.sandbox.api_url,
            questions=questions,
            log=None,
            port=port,
            model=model,
        )
        # For the command line beside it: `set -a; . .sandbox/env` and then `rounds channel list`.
        (folder / "env").touch(mode=0o600)
        (folder / "env").write_text(
            f"SLACK_API_URL={settings.api_url}\nSLACK_BOT_TOKEN={settings.bot_token}\n"
            f"SLACK_APP_TOKEN={settings.app_token}\nROUNDS_DATABASE_URL={settings.database_url}\n"
        )
        self._settings, self._tick = settings, tick
        self.rounds = self._bot()

    def _bot(self) -> "Rounds":
        from bot.app import Rounds  # noqa: PLC0415

        # Both hands: what has to wait for Slack's limits has waited when the clock is moved.
        now = self.sandbox.clock.now
        return Rounds(self._settings, Clock(now, now), tick=self._tick)

    def start_bot_again(self) -> None:
        """Start the bot after `rounds.stop()`, beside the Slack that went on."""
        self.rounds = self._bot()
        self.rounds.start()

    def start(self) -> None:
        """Start the bot; the first time, set its channel up and post today's question at once."""
        from bot.practice import channels, daily  # noqa: PLC0415
        from bot.practice.tools import OPERATOR  # noqa: PLC0415
        from bot.sandbox.seed import PEOPLE, ROUNDS  # noqa: PLC0415
        from bot.slack.deliver import render  # noqa: PLC0415

        self.rounds.start()
        tools, workspace = self.rounds.tools, self.rounds.identity.workspace
        with tools.store.read(workspace) as books:
            if books.channels.get(ROUNDS) is not None:
                return  # from now on its schedule brings the questions
        wishes = channels.Wishes(
            at="09:00",
            zone="America/New_York",
            days="mon-sun",
            tracks=["health-systems"],  # nobody's first question should be one in SQL
            organisers=[PEOPLE[0][0]],
        )
        channels.save_as_operator(tools, workspace, ROUNDS, wishes)
        daily.plan_now(tools, workspace, ROUNDS, OPERATOR, render)
        self.rounds.timetable.wake_outbox()

    def stop(self) -> None:
        """Stop the bot, then its Slack."""
        self.rounds.stop()
        self.sandbox.stop()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"The folder {folder} cannot be made ({error.strerror}). "
            "Start from a folder you may write in, or name another with --folder."
        ) from None
