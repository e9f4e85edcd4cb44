"""conversations.* and users.conversations: channels, members, history."""

import base64
import binascii
import copy
from typing import Any, TypeVar

from bot.sandbox.errors import SlackError
from bot.sandbox.events import channel_type
from bot.sandbox.seed import BOT_USER
from bot.sandbox.state import Doc
from bot.sandbox.web_api.arguments import Arguments
from bot.sandbox.workspace import Workspace

T = TypeVar("T")
MOST_PER_PAGE = 999
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
SCOPES = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def history(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Give a channel's messages, newest first; replies only where they were broadcast."""
    channel = workspace.own_channel(args.text("channel"), "history")
    roots = [
        message
        for message in reversed(workspace.state.messages(channel["id"]))
        if message.get("thread_ts", message["ts"]) == message["ts"]
        or message.get("subtype") == "thread_broadcast"
    ]
    within = _within(args)
    page, cursor = _page(args, [message for message in roots if within(message)], 100)
    return {
        "ok": True,
        "messages": [_shown(message, args) for message in page],
        "has_more": bool(cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def replies(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Give a thread, oldest first, its root before the replies."""
    channel = workspace.own_channel(args.text("channel"), "history")
    ts = args.needed_ts("ts", "thread_not_found")
    root = workspace.state.message(channel["id"], ts)
    if root is None:
        raise SlackError("thread_not_found")
    within = _within(args)
    found = [reply for reply in workspace.state.replies(channel["id"], ts) if within(reply)]
    page, cursor = _page(args, [root, *found], 1000)
    return {
        "ok": True,
        "messages": [_shown(message, args) for message in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def info(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Describe one conversation."""
    channel = workspace.channel(args.text("channel"), "read")
    described = describe(channel)
    if args.flag("include_num_members"):
        described["num_members"] = len(channel["members"])
    return {"ok": True, "channel": described}


def members(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """List the members of a conversation."""
    channel = workspace.channel(args.text("channel"), "read")
    page, cursor = _page(args, channel["members"], 100)
    return {"ok": True, "members": page, "response_metadata": {"next_cursor": cursor}}


def open_(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Open the direct conversation with a person."""
    workspace.need_scope("im:write")
    known = args.text("channel")
    if known:
        channel = workspace.channel(known)
    else:
        users = [user for user in args.needed("users").split(",") if user]
        if len(users) != 1:
            raise SlackError("method_not_supported_for_channel_type")
        person = workspace.user(users[0])
        if person["is_bot"]:
            raise SlackError("cannot_dm_bot")
        if person["deleted"]:
            raise SlackError("user_disabled")
        channel = workspace.messages.open_direct(person["id"])
    shown = describe(channel) if args.flag("return_im") else {"id": channel["id"]}
    return {"ok": True, "no_op": True, "already_open": True, "channel": shown}


def list_(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """List the conversations that the bot may know of."""
    return _listed(workspace, args, own=False)


def of_user(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """List the conversations that the bot is in."""
    return _listed(workspace, args, own=True)


def _listed(workspace: Workspace, args: Arguments, *, own: bool) -> dict[str, Any]:
    names = (args.text("types") or "public_channel").replace(" ", "").split(",")
    if not set(names) <= set(TYPES):
        raise SlackError("invalid_types")
    kinds = {TYPES[name] for name in names}
    for kind in sorted(kinds):
        workspace.need_scope(SCOPES[kind])
    leave_out_archived = args.flag("exclude_archived")
    person = args.text("user") or BOT_USER
    found = [
        describe(channel)
        for channel in workspace.state.channels.values()
        if channel_type(channel) in kinds
        and not (leave_out_archived and channel["is_archived"])
        and (BOT_USER in channel["members"] or not channel.get("is_private", True))
        and (not own or person in channel["members"])
    ]
    page, cursor = _page(args, found, 100)
    return {"ok": True, "channels": page, "response_metadata": {"next_cursor": cursor}}


def describe(channel: Doc) -> Doc:
    """Give a conversation as the API shows it to the bot."""
    shown = {name: value for name, value in channel.items() if name != "members"}
    if not channel["is_im"]:
        shown["is_member"] = BOT_USER in channel["members"]
    return copy.deepcopy(shown)


def _shown(message: Doc, args: Arguments) -> Doc:
    shown = copy.deepcopy(message)
    if not args.flag("include_all_metadata"):
        shown.pop("metadata", None)
    return shown


def _within(args: Arguments) -> Any:
    """Make the test of `oldest` and `latest`, which are exclusive unless `inclusive`."""
    oldest, latest = _instant(args, "oldest"), _instant(args, "latest")
    inclusive = args.flag("inclusive")

    def within(message: Doc) -> bool:
        seconds, micros = message["ts"].split(".")
        ts = (int(seconds), int(micros))
        if inclusive:
            return (oldest is None or ts >= oldest) and (latest is None or ts <= latest)
        return (oldest is None or ts > oldest) and (latest is None or ts < latest)

    return within


def _instant(args: Arguments, name: str) -> tuple[int, int] | None:
    value = args.text(name)
    if value is None or value == "":
        return None
    seconds, _, fraction = value.partition(".")
    try:
        return int(seconds), int(f"{fraction:0<6}"[:6])
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _page(args: Arguments, found: list[T], default: int) -> tuple[list[T], str]:
    start = 0
    cursor = args.text("cursor")
    if cursor:
        try:
            start = int(base64.b64decode(cursor, validate=True).removeprefix(b"next:"))
        except (binascii.Error, ValueError):
            raise SlackError("invalid_cursor") from None
        if not 0 <= start <= len(found):
            raise SlackError("invalid_cursor")
    end = start + args.number("limit", default, MOST_PER_PAGE)
    if end >= len(found):
        return found[start:], ""
    return found[start:end], base64.b64encode(b"next:%d" % end).decode()
