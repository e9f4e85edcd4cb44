"""`rounds db`: the database itself."""

import argparse

from bot import config
from bot.clock import Clock
from storage import upkeep


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be done with the database."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("upgrade", help="bring it to the schema of this program, after a backup")


def run(_parsed: argparse.Namespace) -> int:
    """Bring the database up to date; nothing happens to one that is."""
    upkeep.migrate(config.load().database_url, Clock().now())
    print("The database is up to date.")
    return 0
