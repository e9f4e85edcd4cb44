"""Why a channel got the question that it got, or none, and what comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.practice.asking import CATCH_UP, Coming, coming, too_close
from bot.practice.schedule import fitting_questions, schedule_of
from bot.practice.tools import Tools
from bot.practice.unreadable import must_be_readable
from bot.rules import practice_day
from storage.channels import Channel
from storage.rounds import Round
from storage.store import Books


@dataclass(frozen=True, slots=True)
class Why:
    """The last decision for a channel, why nothing is asked today if so, and what comes.

    `last` is the round of today or of the last day before that has one.
    """

    channel: Channel
    today: date
    last: Round | None
    off: str | None
    next: Coming | None
    skipped: Sequence[date] = ()  # coming days


def explain(tools: Tools, workspace: str, channel: str) -> Why | None:
    """Explain what the channel was asked last; None where it is not set up. Anybody may ask."""
    with tools.store.read(workspace) as books:
        known = books.channels.get(channel)
        if known is None:
            return None
        must_be_readable(known)
        today = practice_day.local_date(books.now(), known.zone)
        last, next_ = books.rounds.last(channel, today), coming(books, known)
        decided = last is not None and last.local_date == today
        still = next_ is not None and next_.day == today
        off = None if decided or (still and known.state == "active") else _off(books, known, today)
        if off is None and not fitting_questions(tools, known):
            off = "no question fits the channel's tracks and difficulties"
        skipped = books.rounds.skipped_ahead(channel, books.now())
        return Why(known, today, last, off, next_, skipped)


def _off(books: Books, channel: Channel, today: date) -> str:
    """Say why nothing is asked today."""
    schedule, now = schedule_of(channel), books.now()
    due = practice_day.due_instant(today, schedule.at, schedule.zone)
    off = practice_day.day_off(today, schedule)
    if off is None and channel.state == "broken":
        off = (channel.reason or "Rounds cannot post in the channel").rstrip(".")
    if off is not None:
        return off
    if due is None:
        return f"the calendar of {channel.zone} leaves this date out"
    if due < channel.saved_at:
        return (
            "the channel's settings were saved, or its pause ended, after the time of its question"
        )
    if too_close(books, channel, due):
        return "the time was changed, and questions keep eight hours between them"
    if now >= due + CATCH_UP:
        return "nothing was running at its time, nor in the six hours after"
    return "it is about to be posted"
