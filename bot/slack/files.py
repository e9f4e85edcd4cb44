"""Files the way Slack takes them today: an address for each, its bytes, then one message."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.chat import Chat


@dataclass(frozen=True, slots=True)
class File:
    """A file to show; `described` is what a picture says to who cannot see it."""

    name: str
    title: str
    content: bytes
    described: str = ""


def share(
    chat: Chat,
    channel: str,
    files: Sequence[File],
    comment: str = "",
    thread_ts: str | None = None,
) -> list[str]:
    """Upload files and show them in one message of a conversation; give their ids.

    The message appears with the last of the requests alone. Raises SlackError; where that says
    `sent`, the message may be there, so whoever tries again may double it. What people typed
    must be escaped in `comment`.
    """
    return _finish(chat, files, channel=channel, comment=comment, thread_ts=thread_ts)


def share_with(chat: Chat, user: str, files: Sequence[File], comment: str = "") -> list[str]:
    """The same in a person's direct messages, where they alone see it."""
    return share(chat, chat.direct(user), files, comment)


def keep(chat: Chat, files: Sequence[File]) -> list[str]:
    """Upload files without a message, for blocks that name them; give their ids."""
    return _finish(chat, files)


def _finish(
    chat: Chat,
    files: Sequence[File],
    channel: str | None = None,
    comment: str = "",
    thread_ts: str | None = None,
) -> list[str]:
    ids = [_send(chat, file) for file in files]
    titled = [{"id": each, "title": file.title} for each, file in zip(ids, files, strict=True)]
    chat.call(
        "files.completeUploadExternal",
        files=json.dumps(titled),
        channel_id=channel,
        initial_comment=comment or None,
        thread_ts=thread_ts,
    )
    return ids


def _send(chat: Chat, file: File) -> str:
    answer = chat.call(
        "files.getUploadURLExternal",
        filename=file.name,
        length=len(file.content),
        alt_txt=file.described or None,
    )
    chat.put(str(answer.get("upload_url", "")), file.content)
    return str(answer.get("file_id", ""))
