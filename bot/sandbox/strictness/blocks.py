"""Blocks, messages and views: what Slack would say is wrong with them."""

import json
from collections import Counter
from typing import Any

from bot.sandbox.strictness.checks import (
    Check,
    anything,
    by_type,
    choice,
    exactly_one,
    flag,
    items,
    note,
    shape,
    string,
    whole,
)
from bot.sandbox.strictness.elements import (
    ACCESSORIES,
    ACTIONS,
    CONTEXT,
    ID,
    INPUTS,
    SECTION_NEEDS,
    TYPE,
    plain,
    text,
)
from bot.sandbox.text import elements_of

MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100
LONGEST_MARKDOWN = 12_000  # of all markdown blocks of one message together
LARGEST_VIEW = 250_000  # bytes

HELD: dict[str, Check] = {"block_id": ID}


def _rich_text_part(value: Any, where: str, problems: list[str]) -> None:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        note(problems, "must be an object with a type", where)
    elif value["type"] == "text":
        string(least=1)(value.get("text"), f"{where}/text", problems)
    elif value["type"] not in {"link", "user", "channel", "emoji", "usergroup", "date", "color"}:
        note(problems, f"unsupported type: {value['type']}", f"{where}/type")


RICH_SECTION = shape({**TYPE, "elements": items(_rich_text_part, 0, 1000)})
RICH_FRAMED = shape(
    {**TYPE, "elements": items(_rich_text_part, 0, 1000)},
    {"border": whole(0, 1), "language": string()},
)
RICH_LIST = shape(
    {
        **TYPE,
        "style": choice("bullet", "ordered"),
        "elements": items(by_type({"rich_text_section": RICH_SECTION}), 1, 1000),
    },
    {"indent": whole(0, 8), "offset": whole(0, 100_000), "border": whole(0, 1)},
)
RICH_TEXT = shape(
    {
        **TYPE,
        "elements": items(
            by_type(
                {
                    "rich_text_section": RICH_SECTION,
                    "rich_text_list": RICH_LIST,
                    "rich_text_quote": RICH_FRAMED,
                    "rich_text_preformatted": RICH_FRAMED,
                }
            ),
            1,
            1000,
        ),
    },
    HELD,
)
CELL = by_type(
    {
        "rich_text": RICH_TEXT,
        "raw_text": shape({**TYPE, "text": string(least=1)}),
        "raw_number": shape({**TYPE, "value": anything, "text": string(least=1)}),
    }
)
EVERYWHERE: dict[str, Check] = {
    "section": shape(
        TYPE,
        {
            **HELD,
            "text": text(3000),
            "fields": items(text(2000), 1, 10),
            "accessory": ACCESSORIES,
            "expand": flag,
        },
        SECTION_NEEDS,
    ),
    "header": shape({**TYPE, "text": plain(150)}, HELD),
    "divider": shape(TYPE, HELD),
    "image": shape(
        {**TYPE, "alt_text": string(2000, least=1)},
        {
            **HELD,
            "image_url": string(3000, least=1),
            "slack_file": shape({}, {"id": ID, "url": string()}),
            "title": plain(2000),
        },
        exactly_one("image_url", "slack_file"),
    ),
    "context": shape({**TYPE, "elements": items(CONTEXT, 1, 10)}, HELD),
    "actions": shape({**TYPE, "elements": items(ACTIONS, 1, 25)}, HELD),
    "input": shape(
        {**TYPE, "label": plain(2000), "element": INPUTS},
        {**HELD, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": RICH_TEXT,
}
MESSAGES_ONLY: dict[str, Check] = {
    "markdown": shape({**TYPE, "text": string(LONGEST_MARKDOWN, least=1)}, HELD),
    "table": shape(
        {**TYPE, "rows": items(items(CELL, 1, 20), 1, 100)},
        {**HELD, "column_settings": items(anything, 0, 20)},
    ),
}
IN_MESSAGE = items(by_type({**EVERYWHERE, **MESSAGES_ONLY}), 0, MOST_IN_MESSAGE)
IN_VIEW = items(by_type(EVERYWHERE), 1, MOST_IN_VIEW)

VIEW_FIELDS: dict[str, Check] = {
    "callback_id": string(255),
    "private_metadata": string(3000),
    "external_id": string(255),
}
VIEW = by_type(
    {
        "modal": shape(
            {**TYPE, "title": plain(24), "blocks": IN_VIEW},
            {
                **VIEW_FIELDS,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": flag,
                "notify_on_close": flag,
                "submit_disabled": flag,
            },
        ),
        "home": shape({**TYPE, "blocks": IN_VIEW}, VIEW_FIELDS),
    }
)


def message_problems(blocks: Any) -> list[str]:
    """Say what Slack would refuse about a message's blocks."""
    problems: list[str] = []
    IN_MESSAGE(blocks, "/blocks", problems)
    if not problems:
        _check_ids(blocks, "/blocks", problems)
        if sum(block["type"] == "table" for block in blocks) > 1:
            note(problems, "only_one_table_allowed", "/blocks")
    return problems


def markdown_length(blocks: list[dict[str, Any]]) -> int:
    """Say how long a message's markdown blocks are together."""
    return sum(len(block["text"]) for block in blocks if block["type"] == "markdown")


def view_problems(view: Any) -> list[str]:
    """Say what Slack would refuse about a view."""
    problems: list[str] = []
    VIEW(view, "/view", problems)
    if not problems:
        blocks = view["blocks"]
        _check_ids(blocks, "/view/blocks", problems)
        has_input = any(block["type"] == "input" for block in blocks)
        if has_input and view["type"] == "modal" and "submit" not in view:
            note(problems, "missing required field: submit", "/view")
        focused = [
            element
            for block in blocks
            for element in elements_of(block)
            if element.get("focus_on_load")
        ]
        if len(focused) > 1:
            note(problems, "only one element may have focus_on_load", "/view/blocks")
    return problems


def is_view_too_large(view: Any) -> bool:
    """Say whether a view is over the size that Slack takes."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW


def _check_ids(blocks: list[dict[str, Any]], where: str, problems: list[str]) -> None:
    names = Counter(block["block_id"] for block in blocks if "block_id" in block)
    for index, block in enumerate(blocks):
        if names[block.get("block_id", "")] > 1:
            note(problems, "block_id must be unique", f"{where}/{index}/block_id")
        actions = [element.get("action_id") for element in elements_of(block)]
        given = [action for action in actions if action is not None]
        if len(given) != len(set(given)):
            note(problems, "action_id must be unique inside its block", f"{where}/{index}")
