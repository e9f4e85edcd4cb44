"""/rounds weak: what to work on, why, and the drill for it."""

from bot.practice import weaknesses
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.message import Message
from bot.slack.views.weak import weak_message


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Show what the person who asks should work on."""
    return weak_message(weaknesses.advise(tools, asked.caller), tools.bank.rubric)


WEAK = Subcommand("weak", "what to work on next, and why; `why weak` has the evidence", run)
