"""How Slack stores what people and apps wrote: escaped mrkdwn."""

import re
import secrets
from collections.abc import Iterable
from typing import Any

from bot.sandbox.state import Doc

TOKEN = re.compile(r"<(?:[@#!][^<>\s][^<>]*|(?:https?|mailto|tel|slack):[^<>]+)>")
LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)\]'\"]")
BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
LONGEST_TEXT = 40_000  # Slack cuts what is longer


def escape(text: str) -> str:
    """Escape the three characters that mean something in mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def written_by_person(text: str, users: Iterable[Doc]) -> str:
    """Store what a person typed: all of it escaped, then their @names and links made real."""
    stored = LINK.sub(lambda link: f"<{link[0]}>", escape(text)[:LONGEST_TEXT])
    for user in users:
        name = re.escape(user["name"])
        stored = re.sub(rf"(?<![\w@])@{name}\b", f"<@{user['id']}>", stored, flags=re.IGNORECASE)
    return stored


def written_by_app(text: str) -> str:
    """Store what an app sent: its links and mentions stay, stray characters are escaped."""
    parts: list[str] = []
    last = 0
    for token in TOKEN.finditer(text):
        parts += [_escape_strays(text[last : token.start()]), token[0]]
        last = token.end()
    parts.append(_escape_strays(text[last:]))
    return "".join(parts)[:LONGEST_TEXT]


def _escape_strays(text: str) -> str:
    return BARE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def text_of_blocks(blocks: list[Doc]) -> str:
    """Derive the notification's text from blocks that came without one."""
    texts: list[str] = []
    for block in blocks:
        holder = block.get("text", block.get("label"))
        if isinstance(holder, dict):
            texts.append(str(holder.get("text", "")))
        elif isinstance(holder, str):
            texts.append(holder)
    return " ".join(texts)[:LONGEST_TEXT]


def typed_blocks(text: str) -> list[Doc]:
    """Give the rich_text block that Slack makes of what a person typed."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": new_block_id(), "elements": [section]}]


def new_block_id() -> str:
    """Give an id for a block or an action that came without one."""
    return secrets.token_urlsafe(4)


def with_ids(blocks: list[Doc]) -> list[Doc]:
    """Give every block a block_id and every interactive element an action_id, as Slack does."""
    for block in blocks:
        block.setdefault("block_id", new_block_id())
        for element in elements_of(block):
            if element.get("type") != "image":
                element.setdefault("action_id", new_block_id())
    return blocks


def elements_of(block: Doc) -> list[dict[str, Any]]:
    """Give the interactive elements of a block."""
    if block["type"] in {"actions", "context_actions"}:
        return list(block.get("elements", []))
    if block["type"] == "input":
        return [block["element"]]
    if block["type"] == "section" and "accessory" in block:
        return [block["accessory"]]
    return []
