"""What a message may hold: checked, then stored as Slack stores it."""

import copy
import json
import re
from typing import Any

from bot.sandbox.errors import SlackError, refuse_payload
from bot.sandbox.state import Doc
from bot.sandbox.strictness.blocks import LONGEST_MARKDOWN, markdown_length, message_problems
from bot.sandbox.text import text_of_blocks, with_ids, written_by_app

MOST_ATTACHMENTS = 100
LARGEST_METADATA = 8_000
LONGEST_SHORT_TEXT = 4_000  # of an update or an ephemeral message


def compose(
    text: Any,
    blocks: Any = None,
    attachments: Any = None,
    metadata: Any = None,
    *,
    longest: int | None = None,
) -> Doc:
    """Give the fields of a message, or refuse them as Slack would."""
    if text is not None and not isinstance(text, str):
        raise SlackError("invalid_arguments")
    if longest is not None and len((text or "").encode()) > longest:
        raise SlackError("msg_too_long")
    content: Doc = {}
    if blocks:
        content["blocks"] = with_ids(_checked_blocks(blocks))
    if attachments:
        content["attachments"] = _checked_attachments(attachments)
    if not (text and text.strip()) and not content:
        raise SlackError("no_text")
    content["text"] = written_by_app(text) if text else text_of_blocks(content.get("blocks", []))
    if metadata is not None:
        content["metadata"] = _checked_metadata(metadata)
    return content


def _checked_blocks(blocks: Any) -> list[Doc]:
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = message_problems(blocks)
    if problems:
        raise refuse_payload("invalid_blocks", problems)
    if markdown_length(blocks) > LONGEST_MARKDOWN:
        raise SlackError("msg_blocks_too_long")
    return copy.deepcopy(blocks)


def _checked_attachments(attachments: Any) -> list[Doc]:
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for attachment in attachments:
        problems = message_problems(attachment.get("blocks", []))
        if problems:
            raise refuse_payload("invalid_blocks", problems)
    return copy.deepcopy(attachments)


def _checked_metadata(metadata: Any) -> Doc:
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format")
    name, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(name, str) or re.fullmatch(r"[A-Za-z0-9_.-]{1,255}", name) is None:
        raise SlackError("invalid_metadata_format")
    if not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if any(isinstance(value, dict) for value in payload.values()):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > LARGEST_METADATA:
        raise SlackError("metadata_too_large")
    return copy.deepcopy(metadata)
