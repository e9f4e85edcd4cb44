"""/rounds reviews: the reviews one owes and gave; organisers see which ones count less, too."""

from bot.practice import reviewing
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.message import Message
from bot.slack.views.reviews import LISTED, reviews_message


def run(tools: Tools, chat: Chat, asked: Asked) -> Message:
    """Show what peer review is to the person who asks, and in the channel if it is theirs."""
    found = reviewing.of(tools, asked.caller, asked.channel)
    posted = [each.ts for each in (found.light or ())[:LISTED]]
    links = [chat.permalink(asked.channel, ts) if ts is not None else None for ts in posted]
    return reviews_message(found, links)


REVIEWS = Subcommand(
    "reviews", "reviews you owe and gave, what helped, and how you compare with others", run
)
