"""Clock changes: every zone there is, every transition that its rules foresee until 2035."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.rules.practice_day import due_instant, known_zone

DAY, MINUTE, QUARTER = timedelta(days=1), timedelta(minutes=1), timedelta(minutes=15)
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
TIMES = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]


def transitions(zone: str) -> Iterator[datetime]:
    """The instants at which the clocks change there; nobody changes them and back in a week."""
    info, low = ZoneInfo(zone), START

    def offset(instant: datetime) -> timedelta | None:
        return instant.astimezone(info).utcoffset()

    while low < END:
        before, after = low, low + 7 * DAY
        if offset(before) != offset(after):
            while after - before > MINUTE:
                middle = before + ((after - before) // (2 * MINUTE) or 1) * MINUTE
                before, after = (
                    (before, middle) if offset(middle) == offset(after) else (middle, after)
                )
            yield after
        low += 7 * DAY


@cache
def expected(
    change: datetime, before: timedelta, after: timedelta
) -> list[tuple[datetime, datetime | None, bool]]:
    """What the clocks should show on the dates around a change, worked out from the offsets alone.

    Gives 96 times of three dates, the first instant of each, and whether its date has a later one.
    """
    first: dict[datetime, datetime] = {}
    for instant in (change + n * QUARTER for n in range(-3 * 96, 3 * 96)):
        offset = before if instant < change else after
        first.setdefault((instant + offset).replace(tzinfo=None), instant)
    today = (change + after).date()
    days = (today - DAY, today, today + DAY)
    walls = [datetime.combine(day, at) for day in days for at in TIMES]
    last = {day: max(wall for wall in first if wall.date() == day) for day in days}
    return [(wall, first.get(wall), wall < last[wall.date()]) for wall in walls]


def test_each_date_has_one_due_instant_in_every_zone_at_every_change():
    """All 96 times of the day within three hours of a change, every eighth of the others."""
    zones = sorted(zone for zone in available_timezones() if known_zone(zone))
    changes = [(zone, change) for zone in zones for change in transitions(zone)]
    assert len(changes) > 3000
    for turn, (zone, change) in enumerate(changes):
        info = ZoneInfo(zone)
        before = (change - MINUTE).astimezone(info).utcoffset() or timedelta()
        after = change.astimezone(info).utcoffset() or timedelta()
        near = (change + after).replace(tzinfo=None)
        for number, (wall, instant, later) in enumerate(expected(change, before, after)):
            if number % 8 != turn % 8 and abs(wall - near) > timedelta(hours=3):
                continue
            due = due_instant(wall.date(), wall.time(), zone)
            assert due is not None, (zone, wall)
            if instant is not None:
                assert due == instant, (zone, wall)
            else:  # the clocks skip it: on the same date, later if there is a later time on it
                local = due.astimezone(info)
                assert local.date() == wall.date(), (zone, wall)
                assert (local.time() > wall.time()) is later, (zone, wall)
