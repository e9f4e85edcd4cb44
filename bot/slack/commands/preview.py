"""/rounds preview: the next question, for its organisers alone."""

from bot.practice import next_question
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.message import Message
from bot.slack.views.schedule import preview_message


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Show what comes next here, and why it is this one."""
    return preview_message(next_question.preview(tools, asked.caller, asked.channel))


PREVIEW = Subcommand("preview", "the next question, as it will come (organisers)", run)
