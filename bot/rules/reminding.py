"""When a person is reminded, and when reminders have been ignored for long enough."""

from datetime import date, datetime, time, timedelta

from bot.rules.practice_day import DayClock, due_instant, practice_date

WITHIN = timedelta(hours=2)  # of the person's hour; later, a reminder is noise
IGNORED = 3  # in a row, and they end


def due_on(now: datetime, hour: time, clock: DayClock) -> date | None:
    """Give the person's day whose reminder is due now; None where none is.

    An hour before the end of the day belongs to the day that is ending.
    """
    day = practice_date(now, clock.zone, clock.end)
    there = day + timedelta(days=1) if hour < clock.end else day
    instant = due_instant(there, hour, clock.zone)
    return day if instant is not None and instant <= now < instant + WITHIN else None
