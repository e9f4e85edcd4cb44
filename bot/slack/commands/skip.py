"""/rounds skip: a practice day without a question."""

from bot.practice import calendar
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand, read_date
from bot.slack.views.message import Message
from bot.slack.views.schedule import lines_message, skipped_lines


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Skip the next practice day, or the one that is named."""
    day = read_date(asked.words, "/rounds skip") if asked.words else None
    return lines_message(skipped_lines(calendar.skip(tools, asked.caller, asked.channel, day)))


SKIP = Subcommand("skip", "no question on the next practice day: `skip [date]` (organisers)", run)
