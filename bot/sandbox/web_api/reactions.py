"""reactions.*: the app ticks messages."""

import re
from typing import Any

from bot.sandbox.errors import SlackError
from bot.sandbox.seed import BOT_USER
from bot.sandbox.state import Doc
from bot.sandbox.web_api.arguments import Arguments
from bot.sandbox.workspace import Workspace

NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def is_emoji_name(name: str) -> bool:
    """Say whether this could be the name of an emoji, without its colons."""
    return NAME.fullmatch(name) is not None


def add(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Add the bot's reaction."""
    channel, message, name = _target(workspace, args)
    if channel["is_archived"]:
        raise SlackError("is_archived")
    workspace.messages.react(BOT_USER, channel["id"], message, name)
    return {"ok": True}


def remove(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Take the bot's reaction away."""
    channel, message, name = _target(workspace, args)
    workspace.messages.unreact(BOT_USER, channel["id"], message, name)
    return {"ok": True}


def _target(workspace: Workspace, args: Arguments) -> tuple[Doc, Doc, str]:
    workspace.need_scope("reactions:write")
    name = args.needed("name", "invalid_name").strip(":")
    if not is_emoji_name(name):
        raise SlackError("invalid_name")
    channel = workspace.own_channel(args.needed("channel", "channel_not_found"))
    ts = args.needed_ts("timestamp", "bad_timestamp")
    return channel, workspace.message(channel["id"], ts), name
