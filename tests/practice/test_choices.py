"""What a person chooses for themselves is kept, and only that changes."""

from datetime import date, timedelta

import pytest

from bot.errors import BadInput
from bot.practice import people, progress
from bot.practice.tools import Caller
from tests import builders

MAYA = Caller(builders.TEAM, "U01MAYA", "America/New_York")


@pytest.fixture
def hands():
    return builders.Hands()


@pytest.fixture
def tools(hands):
    return builders.tools(hands)


def test_whoever_chose_nothing_has_no_reminder_and_no_interview(tools):
    assert people.settings(tools, MAYA) == {}
    assert people.interview_of({}) is None


def test_each_choice_is_kept_beside_the_others_and_can_be_taken_back(tools):
    people.choose_reminder(tools, MAYA, "08:00")
    people.choose_interview(tools, MAYA, date(2026, 12, 14))
    kept = people.settings(tools, MAYA)
    assert kept["remind_at"] == "08:00"
    assert people.interview_of(kept) == date(2026, 12, 14)
    people.choose_reminder(tools, MAYA, "")
    people.choose_interview(tools, MAYA, None)
    kept = people.settings(tools, MAYA)
    assert kept["remind_at"] == ""
    assert people.interview_of(kept) is None


def test_a_time_that_is_none_is_refused_in_its_field(tools):
    with pytest.raises(BadInput) as refused:
        people.choose_reminder(tools, MAYA, "25:00")
    assert "remind_at" in refused.value.fields
    assert people.settings(tools, MAYA) == {}


def test_home_knows_by_which_clock_a_persons_days_run(tools, hands):
    people.choose_zone(tools, MAYA, "Asia/Tokyo")
    people.choose_day_end(tools, MAYA, "02:00")
    hands.now += timedelta(days=1)
    seen = progress.of(tools, MAYA)
    assert (seen.clock.zone, f"{seen.clock.end:%H:%M}") == ("Asia/Tokyo", "02:00")
    assert seen.on == date(2026, 11, 24)  # 23:00 there
