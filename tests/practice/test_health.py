"""Health cannot lie: it is red unless a clock ticks and Slack is heard."""

from datetime import timedelta

import pytest

from bot import health
from bot.jobs import heartbeat
from bot.practice import calendar
from bot.practice.tools import operator
from tests.builders import CHANNEL, TEAM, Hands, posted_round, set_up, tools


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def made(hands):
    opened = tools(hands)
    yield opened
    opened.store.close()


def test_two_minutes_without_a_tick_are_red(made, hands):
    set_up(made, hands)
    assert not health.look(made, TEAM)["healthy"]
    heartbeat.beat(made, TEAM, "clock")
    hands.now += timedelta(seconds=120)
    assert health.look(made, TEAM)["healthy"]
    hands.now += timedelta(seconds=1)
    assert not health.look(made, TEAM)["healthy"]


def test_a_process_that_only_serves_is_no_clock(made, hands):
    set_up(made, hands)
    heartbeat.beat(made, TEAM, "serve")
    assert not health.look(made, TEAM)["healthy"]


def test_one_connection_on_which_slack_is_heard_is_enough(made, hands):
    heartbeat.beat(made, TEAM, "run")
    assert health.look(made, TEAM, [500, 3])["healthy"]
    assert not health.look(made, TEAM, [500, 121])["healthy"]


def test_health_says_what_it_knows(made, hands):
    set_up(made, hands)
    posted_round(made)
    with made.store.begin(TEAM) as books:
        books.inbox.put("E1", "message", {}, hands.now)
    heartbeat.beat(made, TEAM, "run")
    hands.now += timedelta(seconds=30)
    assert health.look(made, TEAM, [3]) == {
        "healthy": True,
        "reasons": [],
        "channels": 1,
        "seconds_since_tick": 30,
        "seconds_since_event": 30,
        "seconds_since_post": 30,
        "next_due": "2026-11-24T14:00:00+00:00",
        "waiting": {"events": 1, "messages": 0, "rounds": 0},
        "seconds_since_ping": [3],
    }


def test_health_knows_that_a_day_is_skipped(made, hands):
    set_up(made, hands)
    posted_round(made)
    calendar.skip(made, operator(TEAM), CHANNEL, None)
    assert health.look(made, TEAM)["next_due"] == "2026-11-25T14:00:00+00:00"


@pytest.mark.parametrize(("seconds", "gap"), [(120, False), (121, True)])
def test_a_tick_after_more_than_two_minutes_ends_a_gap(made, hands, seconds, gap):
    assert not heartbeat.beat(made, TEAM, "run")
    hands.now += timedelta(seconds=seconds)
    assert heartbeat.beat(made, TEAM, "run") == gap
