"""/rounds history: one's own answers, with hints and reviews."""

from bot.practice import history
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.history import history_message
from bot.slack.views.message import Message


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Show the latest answers of the person who asks."""
    return history_message(history.page(tools, asked.caller))


HISTORY = Subcommand("history", "your answers, with their hints, reviews and comments", run)
