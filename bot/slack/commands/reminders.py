"""/rounds reminders: at which hour a person is reminded, if at all."""

from bot.practice import people
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.message import Message
from bot.slack.views.reminder import chosen_message

_OFF = frozenset({"off", "none", "never", "no"})


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Keep the hour, if one is named, and say what holds."""
    if asked.words:
        people.choose_reminder(tools, asked.caller, "" if asked.words in _OFF else asked.words)
    at = people.settings(tools, asked.caller).get("remind_at") or ""
    return chosen_message(at, asked.caller.zone)


REMINDERS = Subcommand(
    "reminders", "a reminder at an hour of yours, or none: `reminders [18:00 | off]`", run
)
