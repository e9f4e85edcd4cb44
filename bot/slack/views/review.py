"""Peer review: the form, the review in the thread, and the levels for the author alone."""

from typing import Any

from slack_sdk.models.blocks import InputBlock, Option, PlainTextObject, StaticSelectElement

from bot.practice.reviews import Levels, PostedReview, ReviewForm
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import (
    POSTED,
    Examples,
    Message,
    button,
    buttons,
    message,
    modal,
    text_field,
)
from bot.slack.views.text import LONGEST_QUOTE, aside, escape, plain, quote, say, shorten
from questions.model import Criterion, Level, Rubric

CHOICES = {
    Level.MISSING: "Not there",
    Level.MENTIONED: "Named, but nothing concrete",
    Level.SHOWN: "There, and concrete",
}
LEVEL_FIELD = "level:"


def review_form(form: ReviewForm, rubric: Rubric) -> dict[str, Any]:
    """Render the form: the answer, the question's criteria in words one can observe, two texts."""
    criteria = [
        level_field(f"{LEVEL_FIELD}{each}", rubric.criteria[each])
        for each in form.question.criteria
    ]
    cut = [aside("Only the start fits here; the thread has the whole answer.")]
    return modal(
        "Review an answer",
        [
            aside("The question"),
            plain(shorten(form.question.prompt, 900)),
            aside("The answer"),
            quote(form.text),
            *(cut if len(form.text) > LONGEST_QUOTE else []),
            *criteria,
            text_field("strength", "One thing it does well", most=600),
            text_field(
                "suggestion",
                "One thing to change",
                hint="The thread sees this and the strength. The levels go to the author alone.",
                most=600,
            ),
        ],
        callback_id=ids.REVIEW_FORM,
        about=form.answer_id,
        submit="Post review",
    )


def level_field(field: str, criterion: Criterion) -> InputBlock:
    """Make the choice of what one finds of a criterion, in words one can observe."""
    options = [
        Option(value=str(int(level)), text=PlainTextObject(text=words))
        for level, words in CHOICES.items()
    ]
    return InputBlock(
        block_id=field,
        label=PlainTextObject(text=criterion.title),
        hint=PlainTextObject(text=shorten(criterion.shown, 300)),
        element=StaticSelectElement(
            action_id="level", placeholder="What do you find?", options=options
        ),
    )


def review_message(review: PostedReview, link: str | None) -> Message:
    """Render a review as its thread sees it: addressed to the author, with no level in it."""
    answer = f"<{link}|your answer>" if link else "your answer"
    head = f"<@{review.author}>, <@{review.reviewer}> has reviewed {answer}."
    return message(
        f"{head}\nWorks well: {escape(review.strength)}\nTo change: {escape(review.suggestion)}",
        [
            say(head),
            say("*Works well*"),
            quote(review.strength),
            say("*To change*"),
            quote(review.suggestion),
            buttons(button("See the details (author only)", ids.LEVELS, review.review_id)),
        ],
        longest=POSTED,
    )


def levels_view(levels: Levels) -> dict[str, Any]:
    """Show the author how each point was judged."""
    lines = "\n".join(f"• *{escape(title)}*: {CHOICES[level]}" for title, level in levels.found)
    return modal(
        "How it was judged",
        [say(f"What <@{levels.reviewer}> found, point by point:\n\n{lines}")],
        callback_id=ids.NOTICE,
    )


def shared_message(user: str, text: str) -> Message:
    """Render a private answer that its author shares with the thread."""
    head = f"<@{user}> shares an answer:"
    return message(f"{head}\n{escape(text)}", [say(head), quote(text)], longest=POSTED)


EXAMPLES: Examples = {
    "review form": lambda: review_form(samples.review_form(), samples.RUBRIC),
    "review form, a long answer": lambda: review_form(
        samples.review_form(samples.LONG_ANSWER), samples.RUBRIC
    ),
    "review in the thread": lambda: review_message(samples.review(), samples.LINK),
    "review in the thread, no link": lambda: review_message(samples.review(), None),
    "review, levels for the author": lambda: levels_view(samples.levels()),
    "shared answer": lambda: shared_message(samples.AUTHOR, samples.ANSWER),
}
