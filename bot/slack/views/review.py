"""Peer review: the form, the review in the thread, and the levels for the author alone."""

from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import InputBlock, Option, PlainTextObject, StaticSelectElement

from bot.practice.reviews import Levels, PostedReview, ReviewForm
from bot.rules.consensus import Agreed
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
CHANGED = "The answer was changed since this was written."


def review_form(form: ReviewForm, rubric: Rubric) -> dict[str, Any]:
    """Render the form: the answer, the question's criteria in words one can observe, two texts."""
    criteria = [
        level_field(f"{LEVEL_FIELD}{each}", rubric.criteria[each])
        for each in form.question.criteria
    ]
    seen = "The thread sees this and the strength"
    whose = (
        ", with your name."
        if form.named
        else ". Neither it nor the author is told that they are yours."
    )
    cut = [aside("Only the start fits here; the thread has the whole answer.")]
    return modal(
        "Review an answer",
        [
            aside("The question"),
            plain(shorten(form.question.prompt, 900)),
            aside(f"<@{form.author}>'s answer"),
            quote(form.text),
            *(cut if len(form.text) > LONGEST_QUOTE else []),
            *criteria,
            text_field("strength", "One thing it does well", most=600),
            text_field(
                "suggestion",
                "One thing to change",
                hint=f"{seen}{whose} The levels go to the author alone.",
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
    by = f"<@{review.reviewer}>" if review.reviewer else "a peer"
    head = f"<@{review.author}>, {by} has reviewed {answer}."
    since = [CHANGED] if review.changed else []
    text = [
        head,
        f"Works well: {escape(review.strength)}",
        f"To change: {escape(review.suggestion)}",
        *since,
    ]
    return message(
        "\n".join(text),
        [
            say(head),
            say("*Works well*"),
            quote(review.strength),
            say("*To change*"),
            quote(review.suggestion),
            *map(aside, since),
            buttons(
                button("It helped (author only)", ids.HELPED, review.review_id),
                button("See the details (author only)", ids.LEVELS, review.review_id),
            ),
        ],
        longest=POSTED,
    )


def not_posted_view(why: str, strength: str, suggestion: str) -> dict[str, Any]:
    """Say why a review could not be posted, and give its words back."""
    return modal(
        "Not posted",
        [
            say(escape(why)),
            aside("These were your words, in case you want to say them in the thread:"),
            quote(strength or "-"),
            quote(suggestion or "-"),
        ],
        callback_id=ids.NOTICE,
    )


def levels_view(levels: Levels) -> dict[str, Any]:
    """Show the author how each point was judged, and what all peers together make of it."""
    lines = [
        f"• *{escape(title)}*: {CHOICES[level]}{_together(levels.together.get(title), level)}"
        for title, level in levels.found
    ]
    by = f"<@{levels.reviewer}>" if levels.reviewer else "a peer"
    several = [aside("All peers: the middle of what they found; of two, the lower.")]
    return modal(
        "How it was judged",
        [
            say(f"What {by} found, point by point:\n\n" + "\n".join(lines)),
            *(several if levels.together else []),
        ],
        callback_id=ids.NOTICE,
    )


def _together(agreed: Agreed | None, level: Level) -> str:
    if agreed is None:
        return ""
    found = "the same" if agreed.level == level else CHOICES[Level(agreed.level)]
    return f"\n    All peers: {found}{'; reviewers differ' if agreed.differ else ''}"


def shared_message(user: str, text: str) -> Message:
    """Render a private answer that its author shares with the thread."""
    head = f"<@{user}> shares an answer:"
    return message(f"{head}\n{escape(text)}", [say(head), quote(text)], longest=POSTED)


EXAMPLES: Examples = {
    "review form": lambda: review_form(samples.review_form(), samples.RUBRIC),
    "review form, a long answer": lambda: review_form(
        samples.review_form(samples.LONG_ANSWER), samples.RUBRIC
    ),
    "review form, no names": lambda: review_form(
        replace(samples.review_form(), named=False), samples.RUBRIC
    ),
    "review in the thread": lambda: review_message(samples.review(), samples.LINK),
    "review in the thread, no link": lambda: review_message(samples.review(), None),
    "review in the thread, no names, an older text": lambda: review_message(
        replace(samples.review(), reviewer=None, changed=True), samples.LINK
    ),
    "review that came too late": lambda: not_posted_view(
        "That answer is no longer there.", samples.review().strength, samples.review().suggestion
    ),
    "review, levels for the author": lambda: levels_view(samples.levels()),
    "review, levels beside those of others": lambda: levels_view(samples.levels_of_several()),
    "shared answer": lambda: shared_message(samples.AUTHOR, samples.ANSWER),
}
