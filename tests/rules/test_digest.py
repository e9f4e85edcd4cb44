"""The weekly digest: when it is due, and what it may say of a group."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.digest import (
    FEWEST_JUDGED,
    FEWEST_MISSED,
    Weekly,
    describe_weekly,
    due_within,
    missed_most,
    parse_weekly,
    reached,
)
from bot.rules.streak import Day
from bot.rules.weakness import Attempt

NEW_YORK = "America/New_York"
MONDAY = date(2026, 11, 16)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("mon 08:30", Weekly(0, time(8, 30))),
        (" Friday  16:00 ", Weekly(4, time(16))),
        ("off", None),
        ("", None),
    ],
)
def test_a_weekly_time_is_a_day_and_a_time(typed, read):
    assert parse_weekly(typed) == read
    assert parse_weekly(describe_weekly(read)) == read


@pytest.mark.parametrize(
    "typed", ["monday", "mon-fri 08:30", "mon 25:00", "someday 08:30", "mon 08:30 sharp"]
)
def test_what_is_no_weekly_time_says_what_is(typed):
    with pytest.raises(ValueError, match=r"such as|Days are|A time is|A weekly time"):
        parse_weekly(typed)


ZONES = st.sampled_from([NEW_YORK, "Europe/London", "Asia/Tokyo", "Pacific/Apia", "Africa/Cairo"])
INSTANTS = st.integers(1_293_840_000, 2_051_222_400).map(lambda at: datetime.fromtimestamp(at, UTC))
WEEKLIES = st.builds(
    Weekly, st.integers(0, 6), st.times().map(lambda at: at.replace(second=0, microsecond=0))
)


@given(WEEKLIES, ZONES, INSTANTS)
def test_a_week_of_ticks_finds_each_date_once_at_its_local_time(weekly, zone, start):
    hours = (start + n * HOUR for n in range(24 * 14))
    found = {
        due for hour in hours if (due := due_within(weekly, zone, hour, hour + HOUR)) is not None
    }
    assert 1 <= len(found) <= 3  # two or three in a fortnight; Apia once left a Friday out
    assert len({day for day, _ in found}) == len(found)
    for day, instant in found:
        local = instant.astimezone(ZoneInfo(zone))
        assert (local.date(), day.weekday()) == (day, weekly.weekday)
        shift = abs(datetime.combine(day, weekly.at) - local.replace(tzinfo=None))
        assert shift <= 2 * HOUR  # in the hour that the clocks skip, on its far side


def verdict(criterion, level, answer, by="engine"):
    at = datetime(2026, 11, 16, 14, tzinfo=UTC)
    return Attempt(
        criterion=criterion,
        level=level,
        at=at,
        on=at.date(),
        question_id="q",
        answer_id=answer,
        by=by,
    )


def verdicts(people, missed, criterion="ownership"):
    return {f"U{n}": [verdict(criterion, 0 if n < missed else 2, f"a{n}")] for n in range(people)}


@pytest.mark.parametrize("people", range(1, 9))
@pytest.mark.parametrize("missed", range(9))
def test_a_group_too_small_to_hide_one_person_hears_nothing(people, missed):
    enough = people >= FEWEST_JUDGED and missed >= FEWEST_MISSED
    assert missed_most(verdicts(people, missed)) == ("ownership" if enough else None)


def test_it_is_what_most_people_left_out_however_often_one_of_them_did():
    group = verdicts(6, 4, "ownership")
    for user, given_ in verdicts(6, 3, "failure-modes").items():
        often = [verdict("failure-modes", 0, f"b{n}") for n in range(9)]
        group[user] += often if user == "U0" else given_
    assert missed_most(group) == "ownership"


def test_what_a_person_disputes_and_what_peers_saw_is_not_left_out():
    group = verdicts(6, 3)
    assert missed_most(group) == "ownership"
    group["U0"].append(verdict("ownership", 2, "a0", by="U9"))
    assert missed_most(group) is None


def days(kept):
    return [Day(MONDAY + timedelta(days=n), each, "") for n, each in enumerate(kept)]


@pytest.mark.parametrize(
    ("kept", "first", "found"),
    [
        ([True] * 5, 0, 5),
        ([True] * 4, 0, None),
        ([True] * 5 + [True] * 4, 5, None),  # it was reached the week before
        ([True] * 4 + [None, True], 0, 5),  # a day off, or a freeze, in between
        ([True] * 4 + [False, True], 0, None),
        ([True] * 10, 0, 10),
    ],
)
def test_a_streak_reaches_a_milestone_in_one_week(kept, first, found):
    since = MONDAY + timedelta(days=first)
    assert reached(days(kept), since, since + timedelta(days=13)) == found
