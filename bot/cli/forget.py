"""`rounds forget`: delete all about a person, as `/rounds privacy` does for themselves."""

import argparse
import sys
from typing import TYPE_CHECKING

from bot import config, log
from bot.cli.printed import tell
from bot.clock import Clock
from bot.errors import ConfigError, SlackError
from bot.rules.quoting import quoted

if TYPE_CHECKING:
    from bot.practice.tools import Tools


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say whom, and where."""
    parser.add_argument("user", help="the person's id in Slack, U…")
    parser.add_argument("--workspace", help="the workspace's id; default: all that are stored")
    parser.add_argument("--yes", action="store_true", help="do not ask first")
    parser.add_argument("--json", action="store_true", help="print what went as JSON")


def run(parsed: argparse.Namespace) -> int:
    """Delete it and scrub the file; no token is needed, and a bot beside it may go on."""
    settings = config.load()
    log.set_up(settings.log)
    from bot.app import open_tools  # noqa: PLC0415
    from bot.practice import privacy  # noqa: PLC0415
    from storage import upkeep  # noqa: PLC0415

    if not upkeep.is_there(settings.database_url):
        raise ConfigError(
            "There is no database yet. Name one in ROUNDS_DATABASE_URL, or start in the folder "
            "where Rounds runs."
        )
    if not _sure(parsed):
        print("Nothing was deleted.")
        return 1
    clock = Clock()
    tools = open_tools(settings, clock)
    known = [workspace.id for workspace in tools.store.workspaces()]
    if parsed.workspace is not None and parsed.workspace not in known:
        stored = ", ".join(known) or "none"
        raise ConfigError(
            f"Workspace {quoted(parsed.workspace)} is not stored here. There is: {stored}."
        )
    gone, clean = {}, True
    for workspace in [parsed.workspace] if parsed.workspace else known:
        gone[workspace] = dict(privacy.forget(tools, workspace, parsed.user))
        clean = privacy.scrub(tools, workspace) and clean
    shown = _show_it(settings, clock, tools, parsed.user, list(gone))
    lines = [
        f"{workspace}: " + (", ".join(f"{n} {name}" for name, n in rows.items()) or "nothing kept")
        for workspace, rows in gone.items()
    ]
    if not clean:
        lines.append("The file's free room is overwritten as soon as nobody else reads it.")
    if not shown:
        lines.append("Their Home tab in Slack shows what it did until they open it again.")
    lines.append("Backups made before still hold it; so does what they wrote in Slack.")
    tell({"forgotten": gone, "scrubbed": clean}, lines, as_json=parsed.json)
    return 0


def _show_it(
    settings: config.Config, clock: Clock, tools: "Tools", user: str, forgotten: list[str]
) -> bool:
    """Put another Home tab in the place of theirs, where a token lets us; False where it stays."""
    if not settings.bot_token:
        return False
    from bot.app import identify  # noqa: PLC0415
    from bot.practice.tools import Caller  # noqa: PLC0415
    from bot.slack.chat import Chat  # noqa: PLC0415
    from bot.slack.deliver import publish_home  # noqa: PLC0415

    chat = Chat(settings.bot_token, settings.api_url, clock.monotonic)
    try:
        workspace = identify(chat).workspace
        if workspace not in forgotten:
            return False
        publish_home(tools, chat, Caller(workspace, user, "UTC"))
    except (ConfigError, SlackError):
        return False
    return True


def _sure(parsed: argparse.Namespace) -> bool:
    """Ask whoever sits at a terminal; a script has made up its mind."""
    if parsed.yes or parsed.json or not sys.stdin.isatty():
        return True
    asked = f"Delete all that is kept about {quoted(parsed.user)}, for good? Type yes: "
    return input(asked).strip().lower() == "yes"
