"""`rounds sandbox`: a local Slack, the bot as in production, and a page to use both."""

import argparse
import os
from pathlib import Path

from bot import log
from bot.cli.run import wait_for_the_end
from bot.clock import Clock
from bot.config import Config
from bot.errors import ConfigError

FOLDER = Path(".sandbox")
PORT = 8765
LAST_PORT = 65_535
LOOPBACK = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say where it listens and what it remembers in."""
    parser.add_argument("--port", type=int, default=None, help=f"default: PORT, else {PORT}")
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="what it remembers; default: .sandbox"
    )


def run(parsed: argparse.Namespace) -> int:
    """Serve until Ctrl-C; prints one line beginning `ready` with the page's address."""
    log.set_up(os.environ.get("ROUNDS_LOG") or "text")
    local = LocalRounds(parsed.folder, _port(parsed.port))
    local.start()
    print(f"ready: open {local.sandbox.url} in a browser; Ctrl-C ends it", flush=True)
    wait_for_the_end()
    local.stop()
    return 0


class LocalRounds:
    """The local Slack and the bot on it, in one process; `folder` None keeps nothing."""

    def __init__(self, folder: Path | None, port: int, *, tick: float = 1.0) -> None:
        from bot.app import Rounds  # noqa: PLC0415 - nothing heavy before it is needed
        from bot.cli.gallery import gallery  # noqa: PLC0415
        from bot.sandbox.server import Sandbox  # noqa: PLC0415

        if folder is not None:
            _make(folder)
        self.sandbox = Sandbox(folder, port=port, gallery=gallery)
        try:
            self.sandbox.start()
        except OSError as error:
            raise ConfigError(
                f"Port {port} cannot be used ({error.strerror or error}). "
                f"Choose another: make sandbox PORT={port + 1}."
            ) from None
        database = f"sqlite:///{folder / 'rounds.db'}" if folder is not None else "sqlite://"
        config = Config(
            database_url=database,
            bot_token=self.sandbox.bot_token,
            app_token=self.sandbox.app_token,
            api_url=self.sandbox.api_url,
            questions=_own_questions(),
            log=None,
        )
        self.rounds = Rounds(config, Clock(self.sandbox.clock.now), tick=tick)

    def start(self) -> None:
        """Start the bot, set the first channel up, and post today's question unless it is there."""
        from bot.practice import channels, daily  # noqa: PLC0415
        from bot.sandbox.seed import ROUNDS  # noqa: PLC0415
        from bot.slack.deliver import render  # noqa: PLC0415

        self.rounds.start()
        tools, workspace = self.rounds.tools, self.rounds.identity.workspace
        channel = ROUNDS
        with tools.store.read(workspace) as books:
            known = books.channels.get(channel)
        if known is None:
            wishes = channels.Wishes(at="09:00", zone="America/New_York", days="mon-sun")
            channels.save_as_operator(tools, workspace, channel, wishes)
            daily.plan_now(tools, workspace, channel, "sandbox", render)
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


def _port(given: int | None) -> int:
    if given is not None:
        return given
    wanted = os.environ.get("PORT", "").strip() or str(PORT)
    if not (wanted.isascii() and wanted.isdecimal() and 0 < int(wanted) <= LAST_PORT):
        raise ConfigError(f"PORT is '{wanted}', which is not a port. Choose one like {PORT}.")
    return int(wanted)


def _own_questions() -> Path | None:
    own = os.environ.get("ROUNDS_QUESTIONS", "").strip()
    return Path(own) if own else None
