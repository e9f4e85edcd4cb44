"""Asking somebody to review a peer's answer, or to compare their own with a strong one."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.practice.offering import Asked
from bot.practice.reviews import Comparing
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import (
    Examples,
    Message,
    button,
    buttons,
    message,
    modal,
    text_field,
    with_button,
)
from bot.slack.views.review import LEVEL_FIELD, level_field
from bot.slack.views.text import aside, plain, say, shorten
from questions.model import Rubric

ASKING = "Have you a few minutes for a peer?"
WHEN = (
    "Where it does not suit you, say so and somebody else is asked. Home switches these "
    "messages off."
)
NOBODY = "Nobody has had the time to review your answer so far."
STRONG = "A strong answer is ready to lay beside it: what would you change now?"
LONGEST = 1200  # characters of the question
WHOLE = 2900  # characters of either answer


def offer_message(asked: Sequence[Asked], links: Sequence[str | None]) -> Message:
    """Ask for reviews, each with the way to its answer; once a day at most."""
    lines = [
        f"<@{each.author}>'s {f'<{link}|answer>' if link else 'answer'} waits for a review."
        for each, link in zip(asked, links, strict=True)
    ]
    no = "Not now" if len(asked) == 1 else "None of these now"
    return message(
        "\n".join([ASKING, *lines, WHEN]),
        [
            say(ASKING),
            *(
                with_button(line, button("Review it", ids.REVIEW, each.answer_id))
                for line, each in zip(lines, asked, strict=True)
            ),
            buttons(button(no, ids.DECLINE, " ".join(each.answer_id for each in asked))),
            aside(WHEN),
        ],
    )


def declined_message(given_back: int) -> Message:
    """Say that somebody else is asked, where anything still waited."""
    one = "Thank you for saying so: somebody else is asked."
    return Message(one if given_back else "It was not waiting for you any more.", [])


def compare_message(answer: str) -> Message:
    """Offer an author whom nobody reviewed to look at a strong answer by themselves."""
    words = f"{NOBODY} {STRONG}"
    return message(words, [with_button(words, button("Compare", ids.COMPARE, answer))])


def compare_form(comparing: Comparing, rubric: Rubric) -> dict[str, Any]:
    """Show a strong answer and the author's own, with what an interviewer listens for."""
    question = comparing.question
    return modal(
        "Beside a strong answer",
        [
            plain(shorten(question.prompt, LONGEST), head="The question"),
            *_whole(question.strong.answer, "A strong answer"),
            *_whole(comparing.text, "Your answer"),
            say("What do you find in *your* answer?"),
            *(
                level_field(f"{LEVEL_FIELD}{each}", rubric.criteria[each])
                for each in question.criteria
            ),
            text_field(
                "suggestion", "One thing I would change", hint="Only you will see this.", most=600
            ),
        ],
        callback_id=ids.COMPARE_FORM,
        about=comparing.answer_id,
        submit="Keep it",
    )


def _whole(words: str, head: str) -> Iterator[Block]:
    """Show an answer, and say so where the end of it does not fit."""
    yield plain(shorten(words, WHOLE), head=head)
    if len(words) > WHOLE:
        yield aside("Only the start of it fits here.")


EXAMPLES: Examples = {
    "offer of two reviews": lambda: offer_message(samples.ASKED, [samples.LINK, None]),
    "offer, not now": lambda: declined_message(2),
    "offer, not now, when nothing waits": lambda: declined_message(0),
    "compare, after three days": lambda: compare_message(samples.ANSWER_ID),
    "compare with a strong answer": lambda: compare_form(samples.comparing(), samples.RUBRIC),
    "compare with a strong answer, a long one": lambda: compare_form(
        samples.comparing(samples.LONG_ANSWER), samples.RUBRIC
    ),
}
