"""/rounds pause and /rounds resume: a channel rests, and goes on."""

from bot.errors import BadInput
from bot.practice import calendar
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand, read_date
from bot.slack.views.message import Message
from bot.slack.views.schedule import (
    lines_message,
    paused_lines,
    resumed_lines,
    taken_back_lines,
)


def pause(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Let the channel rest, until a date if one is named."""
    named = asked.words.removeprefix("until").strip()
    if asked.words and not named:
        raise BadInput({"until": "Until when? For example: `/rounds pause until 2026-12-24`."})
    until = read_date(named, "/rounds pause until") if named else None
    return lines_message(paused_lines(calendar.pause(tools, asked.caller, asked.channel, until)))


def resume(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Let the channel go on, or take back that the day named is skipped."""
    if asked.words:
        day = read_date(asked.words, "/rounds resume")
        back = calendar.take_back(tools, asked.caller, asked.channel, day)
        return lines_message(taken_back_lines(back))
    return lines_message(resumed_lines(calendar.resume(tools, asked.caller, asked.channel)))


PAUSE = Subcommand("pause", "no questions for a while: `pause [until date]` (organisers)", pause)
RESUME = Subcommand(
    "resume",
    "questions again, after a pause or a skip: `resume [skipped date]` (organisers)",
    resume,
)
