"""When a person is reminded: at their own hour, of their own day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.practice_day import DayClock, end_of, practice_date
from bot.rules.reminding import WITHIN, due_on

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NEW_YORK = DayClock(LONG_AGO, "America/New_York")
MINUTE = timedelta(minutes=1)


def there(*when: int) -> datetime:
    local = datetime(*when)  # type: ignore[arg-type] # year to minute  # noqa: DTZ001
    return local.replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "hour", "day"),
    [
        (there(2026, 11, 23, 17, 59), time(18), None),
        (there(2026, 11, 23, 18), time(18), date(2026, 11, 23)),
        (there(2026, 11, 23, 19, 59), time(18), date(2026, 11, 23)),
        (there(2026, 11, 23, 20), time(18), None),
        (there(2026, 11, 24, 2), time(2), date(2026, 11, 23)),  # before the day's end at four
        (there(2026, 3, 8, 3, 10), time(2), date(2026, 3, 7)),  # there is no two o'clock
    ],
)
def test_a_reminder_is_due_at_ones_hour_and_soon_after(now, hour, day):
    due = due_on(now, hour, NEW_YORK)
    assert (due[0] if due is not None else None) == day


def test_a_reminder_is_of_use_for_two_hours_and_not_beyond_the_days_end():
    assert due_on(there(2026, 11, 23, 18, 5), time(18), NEW_YORK) == (
        date(2026, 11, 23),
        there(2026, 11, 23, 20),
    )
    assert due_on(there(2026, 11, 24, 3, 5), time(3), NEW_YORK) == (
        date(2026, 11, 23),
        there(2026, 11, 24, 4),
    )


@given(
    st.integers(1_767_225_600, 1_798_761_600),
    st.integers(0, 23),
    st.integers(0, 12),
    st.sampled_from(["America/New_York", "Europe/London", "Asia/Kolkata", "Africa/Cairo"]),
)
def test_it_is_about_the_day_that_lasts_and_comes_once_a_day(start, hour, end, zone):
    clock = DayClock(LONG_AGO, zone, time(end))
    first = datetime.fromtimestamp(start, UTC)
    ticks = [first + n * 10 * MINUTE for n in range(6 * 24 * 3)]
    found: dict[date, list[datetime]] = {}
    for now in ticks:
        due = due_on(now, time(hour), clock)
        if due is not None:
            day, until = due
            assert day == practice_date(now, zone, clock.end)
            assert now < until <= end_of(day, clock)
            found.setdefault(day, []).append(now)
    assert 2 <= len(found) <= 4
    for times in found.values():
        assert max(times) - min(times) <= WITHIN
