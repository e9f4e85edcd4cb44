"""`rounds clock`: the posting and sweeping; any number of them, the database decides who posts."""

import argparse

from bot import config, log
from bot.cli.run import asked_to_end
from bot.clock import Clock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`rounds clock` takes nothing: its settings come from the environment or `.env`."""


def run(_parsed: argparse.Namespace) -> int:
    """Run until asked to stop; prints one line beginning `ready` when it takes work."""
    settings = config.load()
    log.set_up(settings.log)
    config.check_tokens(settings, socket=False)
    from bot.app import ClockWork  # noqa: PLC0415 - after the tokens, so that a mistake shows

    clock = ClockWork(settings, Clock())
    clock.start()
    end = asked_to_end()
    print(
        f"ready: the clock of {clock.identity.team} ({clock.identity.workspace}) runs", flush=True
    )
    end.wait()
    clock.stop()
    return 0
