"""`rounds serve`: events over HTTP, any number of replicas on one database."""

import argparse
import socket
import threading

from bot import config, log
from bot.cli.run import asked_to_end
from bot.clock import Clock
from bot.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`rounds serve` takes nothing: its settings come from the environment or `.env`."""


def run(_parsed: argparse.Namespace) -> int:
    """Serve until asked to stop; prints one line beginning `ready` when it takes work."""
    settings = config.load()
    log.set_up(settings.log)
    config.check_tokens(settings, socket=False, signed=True)
    port = settings.port or config.HTTP_PORT
    try:
        listener = socket.create_server((settings.host, port))
    except OSError as error:
        raise ConfigError(
            f"{settings.host}:{port} cannot be used ({error.strerror or error}). "
            "Choose another HOST or PORT."
        ) from None
    import uvicorn  # noqa: PLC0415 - after the settings, so that a mistake shows at once

    from bot.app import Server  # noqa: PLC0415

    server = Server(settings, Clock())
    listening = uvicorn.Server(
        uvicorn.Config(server.start(), log_config=None, access_log=False, lifespan="off")
    )
    # In a thread, because in the main one it would answer a signal by dying of it once more.
    thread = threading.Thread(target=listening.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    end = asked_to_end()
    print(f"ready: Rounds listens on http://{settings.host}:{port}", flush=True)
    end.wait()
    listening.should_exit = True
    thread.join(timeout=10)
    server.stop()
    return 0
