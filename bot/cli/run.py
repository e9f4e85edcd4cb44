"""`rounds run`: Socket Mode, everything in one process."""

import argparse
import signal
import threading

from bot import config, log
from bot.cli.listening import Listening
from bot.clock import Clock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`rounds run` takes nothing: its settings come from the environment or `.env`."""


def run(_parsed: argparse.Namespace) -> int:
    """Run until asked to stop, or until Slack is not heard any more: then the status is 1.

    Prints one line beginning `ready` when it takes work.
    """
    settings = config.load()
    log.set_up(settings.log)
    config.check_tokens(settings, socket=True)
    from bot.app import Rounds  # noqa: PLC0415 - after the tokens, so that a mistake shows at once

    listening = Listening(settings.host, settings.port) if settings.port else None
    end = asked_to_end()
    rounds = Rounds(settings, Clock(), give_up=end.set)
    rounds.start()
    if listening is not None:
        listening.start(rounds.health())
    print(
        f"ready: Rounds works in {rounds.identity.team} ({rounds.identity.workspace})", flush=True
    )
    end.wait()
    if listening is not None:
        listening.stop()
    rounds.stop()
    return 1 if rounds.watch.gave_up else 0


def asked_to_end() -> threading.Event:
    """Give what is set by Ctrl-C, or by the signal by which a process is asked to stop.

    Asked for before `ready` is printed, so that no signal after it finds nobody listening.
    """
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    return asked
