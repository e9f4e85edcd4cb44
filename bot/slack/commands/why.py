"""/rounds why: what became of the last question here, and what comes."""

from bot.practice import why
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.message import Message
from bot.slack.views.schedule import lines_message, why_lines


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Explain the channel's last question to anybody in it."""
    return lines_message(why_lines(why.explain(tools, asked.caller.workspace, asked.channel)))


WHY = Subcommand("why", "why this question came, or none, and when the next comes", run)
