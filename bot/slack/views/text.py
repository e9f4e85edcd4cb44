"""Text on its way to Slack: quoted people, plain words, dates; the one place that escapes."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from slack_sdk.models.blocks import (
    ContextBlock,
    MarkdownTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
)

LONGEST_QUOTE = 3000
_HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")


def escape(words: str) -> str:
    """Make words safe inside mrkdwn: nothing in them becomes a mention, a link or a broadcast."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(words: str, most: int) -> str:
    """Cut to at most `most` characters, at a word where there is one, with an ellipsis."""
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    head, space, _ = cut.rpartition(" ")
    # What was escaped may be cut in the middle of "&lt;".
    return _HALF_ENTITY.sub("", head if space and len(head) > most // 2 else cut).rstrip() + "…"


def day(value: date) -> str:
    """Write a date as people say it: Saturday 21 November."""
    return f"{value:%A} {value.day} {value:%B}"


def short_day(value: date) -> str:
    """Write a date for a narrow line: Sat 21 Nov."""
    return f"{value:%a} {value.day} {value:%b}"


def listed(items: Iterable[str]) -> str:
    """Write a list for a message's plain text; the items become safe."""
    return "\n".join(f"• {escape(item)}" for item in items)


def say(mrkdwn: str, *, block_id: str | None = None) -> SectionBlock:
    """Make a section of our own words; what people typed must have been escaped."""
    return SectionBlock(
        block_id=block_id, text=MarkdownTextObject(text=shorten(mrkdwn, 3000), verbatim=True)
    )


def aside(mrkdwn: str) -> ContextBlock:
    """Make a line of small print."""
    return ContextBlock(elements=[MarkdownTextObject(text=shorten(mrkdwn, 2000), verbatim=True)])


def quote(words: str, most: int = LONGEST_QUOTE) -> RichTextBlock:
    """Quote a person's words."""
    return RichTextBlock(elements=[RichTextQuoteElement(elements=[_literal(words, most)])])


def plain(words: str, *, head: str = "") -> RichTextBlock:
    """Show words that may hold code or signs, such as a question, under a bold head if any."""
    parts = [_literal(words, LONGEST_QUOTE)]
    if head:
        bold = RichTextElementParts.TextStyle(bold=True)
        parts.insert(0, RichTextElementParts.Text(text=f"{shorten(head, 300)}\n", style=bold))
    return RichTextBlock(elements=[RichTextSectionElement(elements=parts)])


def points(items: Iterable[str], style: Literal["bullet", "ordered"] = "bullet") -> RichTextBlock:
    """Show a list, with dots or numbered."""
    rows = [RichTextSectionElement(elements=[_literal(item, 600)]) for item in items]
    return RichTextBlock(elements=[RichTextListElement(style=style, elements=rows)])


def _literal(words: str, most: int) -> RichTextElementParts.Text:
    return RichTextElementParts.Text(text=shorten(words, most) or " ")
