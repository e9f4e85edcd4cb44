"""/rounds privacy: what is kept about oneself, a copy of it, and its end."""

from bot.practice import privacy
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.message import Message
from bot.slack.views.privacy import privacy_message


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Show what is kept about the person who asks, with the buttons to have or delete it."""
    return privacy_message(privacy.kept(tools, asked.caller))


PRIVACY = Subcommand("privacy", "what is kept about you: see it, have it, delete it", run)
