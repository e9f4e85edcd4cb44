"""When a person is reminded, and when reminders have been ignored for long enough."""

from datetime import date, datetime, time, timedelta

from bot.rules.practice_day import DayClock, due_instant, end_of, practice_date

WITHIN = timedelta(hours=2)  # of the person's hour; later, a reminder is noise
IGNORED = 3  # in a row, and they end


def due_on(now: datetime, hour: time, clock: DayClock) -> tuple[date, datetime] | None:
    """Give the person's day whose reminder is due now, and until when it is of use; else None.

    An hour before the end of the day belongs to the day that is ending. The reminder waits for
    Slack no longer than that: two hours, and not beyond the day's end.
    """
    day = practice_date(now, clock.zone, clock.end)
    there = day + timedelta(days=1) if hour < clock.end else day
    instant = due_instant(there, hour, clock.zone)
    if instant is None or not instant <= now < instant + WITHIN:
        return None
    return day, min(instant + WITHIN, end_of(day, clock))
