"""The practice days on which nothing was running: recorded, and told once."""

from datetime import date, datetime, timedelta

from bot.practice.asking import CATCH_UP, new_round, too_close
from bot.practice.notices import notify_organisers
from bot.practice.schedule import schedule_of
from bot.rules import practice_day
from storage.channels import Channel
from storage.store import Books

LOOK_BACK = timedelta(days=30)  # missed days are recorded this far back


def missed_days(books: Books, channel: Channel) -> list[tuple[date, datetime]]:
    """Give the practice days of the last month that have no round, with their due instants."""
    now, schedule = books.now(), schedule_of(channel)
    latest = books.rounds.latest(channel.id)
    today = practice_day.local_date(now, channel.zone)
    day = max(practice_day.local_date(channel.saved_at, channel.zone), today - LOOK_BACK)
    there = books.rounds.local_dates(channel.id, day)
    missed = []
    while day <= today:
        instant = practice_day.due_instant(day, schedule.at, schedule.zone)
        if (
            day not in there
            and instant is not None
            and channel.saved_at <= instant <= now - CATCH_UP
            and practice_day.day_off(day, schedule) is None
            and not too_close(channel, latest, instant)
        ):
            missed.append((day, instant))
        day += timedelta(days=1)
    return missed


def record_missed(books: Books, channel: Channel) -> int:
    """Record them, and tell the organisers in one notice; give how many there were.

    Before the calendar of a channel changes this is the last moment at which they are known.
    """
    reason = "Rounds was not running then, nor in the six hours after"
    if channel.state == "broken":
        reason = channel.reason or "Rounds could not post in the channel"
    missed = [
        day
        for day, due in missed_days(books, channel)
        if books.rounds.plan(
            new_round(books, channel, day, due, kind="scheduled", state="missed", reason=reason)
        )
    ]
    if missed and channel.state != "broken":  # of that its organisers know already
        last = missed[-1].isoformat()
        notify_organisers(
            books,
            channel.id,
            f"missed:{channel.id}:{last}",
            "missed",
            day=last,
            count=str(len(missed)),
            reason="Rounds was not running",
        )
    return len(missed)
