"""`rounds serve`: events over HTTP, any number of replicas on one database."""

import argparse

from bot import config, log
from bot.cli.listening import Listening
from bot.cli.run import asked_to_end
from bot.clock import Clock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`rounds serve` takes nothing: its settings come from the environment or `.env`."""


def run(_parsed: argparse.Namespace) -> int:
    """Serve until asked to stop; prints one line beginning `ready` when it takes work."""
    settings = config.load()
    log.set_up(settings.log)
    config.check_tokens(settings, socket=False, signed=True)
    port = settings.port or config.HTTP_PORT
    listening = Listening(settings.host, port)
    from bot.app import Server  # noqa: PLC0415 - after the settings, so that a mistake shows at once

    server = Server(settings, Clock())
    listening.start(server.start())
    end = asked_to_end()
    print(f"ready: Rounds listens on http://{settings.host}:{port}", flush=True)
    end.wait()
    listening.stop()
    server.stop()
    return 0
