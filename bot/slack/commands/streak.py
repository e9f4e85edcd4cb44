"""/rounds streak: the calendar of one's own practice, with the reason for each day."""

import re
from datetime import date

from bot.errors import BadInput
from bot.practice import people, streaks
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.message import Message
from bot.slack.views.streak import shown_message, streak_message


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Show the streak of the person who asks, of a month if one is named; hide it, or show it."""
    if asked.words in {"hide", "show"}:
        hidden = asked.words == "hide"
        people.hide_streak(tools, asked.caller, hidden=hidden)
        return shown_message(hidden=hidden)
    return streak_message(streaks.calendar(tools, asked.caller), _month(asked.words))


def _month(typed: str) -> date | None:
    if not typed:
        return None
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", typed, re.ASCII) or typed.startswith("0000"):
        raise BadInput(
            {"month": "Which month? For example: `/rounds streak 2026-11`. Or `hide`, or `show`."}
        )
    return date.fromisoformat(f"{typed}-01")


STREAK = Subcommand(
    "streak",
    "your practice calendar, with the reason for each day: `streak [month | hide | show]`",
    run,
)
