"""A drill: its question, its modal, and its outline when somebody gives up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block

from bot.practice.drills import DrillCard, Point, Timed
from bot.rules.drill import BadArgument
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.hint import hint_view
from bot.slack.views.message import Examples, Message, button, buttons, message, modal, text_field
from bot.slack.views.question import (
    NOT_AGAIN,
    category_name,
    facts_line,
    floor_hint,
    floor_words,
)
from bot.slack.views.text import aside, escape, listed, plain, points, quote, say, shorten
from questions.model import TRACKS

OPENING = "Only the opening: answer with your first two sentences."
EXAMPLE = "How an answer to another question shows it:"
LONGEST_EXAMPLE = 1200  # characters, so that the plain text of the message holds it too


def drill_message(card: DrillCard) -> Message:
    """Render a drill for the person who asked for it."""
    question = card.question
    floor = _enough(card)
    text = "\n".join(
        [
            f"Drill. {facts_line(question)}",
            escape(question.prompt),
            *([OPENING] if card.opening else []),
            *(_point_lines(card.point) if card.point is not None else []),
            escape(card.because),
            floor,
        ]
    )
    return message(
        text,
        [
            aside(f"*Drill* · {facts_line(question)}"),
            plain(question.prompt),
            *_form_of(card),
            aside(f"{escape(card.because)} {floor}"),
            buttons(
                button("Answer", ids.DRILL_ANSWER, card.drill_id, primary=True),
                button(f"Answer in {_minutes(card)}", ids.DRILL_TIMED, card.drill_id),
                button("Another", ids.DRILL_ANOTHER, card.drill_id),
                button("Framework", ids.DRILL_FRAMEWORK, card.drill_id),
                button("Give up and see an outline", ids.DRILL_GIVE_UP, card.drill_id),
            ),
        ],
    )


def drill_form(card: DrillCard) -> dict[str, Any]:
    """Render the modal in which a drill is answered."""
    question = card.question
    brief = card.opening or card.point is not None
    least = f"At least {card.floor} words." if brief else floor_hint(card.floor, question)
    return modal(
        "Drill",
        [
            aside(facts_line(question)),
            plain(question.prompt),
            *_form_of(card),
            *([aside(_clock(card, card.until))] if card.until is not None else []),
            text_field("answer", "Your answer", hint=f"{least} Only you see it."),
        ],
        callback_id=ids.DRILL_FORM,
        about=card.drill_id,
        submit="Send",
    )


def time_words(timed: Timed | None) -> str:
    """Say how long an answer took; nothing where no clock ran."""
    if timed is None:
        return ""
    minutes, seconds = divmod(int(timed.took.total_seconds()), 60)
    took = f"{minutes} min {seconds:02} s"
    given = int(timed.given.total_seconds()) // 60
    return f"It took you {took}; an interview gives it about {given} min."


def _form_of(card: DrillCard) -> list[Block]:
    """Show what a drill wants other than a whole answer."""
    blocks: list[Block] = [aside(OPENING)] if card.opening else []
    if card.point is not None:
        asked, shown, *example = _point_lines(card.point)
        blocks += [say(asked), aside(shown)]
        if example:
            blocks += [say(EXAMPLE), quote(card.point.example, LONGEST_EXAMPLE)]
    return blocks


def _point_lines(point: Point) -> list[str]:
    lines = [
        f"*Only one point this time: {escape(point.title)}.* {escape(point.ask)}",
        f"What shows it: {escape(point.shown)}",
    ]
    if point.example:
        lines += [EXAMPLE, escape(shorten(point.example, LONGEST_EXAMPLE))]
    return lines


def _minutes(card: DrillCard) -> str:
    return f"{card.minutes} minute{'s' * (card.minutes != 1)}"


def _clock(card: DrillCard, until: datetime) -> str:
    ends = f"<!date^{int(until.timestamp())}^{{time_secs}}|{until:%H:%M:%S} UTC>"
    return f"Your {_minutes(card)} are over at {ends}. Nothing is cut off then."


def outline_message(card: DrillCard) -> Message:
    """Show the outline of a strong answer to a drill that was given up."""
    head = "Here is an outline of a strong answer. The question may come back another day."
    text = f"{head}\n\n{escape(card.question.prompt)}\n\n{listed(card.question.outline)}"
    return message(
        text,
        [
            say(head),
            plain(card.question.prompt),
            points(card.question.outline),
            buttons(button("Another", ids.DRILL_ANOTHER, card.drill_id)),
        ],
    )


def _enough(card: DrillCard) -> str:
    if card.opening or card.point is not None:
        return f"{card.floor} words or more make the day count; {NOT_AGAIN}."
    return floor_words(card.floor, card.question)


def bad_argument_message(bad: BadArgument, categories: Sequence[str]) -> Message:
    """Say which words /drill knows, the nearest first."""
    nearest = ""
    if bad.nearest:
        nearest = f" Did you mean {' or '.join(f'*{escape(word)}*' for word in bad.nearest)}?"
    groups = (
        ("Categories", [f"{each} ({category_name(each)})" for each in categories]),
        ("Tracks", [f"{track} ({name})" for track, name in TRACKS.items()]),
        ("Or", ["weak (what to work on)", "opening (first two sentences)", "a question's id"]),
        ("Then, if you like", ["easy", "medium", "hard"]),
    )
    known = "\n".join(f"*{name}:* {', '.join(words)}" for name, words in groups)
    head = f"/drill does not know “{escape(shorten(bad.word, 60))}”.{nearest}"
    return message(f"{head}\n\n{known}", [say(head), say(known)])


EXAMPLES: Examples = {
    "drill": lambda: drill_message(samples.drill()),
    "drill, opening": lambda: drill_message(samples.drill(opening=True)),
    "drill, coding": lambda: drill_message(samples.drill(samples.CODING)),
    "drill, one point": lambda: drill_message(samples.drill_on_a_point()),
    "drill, one point and an example": lambda: drill_message(
        samples.drill_on_a_point(samples.ANSWER)
    ),
    "drill form, one point": lambda: drill_form(samples.drill_on_a_point(samples.ANSWER)),
    "drill form, against the clock": lambda: drill_form(samples.drill_timed()),
    "drill form": lambda: drill_form(samples.drill()),
    "drill form, opening": lambda: drill_form(samples.drill(opening=True)),
    "hint after a drill against the clock": lambda: hint_view(
        samples.hint(kind="drill"), note=time_words(samples.time_taken())
    ),
    "drill given up": lambda: outline_message(samples.drill()),
    "drill, a word it does not know": lambda: bad_argument_message(
        BadArgument("metrix", ("metrics",), ()), ("product-sense", "metrics", "coding-data")
    ),
    "drill, nothing near": lambda: bad_argument_message(
        BadArgument("banana", (), ()), ("product-sense", "metrics", "coding-data")
    ),
}
