"""chat.*: the app writes, changes and deletes messages."""

from typing import Any

from bot.sandbox.composing import LONGEST_SHORT_TEXT, compose
from bot.sandbox.errors import SlackError, refuse_payload
from bot.sandbox.seed import BOT_ID, BOT_USER, TEAM_DOMAIN
from bot.sandbox.state import Doc
from bot.sandbox.web_api.arguments import Arguments
from bot.sandbox.workspace import Workspace


def post_message(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Post in a channel, a thread, or a direct conversation opened by a person's id."""
    workspace.need_scope("chat:write")
    target = args.needed("channel", "channel_not_found")
    content = _content(workspace, args)
    thread_ts = args.ts("thread_ts", "invalid_thread_ts")
    if target in workspace.state.users:
        person = workspace.user(target)
        if person["is_bot"] or person["deleted"]:
            raise SlackError("channel_not_found")
        target = workspace.messages.open_direct(target)["id"]
    channel = workspace.own_channel(target)
    _writable(channel)
    broadcast = args.flag("reply_broadcast")
    message = workspace.messages.by_app(target, content, thread_ts, broadcast=broadcast)
    return {"ok": True, "channel": target, "ts": message["ts"], "message": message}


def post_ephemeral(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Show a message to one member of a channel."""
    workspace.need_scope("chat:write")
    target = args.needed("channel", "channel_not_found")
    content = _content(workspace, args, longest=LONGEST_SHORT_TEXT)
    content.pop("metadata", None)
    thread_ts = args.ts("thread_ts", "invalid_thread_ts")
    channel = workspace.own_channel(target)
    _writable(channel)
    user = args.needed("user")
    if user not in channel["members"] or user == BOT_USER:
        raise SlackError("user_not_in_channel")
    message = workspace.messages.whisper(user, target, content, thread_ts)
    return {"ok": True, "message_ts": message["ts"]}


def update(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Change one of the app's own messages."""
    workspace.need_scope("chat:write")
    target = args.needed("channel", "channel_not_found")
    ts = args.needed_ts("ts", "message_not_found")
    channel = workspace.own_channel(target)
    _writable(channel)
    message = workspace.message(target, ts)
    if message["user"] != BOT_USER:
        raise SlackError("cant_update_message")
    content = _content(workspace, args, longest=LONGEST_SHORT_TEXT)
    workspace.messages.edit(target, message, content, BOT_ID)
    return {"ok": True, "channel": target, "ts": ts, "text": message["text"], "message": message}


def delete(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Delete one of the app's own messages."""
    workspace.need_scope("chat:write")
    target = args.needed("channel", "channel_not_found")
    ts = args.needed_ts("ts", "message_not_found")
    workspace.own_channel(target)
    message = workspace.message(target, ts)
    if message["user"] != BOT_USER:
        raise SlackError("cant_delete_message")
    workspace.messages.delete(target, message)
    return {"ok": True, "channel": target, "ts": ts}


def get_permalink(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Give the address of a message."""
    target = args.needed("channel", "channel_not_found")
    workspace.channel(target)
    ts = args.needed_ts("message_ts", "message_not_found")
    message = workspace.message(target, ts)
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{target}/p{ts.replace('.', '')}"
    root = message.get("thread_ts", ts)
    if root != ts:
        link += f"?thread_ts={root}&cid={target}"
    return {"ok": True, "channel": target, "permalink": link}


def _content(workspace: Workspace, args: Arguments, longest: int | None = None) -> Doc:
    markdown = args.text("markdown_text")
    text = args.text("text")
    blocks = args.structure("blocks", "invalid_blocks_format")
    if markdown is not None:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": markdown}]
    attachments = args.structure("attachments", "invalid_attachments")
    metadata = args.structure("metadata", "invalid_metadata_format")
    content = compose(text, blocks, attachments, metadata, longest=longest)
    _find_files(workspace, content.get("blocks", []))
    return content


def _find_files(workspace: Workspace, blocks: list[Doc]) -> None:
    """Give the files that blocks show their addresses; refuse one that is not there."""
    for n, block in enumerate(blocks):
        for each in (block, block.get("accessory") or {}, *block.get("elements", [])):
            if "id" not in (named := each.get("slack_file") or {}):
                continue
            file = workspace.state.files.get(named["id"])
            if file is None or file["waiting"]:
                raise refuse_payload("invalid_blocks", [f"invalid slack file [/blocks/{n}]"])
            named["url"] = file["url_private"]


def _writable(channel: Doc) -> None:
    if channel["is_archived"]:
        raise SlackError("is_archived")
