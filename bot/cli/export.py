"""`rounds export`: everything stored, one JSON object a line, in a stable order."""

import argparse
import json

from bot import config, log
from bot.clock import Clock
from bot.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which workspace."""
    parser.add_argument("--workspace", help="the workspace's id; default: all that are stored")


def run(parsed: argparse.Namespace) -> int:
    """Write the lines; no token is needed, and none is written."""
    settings = config.load()
    log.set_up(settings.log)
    from bot.app import open_tools  # noqa: PLC0415
    from bot.practice import progress  # noqa: PLC0415
    from storage import upkeep  # noqa: PLC0415

    if not upkeep.is_there(settings.database_url):
        raise ConfigError(
            f"There is no database at {settings.database_url}. "
            "Name one in ROUNDS_DATABASE_URL, or start in the folder where Rounds runs."
        )
    tools = open_tools(settings, Clock())
    known = [workspace.id for workspace in tools.store.workspaces()]
    if parsed.workspace is not None and parsed.workspace not in known:
        stored = ", ".join(known) or "none"
        raise ConfigError(f"Workspace {parsed.workspace} is not stored here. There is: {stored}.")
    for workspace in [parsed.workspace] if parsed.workspace else known:
        with tools.store.read(workspace) as books:
            for line in upkeep.export(books):
                print(json.dumps(line, ensure_ascii=False))
        for line in progress.days(tools, workspace):
            print(json.dumps(line, ensure_ascii=False))
    return 0
