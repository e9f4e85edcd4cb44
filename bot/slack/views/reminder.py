"""Reminders: the day's one, that they are off, and what was chosen."""

from bot.practice.reminders import Waiting
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import Examples, Message, button, buttons, message
from bot.slack.views.text import aside, escape, say


def reminder_message(waiting: Waiting, link: str | None) -> Message:
    """Say that a question waits, and until when it counts for the day."""
    question = f"<{link}|The question>" if link else "The question"
    ends = f"{waiting.clock.end:%H:%M}, {_place(waiting.clock.zone)} time"
    words = f"{question} in <#{waiting.channel}> waits for your answer. It counts until {ends}."
    small = "You asked for this. `/rounds reminders off` ends it."
    return message(f"{words}\n{small}", [say(words), aside(small)])


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
        "question that you have not answered, and not on leave."
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


EXAMPLES: Examples = {
    "reminder": lambda: reminder_message(_waiting(), samples.LINK),
    "reminder, without a link": lambda: reminder_message(_waiting(), None),
    "reminders, off after three": lambda: off_message("18:00"),
    "reminders, chosen": lambda: chosen_message("18:00", "America/New_York"),
    "reminders, none": lambda: chosen_message("", "America/New_York"),
}
