from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.practice_day import (
    DayClock,
    Schedule,
    counted_date,
    day_off,
    describe_breaks,
    describe_days,
    due_instant,
    end_of,
    holidays_known,
    known_zone,
    local_date,
    next_due,
    parse_breaks,
    parse_date,
    parse_day_end,
    parse_days,
    parse_time,
    practice_date,
)

NEW_YORK = "America/New_York"
ZONES = st.sampled_from(
    [
        "America/New_York",
        "America/Havana",
        "America/St_Johns",
        "Europe/London",
        "Asia/Kolkata",
        "Asia/Tokyo",
        "Asia/Beirut",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Honolulu",
        "UTC",
    ]
)
INSTANTS = st.datetimes(
    datetime.fromisoformat("2011-01-01"),
    datetime.fromisoformat("2028-01-01"),
    timezones=st.just(UTC),
)
DATES = st.dates(min_value=date(2011, 1, 2), max_value=date(2028, 1, 1))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
DAY_SETS = st.frozensets(st.integers(0, 6), min_size=1)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("mon,wed", {0, 2}),
        ("sat-mon", {5, 6, 0}),
        ("Mon – Wed, FRI", {0, 1, 2, 4}),
        ("thursday", {3}),
        ("tue wed", {1, 2}),
        ("mon-mon", {0}),
        ("mon-sun", set(range(7))),
    ],
)
def test_days_are_read_as_people_write_them(text, days):
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", " ", ",", "mo", "funday", "mon-", "-fri", "mon-fri-sun", "t"])
def test_what_is_not_a_day_is_refused_with_what_is(text):
    with pytest.raises(ValueError, match=r"Days are mon, tue, .* such as mon-fri"):
        parse_days(text)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({0, 1, 2, 3, 4}, "mon-fri"),
        ({5, 6, 0}, "sat-mon"),
        ({5, 6}, "sat,sun"),
        ({0, 2}, "mon,wed"),
        (set(range(7)), "mon-sun"),
        ({0, 1, 2, 4}, "mon-wed,fri"),
    ],
)
def test_days_are_said_briefly(days, words):
    assert describe_days(days) == words


@given(DAY_SETS)
@settings(max_examples=60)
def test_days_said_are_read_back_the_same(days):
    assert parse_days(describe_days(days)) == days


@pytest.mark.parametrize(
    ("text", "at"), [("9:00", time(9)), ("09:05", time(9, 5)), (" 23:59 ", time(23, 59))]
)
def test_times_are_read(text, at):
    assert parse_time(text) == at


@pytest.mark.parametrize("text", ["9", "24:00", "09:60", "9am", "", "09:00:00", "٩:٠٠"])
def test_what_is_not_a_time_is_refused_with_what_is(text):
    with pytest.raises(ValueError, match=r"from 00:00 to 23:59, such as 09:00"):
        parse_time(text)


def test_zones_are_known_by_name():
    assert known_zone(NEW_YORK)
    assert known_zone("UTC")
    assert not known_zone("Mars/Olympus")
    assert not known_zone("localtime")
    assert not known_zone("")


def test_holidays_are_known_by_country_and_part():
    assert holidays_known("US")
    assert holidays_known("US-NY")
    assert not any(holidays_known(code) for code in ("", "XX", "US-", "US-ZZ", "us"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        (" 2026-12-24 ", "2026-12-24"),
        ("2026-12-24 to 2027-01-02", "2026-12-24 to 2027-01-02"),
        (
            "2027-05-01\n2026-12-24 – 2027-01-02,,2027-05-01",
            "2026-12-24 to 2027-01-02, 2027-05-01",
        ),
        ("2026-12-24 TO 2026-12-24; 2026-12-31-2027-01-01", "2026-12-24, 2026-12-31 to 2027-01-01"),
    ],
)
def test_breaks_are_read_as_people_write_them_and_said_the_same_way(text, said):
    assert describe_breaks(parse_breaks(text)) == said
    assert parse_breaks(said) == parse_breaks(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Christmas", "“Christmas” is not a break. A break is a date, such as 2026-12-24"),
        ("24.12.2026", "is not a break"),
        ("2026-12-24 to", "is not a break"),
        ("2026-02-30", "There is no 2026-02-30"),
        ("2026-12-24 to 2026-12-20", "ends before it begins"),
        (",".join(f"2026-{n:02}-{d:02}" for n in (1, 3) for d in range(1, 31)), "60 breaks"),
    ],
)
def test_what_is_not_a_break_is_refused_with_what_is(text, words):
    with pytest.raises(ValueError, match=words):
        parse_breaks(text)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "1.12.2026", "2026-13-01", "٢٠٢٦-12-01", "2026-1-1"]
)
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a date. Write it like|There is no"):
        parse_date(text)


@pytest.mark.parametrize(
    ("day", "at", "zone", "instant"),
    [
        (date(2025, 1, 6), time(9), NEW_YORK, datetime(2025, 1, 6, 14, tzinfo=UTC)),
        (date(2025, 7, 7), time(9), NEW_YORK, datetime(2025, 7, 7, 13, tzinfo=UTC)),
        # 02:30 is skipped in spring: an hour later by the clock
        (date(2025, 3, 9), time(2, 30), NEW_YORK, datetime(2025, 3, 9, 7, 30, tzinfo=UTC)),
        # 01:30 comes twice in autumn: the first
        (date(2025, 11, 2), time(1, 30), NEW_YORK, datetime(2025, 11, 2, 5, 30, tzinfo=UTC)),
        # Samoa went from the 29th to the 31st
        (date(2011, 12, 30), time(9), "Pacific/Apia", None),
        (date(2011, 12, 31), time(9), "Pacific/Apia", datetime(2011, 12, 30, 19, tzinfo=UTC)),
        # Beirut skips the first hour of the day
        (date(2025, 3, 30), time(0, 30), "Asia/Beirut", datetime(2025, 3, 29, 22, 30, tzinfo=UTC)),
    ],
)
def test_a_round_is_due_at_the_local_time(day, at, zone, instant):
    assert due_instant(day, at, zone) == instant


def test_a_gap_across_midnight_keeps_the_round_on_its_date():
    """Toronto's clocks went from 23:30 on 30 March 1919 to 00:30 on the 31st."""
    instant = due_instant(date(1919, 3, 30), time(23, 45), "America/Toronto")
    assert instant is not None
    assert local_date(instant, "America/Toronto") == date(1919, 3, 30)


@given(DATES, TIMES, ZONES)
@settings(max_examples=150)
def test_a_due_instant_lies_on_its_own_date(day, at, zone):
    instant = due_instant(day, at, zone)
    if instant is None:
        assert (day, zone) == (date(2011, 12, 30), "Pacific/Apia")
    else:
        assert instant.tzinfo is UTC
        assert local_date(instant, zone) == day


@pytest.mark.parametrize(
    ("day", "changes", "reason"),
    [
        (date(2025, 9, 2), {}, None),
        (date(2025, 9, 6), {}, "Saturday is not a practice day"),
        (date(2025, 9, 1), {}, None),
        (date(2025, 9, 1), {"holidays": "US"}, "Labor Day"),
        (date(2025, 9, 2), {"holidays": "US"}, None),
        (date(2025, 2, 12), {"holidays": "US-NY"}, "Lincoln's Birthday"),
        (date(2025, 10, 3), {"holidays": "DE"}, "German Unity Day"),
        (
            date(2025, 9, 2),
            {"breaks": ((date(2025, 9, 2), date(2025, 9, 4)),)},
            "a break until 4 September 2025",
        ),
        (
            date(2025, 9, 4),
            {"breaks": ((date(2025, 9, 2), date(2025, 9, 4)),)},
            "a break until 4 September 2025",
        ),
        (date(2025, 9, 2), {"breaks": ((date(2025, 9, 2), date(2025, 9, 2)),)}, "a break"),
        (date(2025, 9, 5), {"breaks": ((date(2025, 9, 2), date(2025, 9, 4)),)}, None),
        (date(2025, 9, 2), {"paused": True}, "paused until it is resumed"),
        (date(2025, 9, 2), {"paused_until": date(2025, 9, 3)}, "paused until 3 September 2025"),
        (date(2025, 9, 3), {"paused_until": date(2025, 9, 3), "paused": True}, None),
    ],
)
def test_a_day_off_has_its_reason(day, changes, reason):
    assert day_off(day, Schedule(time(9), NEW_YORK, **changes)) == reason


def test_a_country_without_english_names_its_days_itself():
    assert day_off(date(2025, 1, 1), Schedule(time(9), "Europe/Andorra", holidays="PM")) is not None


def test_the_next_round_skips_weekend_and_holiday():
    friday_noon = datetime(2025, 8, 29, 16, tzinfo=UTC)
    schedule = Schedule(time(9), NEW_YORK, holidays="US")
    assert next_due(friday_noon, schedule) == (
        date(2025, 9, 2),
        datetime(2025, 9, 2, 13, tzinfo=UTC),
    )


def test_a_schedule_saved_at_its_own_time_starts_on_the_next_day():
    at_nine = datetime(2025, 9, 2, 13, tzinfo=UTC)
    found = next_due(at_nine, Schedule(time(9), NEW_YORK))
    assert found is not None
    assert found[0] == date(2025, 9, 3)


def test_a_date_that_does_not_exist_is_passed_over():
    before = datetime(2011, 12, 30, 8, tzinfo=UTC)  # the evening of the 29th in Samoa
    every_day = Schedule(time(9), "Pacific/Apia", days=frozenset(range(7)))
    found = next_due(before, every_day)
    assert found is not None
    assert found[0] == date(2011, 12, 31)


def test_a_channel_paused_for_good_has_no_next_round():
    assert next_due(datetime(2025, 9, 2, tzinfo=UTC), Schedule(time(9), "UTC", paused=True)) is None


@given(INSTANTS, ZONES, TIMES, DAY_SETS)
@settings(max_examples=80)
def test_the_next_round_is_later_on_a_practice_day_with_none_between(after, zone, at, days):
    schedule = Schedule(at, zone, days)
    found = next_due(after, schedule)
    assert found is not None
    day, instant = found
    assert instant > after
    assert day_off(day, schedule) is None
    for back in range(1, 9):
        earlier = due_instant(day - timedelta(days=back), at, zone)
        practised = (day - timedelta(days=back)).weekday() in days
        assert earlier is None or not practised or earlier <= after


def test_the_night_belongs_to_the_day_before():
    tokyo = ZoneInfo("Asia/Tokyo")
    assert practice_date(datetime(2025, 9, 2, 3, 59, tzinfo=tokyo), "Asia/Tokyo") == date(
        2025, 9, 1
    )
    assert practice_date(datetime(2025, 9, 2, 4, 0, tzinfo=tokyo), "Asia/Tokyo") == date(2025, 9, 2)
    midnight = datetime(2025, 9, 2, 0, 0, tzinfo=tokyo)
    assert practice_date(midnight, "Asia/Tokyo", day_end=time(0)) == date(2025, 9, 2)


@pytest.mark.parametrize(
    ("local", "zone", "counted"),
    [
        ("2025-09-02 09:05", NEW_YORK, date(2025, 9, 2)),
        ("2025-09-03 03:59", NEW_YORK, date(2025, 9, 2)),
        ("2025-09-03 04:00", NEW_YORK, date(2025, 9, 3)),
        ("2025-09-04 12:00", NEW_YORK, date(2025, 9, 4)),
        # a round of the 2nd that a person in Hawaii answers on their 1st
        ("2025-09-01 20:00", "Pacific/Honolulu", date(2025, 9, 2)),
        # posted in New York on the 2nd at nine: late in the evening in Japan
        ("2025-09-03 03:00", "Asia/Tokyo", date(2025, 9, 2)),
    ],
)
def test_an_answer_counts_for_the_round_until_its_date_ends_there(local, zone, counted):
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    assert counted_date(at, zone, date(2025, 9, 2)) == counted


@given(st.lists(INSTANTS, min_size=2, max_size=6), ZONES)
@settings(max_examples=80)
def test_later_practice_never_counts_for_an_earlier_date(instants, zone):
    dates = [practice_date(at, zone) for at in sorted(instants)]
    assert all(earlier <= later for earlier, later in pairwise(dates))


@given(st.lists(INSTANTS, min_size=2, max_size=6), ZONES, st.integers(0, 12))
@settings(max_examples=60)
def test_a_day_is_over_when_the_next_begins_whatever_the_hour(instants, zone, hour):
    clock = DayClock(min(instants), zone, time(hour))
    dates = [practice_date(at, zone, clock.end) for at in sorted(instants)]
    assert all(earlier <= later for earlier, later in pairwise(dates))
    for at, day in zip(sorted(instants), dates, strict=True):
        over = end_of(day, clock)
        assert at < over
        assert practice_date(over, zone, clock.end) > day


def test_a_day_before_one_that_the_calendar_leaves_out_ends_with_the_one_after():
    """Samoa went from 29 to 31 December 2011."""
    over = end_of(date(2011, 12, 29), DayClock(datetime(2011, 12, 1, tzinfo=UTC), "Pacific/Apia"))
    assert over.astimezone(ZoneInfo("Pacific/Apia")).isoformat() == "2011-12-31T04:00:00+14:00"


@pytest.mark.parametrize("typed", ["4:30", "13:00", "noon", ""])
def test_the_end_of_a_day_is_a_whole_hour_up_to_noon(typed):
    with pytest.raises(ValueError, match=r"ends on the hour|is not a time"):
        parse_day_end(typed)
    assert [parse_day_end(good) for good in ("0:00", "12:00")] == [time(0), time(12)]
