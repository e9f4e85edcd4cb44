"""/rounds streak: the calendar of one's own practice, with the reason for each day."""

from bot.practice import progress
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.message import Message
from bot.slack.views.progress import streak_message


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Show the streak of the person who asks."""
    return streak_message(progress.of(tools, asked.caller))


STREAK = Subcommand("streak", "your practice calendar, with the reason for each day", run)
