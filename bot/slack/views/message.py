"""What a view gives: a message or a surface, as plain values for Slack."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    InputBlock,
    MarkdownTextObject,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.slack.views.text import shorten

WHISPERED = 4_000  # bytes: Slack refuses a longer text where one person sees it, or it is edited
POSTED = 40_000
LONGEST_FIELD = 3000  # characters


@dataclass(frozen=True, slots=True)
class Message:
    """A message: `text` says everything that the blocks do, for readers without them."""

    text: str
    blocks: list[dict[str, Any]]


# Cases with a name, for the gallery and the tests.
Examples = Mapping[str, Callable[[], Message | dict[str, Any]]]


def message(text: str, blocks: Sequence[Block], *, longest: int = WHISPERED) -> Message:
    """Make a message; raises SlackObjectFormationError where a block breaks Slack's limits."""
    return Message(fitted(text, longest), [block.to_dict() for block in blocks])


def fitted(text: str, longest: int = WHISPERED) -> str:
    """Shorten a text to so many bytes."""
    while (size := len(text.encode())) > longest:
        text = shorten(text, min(len(text) - 1, len(text) * longest // size))
    return text


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    about: str = "",
    submit: str | None = None,
) -> dict[str, Any]:
    """Make a modal; `about` is the one id that it carries back."""
    return View(
        type="modal",
        callback_id=callback_id,
        title=PlainTextObject(text=title),
        submit=PlainTextObject(text=submit) if submit else None,
        close=PlainTextObject(text="Cancel" if submit else "Close"),
        private_metadata=about,
        blocks=list(blocks),
    ).to_dict()


def button(text: str, action_id: str, value: str, *, primary: bool = False) -> ButtonElement:
    """Make a button that carries one id."""
    return ButtonElement(
        text=text, action_id=action_id, value=value, style="primary" if primary else None
    )


def buttons(*elements: ButtonElement) -> ActionsBlock:
    """Put buttons in a row."""
    return ActionsBlock(elements=list(elements))


def with_button(mrkdwn: str, press: ButtonElement) -> Block:
    """Put a button beside our own words; on a phone it stands below them."""
    return SectionBlock(text=MarkdownTextObject(text=mrkdwn, verbatim=True), accessory=press)


def text_field(
    field: str,
    label: str,
    *,
    hint: str | None = None,
    initial: str | None = None,
    lines: bool = True,
    most: int = LONGEST_FIELD,
    optional: bool = False,
) -> InputBlock:
    """Make a field for words; `field` names it in errors and in what is submitted."""
    return InputBlock(
        block_id=field,
        label=PlainTextObject(text=label),
        hint=PlainTextObject(text=hint) if hint else None,
        optional=optional,
        element=PlainTextInputElement(
            action_id=field, multiline=lines, max_length=most, initial_value=initial or None
        ),
    )
