"""/rounds setup: the modal in which an organiser sets a channel up."""

from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.deliver import open_setup


def run(tools: Tools, chat: Chat, asked: Asked) -> None:
    """Open the channel's settings."""
    open_setup(tools, chat, asked.caller, asked.channel, asked.trigger)


SETUP = Subcommand("setup", "choose time, days, tracks and how reviews come here (organisers)", run)
