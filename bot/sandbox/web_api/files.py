"""files.*: the app uploads in three steps: ask for an address, send the bytes, say where to."""

import base64
import mimetypes
import re
from typing import Any

from bot.sandbox.errors import SlackError
from bot.sandbox.seed import BOT_USER
from bot.sandbox.state import Doc
from bot.sandbox.web_api.arguments import Arguments
from bot.sandbox.workspace import Workspace

LONGEST_DESCRIPTION = 1_000  # characters
CHANNEL_ID = re.compile(r"[CGDZ][A-Z0-9]+")
_INTERNAL = frozenset({"bytes", "waiting", "secret"})


def get_upload_url(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Give an address for the bytes of one file."""
    workspace.need_scope("files:write")
    name = args.needed("filename", "missing_argument")
    asked = args.needed("length", "missing_argument")
    if not (asked.isascii() and asked.isdecimal()):
        raise SlackError("invalid_arguments")
    length = int(asked)
    if not length:
        raise SlackError("missing_argument")
    description = args.text("alt_txt") or ""
    if len(description) > LONGEST_DESCRIPTION:
        raise SlackError("alt_txt_too_large")
    state = workspace.state
    file_id, secret = state.next_id("F"), state.secret()
    address = f"{state.origin}/files/{secret}/{file_id}"
    file: Doc = {
        "id": file_id,
        "created": int(state.clock.now()),
        "name": name,
        "title": name,
        "mimetype": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "filetype": name.rpartition(".")[2].lower() if "." in name else "binary",
        "user": BOT_USER,
        "size": length,
        "mode": "hosted",
        "url_private": address,
        "url_private_download": address,
        "waiting": True,
        "secret": secret,
        "bytes": None,
    }
    if description:
        file["alt_txt"] = description
    state.save("file", file_id, file)
    return {"ok": True, "upload_url": f"{state.origin}/upload/{secret}", "file_id": file_id}


def take_bytes(workspace: Workspace, secret: str, content: bytes) -> bool:
    """Keep what was sent to an upload's address; False where there is no such upload.

    Slack does not say what another length than announced leads to, so here it is refused.
    """
    with workspace.state.change():
        for file in workspace.state.files.values():
            if file["secret"] == secret and file["waiting"] and file["size"] == len(content):
                file["bytes"] = base64.b64encode(content).decode()
                workspace.state.save("file", file["id"], file)
                return True
    return False


def stored(workspace: Workspace, secret: str, file_id: str) -> tuple[Doc, bytes] | None:
    """Give a finished file and its bytes; None where there is none, or the address is a guess."""
    with workspace.state.lock:
        file = workspace.state.files.get(file_id)
        if file is None or file["secret"] != secret or file["waiting"]:
            return None
        return file, base64.b64decode(file["bytes"])


def complete_upload(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Finish uploads, once, and share them in one message where a channel is named."""
    workspace.need_scope("files:write")
    named = args.structure("files", "invalid_arguments")
    if not isinstance(named, list) or not named or not all(map(_is_file, named)):
        raise SlackError("invalid_arguments")
    files = [_waiting(workspace, str(each["id"])) for each in named]
    target = args.text("channel_id")
    thread_ts = args.ts("thread_ts", "invalid_thread_ts")
    channel = None
    if target:
        if CHANNEL_ID.fullmatch(target) is None:  # a person's id will not do, nor a name
            raise SlackError("invalid_arguments")
        channel = workspace.own_channel(target)
        if channel["is_archived"]:
            raise SlackError("is_archived")
    for file, given in zip(files, named, strict=True):
        file["title"] = str(given.get("title") or file["name"])
        file["waiting"] = False
        workspace.state.save("file", file["id"], file)
    shown = [_shown(file) for file in files]
    if channel is not None:
        comment = args.text("initial_comment") or ""
        content: Doc = {"subtype": "file_share", "upload": True, "text": comment, "files": shown}
        workspace.messages.by_app(channel["id"], content, thread_ts)
    return {"ok": True, "files": shown}


def _is_file(given: Any) -> bool:
    return isinstance(given, dict) and isinstance(given.get("id"), str)


def _waiting(workspace: Workspace, file_id: str) -> Doc:
    file = workspace.state.files.get(file_id)
    if file is None or not file["waiting"]:
        raise SlackError("file_not_found")
    if file["bytes"] is None:
        raise SlackError("file_update_failed")
    return file


def _shown(file: Doc) -> Doc:
    return {name: value for name, value in file.items() if name not in _INTERNAL}
