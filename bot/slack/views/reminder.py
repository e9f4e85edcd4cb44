"""Reminders: the day's one, that they are off, and what was chosen."""

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block

from bot.practice.reminders import Begun, Waiting
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import Examples, Message, button, buttons, message, with_button
from bot.slack.views.text import aside, escape, say


def reminder_message(
    waiting: Waiting, link: str | None, answers: Sequence[str | None] = ()
) -> Message:
    """Say that a question waits, and until when it counts for the day; and which reviews wait.

    `link` leads to the question, `answers` to those of the reviews, in their order.
    """
    said: list[str] = []
    blocks: list[Block] = []
    if waiting.channel is not None:
        question = f"<{link}|The question>" if link else "The question"
        ends = f"{waiting.clock.end:%H:%M}, {_place(waiting.clock.zone)} time"
        said.append(
            f"{question} in <#{waiting.channel}> waits for your answer. It counts until {ends}."
        )
        blocks.append(say(said[-1]))
    for begun, to in zip(waiting.begun, answers, strict=True):
        answer = f"<{to}|answer>" if to else "answer"
        said.append(f"You took up a review of <@{begun.author}>'s {answer}; it is still of use.")
        review = button("Review it", ids.REVIEW, begun.answer_id)
        blocks.append(with_button(said[-1], review))
    if waiting.begun:
        back = " ".join(begun.answer_id for begun in waiting.begun)
        blocks.append(buttons(button("Not now", ids.DECLINE, back)))
    small = "You asked for this. `/rounds reminders off` ends it."
    return message("\n".join([*said, small]), [*blocks, aside(small)])


def off_message(at: str) -> Message:
    """Say once that reminders are off, with the way back."""
    words = (
        "Three reminders went by without an answer, so there are no more of them. "
        "Practise whenever it suits you."
    )
    again = buttons(button(f"Remind me again at {at}", ids.REMINDERS_ON, at))
    return message(f"{words} `/rounds reminders {at}` switches them on.", [say(words), again])


def chosen_message(at: str, zone: str) -> Message:
    """Say at what hour reminders come, or that none do."""
    words = (
        f"A reminder comes at {at}, {_place(zone)} time, by direct message: on days with a "
        "question that you have not answered or a review that you took up, and not on leave."
        if at
        else "You get no reminders."
    )
    how = "`/rounds reminders 18:00` sets the hour, `/rounds reminders off` ends them."
    return message(f"{words}\n{how}", [say(words), aside(how)])


def _place(zone: str) -> str:
    """Give the town in the name of a time zone, such as New York."""
    return escape(zone.rpartition("/")[2].replace("_", " "))


def _waiting() -> Waiting:
    return Waiting(samples.DAILY, "1795176000.000100", samples.CLOCK)


def _begun() -> Waiting:
    begun = Begun("5c5c5c5c", samples.PEER_ANSWER, samples.AUTHOR, samples.DAILY, "1795176000.0001")
    return Waiting(None, None, samples.CLOCK, (begun,))


EXAMPLES: Examples = {
    "reminder of a review": lambda: reminder_message(_begun(), None, [samples.LINK]),
    "reminder of both": lambda: reminder_message(
        replace(_waiting(), begun=_begun().begun), samples.LINK, [None]
    ),
    "reminder": lambda: reminder_message(_waiting(), samples.LINK),
    "reminder, without a link": lambda: reminder_message(_waiting(), None),
    "reminders, off after three": lambda: off_message("18:00"),
    "reminders, chosen": lambda: chosen_message("18:00", "America/New_York"),
    "reminders, none": lambda: chosen_message("", "America/New_York"),
}
