"""/rounds leave: days that a person takes off for themselves."""

from bot.errors import BadInput
from bot.practice import leave
from bot.practice.leave import OnLeave
from bot.practice.tools import Tools
from bot.rules import practice_day
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand, read_date
from bot.slack.views.message import Message
from bot.slack.views.streak import leave_message

_END = frozenset({"end", "over", "back"})


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Show, take or end the leave of the person who asks."""
    return leave_message(_done(tools, asked))


def _done(tools: Tools, asked: Asked) -> OnLeave:
    if not asked.words:
        return leave.show(tools, asked.caller)
    if asked.words in _END:
        return leave.end(tools, asked.caller)
    if asked.words.startswith("until"):
        last = read_date(asked.words.removeprefix("until").strip(), "/rounds leave until")
        return leave.take(tools, asked.caller, None, last)
    try:
        ((first, last),) = practice_day.parse_breaks(asked.words)
    except ValueError:
        raise BadInput(
            {
                "leave": "Which days? For example: `/rounds leave until 2026-12-28`, or "
                "`/rounds leave 2026-12-21 to 2026-12-28`; `/rounds leave end` ends it."
            }
        ) from None
    return leave.take(tools, asked.caller, first, last)


LEAVE = Subcommand("leave", "days off for yourself: `leave [until date | date to date | end]`", run)
