"""/rounds replace: another question in the place of today's, or of the next."""

from bot.errors import BadInput
from bot.practice import next_question
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.deliver import render
from bot.slack.views.message import Message
from bot.slack.views.schedule import replaced_message


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Replace today's question while nobody has answered it; else, or on request, the next."""
    if asked.words not in {"", "next"}:
        raise BadInput({"replace": "Type `/rounds replace`, or `/rounds replace next`."})
    following = asked.words == "next"
    return replaced_message(
        next_question.replace_question(
            tools, asked.caller, asked.channel, render, following=following
        )
    )


REPLACE = Subcommand("replace", "another question in its place: `replace [next]` (organisers)", run)
