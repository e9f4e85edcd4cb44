"""What a channel's settings mean: when questions come, which, and where hints go."""

from collections.abc import Sequence

from bot.practice.tools import Tools
from bot.rules import practice_day
from questions.model import Difficulty, Question
from storage.channels import Channel

DIFFICULTIES = tuple(Difficulty)
HINTS = ("private", "thread", "dm")  # where a channel's hints may go


def schedule_of(channel: Channel) -> practice_day.Schedule:
    """Give a channel's schedule as the rules read it."""
    return practice_day.Schedule(
        at=practice_day.parse_time(channel.at),
        zone=channel.zone,
        days=practice_day.parse_days(channel.days),
        holidays=channel.holidays,
        breaks=channel.breaks,
        paused_until=channel.paused_until,
        paused=channel.state == "paused" and channel.paused_until is None,
    )


def fitting_questions(tools: Tools, channel: Channel) -> Sequence[Question]:
    """Give the questions within the channel's tracks and difficulties."""
    low = DIFFICULTIES.index(Difficulty(channel.easiest))
    high = DIFFICULTIES.index(Difficulty(channel.hardest))
    return tools.bank.matching(
        tracks=channel.tracks or None, difficulties=DIFFICULTIES[low : high + 1]
    )
