"""A person's days as they are shown: leave, travel, effort, and why nothing was asked."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from bot.errors import BadInput
from bot.practice import calendar, channels, leave, people, progress, streaks
from bot.practice.tools import Caller, operator
from bot.rules import streak
from bot.rules.practice_day import DayClock, parse_time, practice_date
from bot.rules.streak import Asked, Practice, What, clock_at
from storage.rounds import round_id
from tests.builders import CHANNEL, TEAM, Hands, set_up, tools
from tests.storage.rows import answer, round_

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEW_YORK, TOKYO = "America/New_York", "Asia/Tokyo"
MAYA, BOSS = Caller(TEAM, "U1", NEW_YORK), operator(TEAM)
TODAY = date(2026, 11, 23)  # a Monday
ENOUGH = "The nurse sees who was admitted, and calls the ward before the day begins. Number {}."


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def made(hands):
    """A channel in New York that is asked at nine, from Monday to Friday."""
    opened = tools(hands)
    set_up(opened, hands)
    yield opened
    opened.store.close()


def local(day, hour=9, zone=NEW_YORK):
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone))


def ask(made, day, state="posted", **fields):
    at = local(day)
    row = round_(TEAM, channel=CHANNEL, local_date=day, due_at=at, state=state, **fields)
    with made.store.begin(TEAM) as books:
        assert books.rounds.plan(replace(row, ts=f"{at.timestamp():.6f}"))


def answered(made, hands, day, words=ENOUGH, *, to=None, counted=True):
    """Maya answers the day's question at noon, or an earlier one."""
    hands.now = local(day, 12)
    with made.store.begin(TEAM) as books:
        books.members.ensure(MAYA.user, MAYA.zone, hands.now)
        said = answer(
            id=f"a{day}{to}",
            channel=CHANNEL,
            round_id=round_id(TEAM, CHANNEL, to or day),
            text=words.format(day),
            local_date=streaks.counted_on(books, MAYA.user, hands.now, MAYA.zone, to or day),
            zone=MAYA.zone,
            at=hands.now,
        )
        books.answers.put(said, hands.now, streaks.effort(said.text or "") if counted else None)


def shown(made):
    return streaks.calendar(made, MAYA).streak


def reasons(made):
    return {each.date: each.reason for each in shown(made).days}


def test_leave_begins_today_and_never_mends_what_is_over(made, hands):
    ask(made, TODAY)
    answered(made, hands, TODAY)
    hands.now = local(TODAY + DAY)
    taken = leave.take(made, MAYA, None, TODAY + 2 * DAY)
    assert taken.days == ((TODAY + DAY, TODAY + 2 * DAY),)
    with pytest.raises(BadInput, match="begins today, 24 November 2026, or later"):
        leave.take(made, MAYA, TODAY, TODAY + 3 * DAY)
    with pytest.raises(BadInput, match="ends before it begins"):
        leave.take(made, MAYA, TODAY + 5 * DAY, TODAY + 4 * DAY)
    with pytest.raises(BadInput, match="more than a year ahead"):
        leave.take(made, MAYA, None, TODAY + 400 * DAY)
    for n in (1, 2, 3):
        ask(made, TODAY + n * DAY)
    answered(made, hands, TODAY + 3 * DAY)
    assert [each.what for each in shown(made).days] == [
        *(What.ANSWER, What.LEAVE, What.LEAVE, What.ANSWER)
    ]
    assert shown(made).current == 2


def test_leave_on_a_day_that_is_kept_already_begins_tomorrow(made, hands):
    ask(made, TODAY)
    answered(made, hands, TODAY)
    assert leave.take(made, MAYA, None, TODAY).days == ()
    assert leave.take(made, MAYA, None, TODAY + DAY).days == ((TODAY + DAY, TODAY + DAY),)
    assert shown(made).current == 1


def test_leave_that_ends_early_stays_leave_for_the_days_that_are_over(made, hands):
    leave.take(made, MAYA, TODAY, TODAY + 2 * DAY)
    leave.take(made, MAYA, TODAY + 3 * DAY, TODAY + 6 * DAY)
    leave.take(made, MAYA, TODAY + 10 * DAY, TODAY + 10 * DAY)
    assert leave.show(made, MAYA).days == (
        (TODAY, TODAY + 6 * DAY),
        (TODAY + 10 * DAY, TODAY + 10 * DAY),
    )
    hands.now += 3 * DAY
    assert leave.end(made, MAYA).days == ()
    with made.store.read(TEAM) as books:
        assert books.members.leaves(MAYA.user) == [(TODAY, TODAY + 2 * DAY)]
        assert streaks.on_leave(books, MAYA.user, TODAY + 2 * DAY)
        assert not streaks.on_leave(books, MAYA.user, TODAY + 3 * DAY)


def test_each_day_without_a_question_says_why_as_it_was_then(made, hands):
    """What the organiser changes later does not rewrite the reasons of days that are over."""
    for day, state in ((0, "posted"), (1, "missed"), (2, "skipped"), (3, "failed")):
        ask(made, TODAY + day * DAY, state)
    answered(made, hands, TODAY)
    hands.now = local(TODAY + 4 * DAY, 7)
    calendar.pause(made, BOSS, CHANNEL, None)
    hands.now = local(TODAY + 7 * DAY, 7)
    calendar.resume(made, BOSS, CHANNEL)
    wishes = channels.Wishes(days="tue-sat", breaks="2026-12-01 to 2026-12-02")
    channels.save_as_operator(made, TEAM, CHANNEL, wishes)
    hands.now = local(TODAY + 14 * DAY, 12)
    failed = "no question came: Rounds could not post it"
    told = reasons(made)
    assert [told[TODAY + n * DAY] for n in range(1, 10)] == [
        failed,
        "an organiser skipped the question",
        failed,
        *["the channel was paused"] * 3,
        "Monday is not a practice day",
        *["a break until 2 December 2026"] * 2,
    ]
    assert told[TODAY + 13 * DAY] == "Sunday is not a practice day"
    assert shown(made).current == 1


def test_too_few_words_or_ones_own_text_again_keep_no_day(made, hands):
    for n in range(4):
        ask(made, TODAY + n * DAY)
    answered(made, hands, TODAY)
    answered(made, hands, TODAY + DAY, "Only a few words, not worth a day.")
    answered(made, hands, TODAY + 2 * DAY, ENOUGH.format(TODAY).upper())
    answered(made, hands, TODAY + 3 * DAY)
    assert [each.kept for each in shown(made).days] == [True, False, False, True]


def test_what_an_earlier_release_stored_counts_by_its_words(made, hands):
    for n in range(3):
        ask(made, TODAY + n * DAY)
    answered(made, hands, TODAY, counted=False)
    answered(made, hands, TODAY + DAY, "Only a few words, not worth a day.", counted=False)
    answered(made, hands, TODAY + 2 * DAY, ENOUGH.format(TODAY))
    hands.now += DAY
    assert [each.kept for each in shown(made).days][:3] == [True, False, False]


def test_a_streak_outlives_the_text_of_its_answers(made, hands):
    ask(made, TODAY)
    answered(made, hands, TODAY)
    with made.store.begin(TEAM) as books:
        books.connection.execute(text("UPDATE answers SET text = NULL"))
    assert shown(made).current == 1


def test_a_flight_east_costs_no_day_however_late_the_bot_hears_of_it(made, hands):
    """On Tuesday evening it is Wednesday in Tokyo, and Tuesday's question is not answered yet."""
    for n in range(3):
        ask(made, TODAY + n * DAY)
    answered(made, hands, TODAY)
    hands.now = local(TODAY + DAY, 20)
    assert people.moved(made, TEAM, MAYA.user, TOKYO) == TOKYO
    assert people.moved(made, TEAM, "U2", TOKYO) == TOKYO  # somebody who takes no part
    hands.now += 26 * HOUR
    days = {each.date: each.what for each in shown(made).days}
    assert days[TODAY + DAY] == days[TODAY + 2 * DAY] == What.TRAVEL
    assert shown(made).current == 1
    with made.store.read(TEAM) as books:
        assert [each.zone for each in books.members.clocks(MAYA.user)] == [NEW_YORK, TOKYO]


def test_who_chose_a_zone_is_not_moved_by_slacks(made, hands):
    ask(made, TODAY)
    answered(made, hands, TODAY)
    with pytest.raises(BadInput, match="not a time zone"):
        people.choose_zone(made, MAYA, "Atlantis")
    people.choose_zone(made, MAYA, TOKYO)
    assert people.moved(made, TEAM, MAYA.user, "Europe/London") == TOKYO
    people.choose_zone(made, MAYA, "")
    assert people.moved(made, TEAM, MAYA.user, "Europe/London") == "Europe/London"
    assert people.moved(made, TEAM, MAYA.user, None) == "Europe/London"
    assert people.moved(made, TEAM, "U2", None) == "UTC"


def test_another_end_of_the_day_brings_no_day_back_and_holds_from_the_next_on(made, hands):
    """At eight on Tuesday Monday is over, also to who ends the day at ten from now on."""
    ask(made, TODAY)
    answered(made, hands, TODAY)
    hands.now = local(TODAY + DAY, 8)
    with pytest.raises(BadInput, match="ends on the hour"):
        people.choose_day_end(made, MAYA, "13:00")
    people.choose_day_end(made, MAYA, "10:00")
    people.choose_hints(made, MAYA, "dm")
    assert streaks.calendar(made, MAYA).today == TODAY + DAY
    hands.now += DAY
    assert streaks.calendar(made, MAYA).today == TODAY + DAY
    assert progress.of(made, MAYA).streak == shown(made)
    with made.store.read(TEAM) as books:
        assert streaks.counted_on(books, MAYA.user, hands.now, NEW_YORK) == TODAY + DAY
        assert streaks.counted_on(books, MAYA.user, hands.now - DAY, NEW_YORK) == TODAY + DAY
        assert streaks.counted_on(books, "U2", hands.now, NEW_YORK) == TODAY + 2 * DAY


def test_an_end_that_is_to_come_goes_along_on_a_journey(made, hands):
    """It waits for the end of the day there; until then the old end holds there too."""
    ask(made, TODAY)
    answered(made, hands, TODAY)
    people.choose_day_end(made, MAYA, "02:00")
    hands.now = local(TODAY, 20)
    people.moved(made, TEAM, MAYA.user, TOKYO)
    four_there = local(TODAY + 2 * DAY, 4, TOKYO)
    with made.store.read(TEAM) as books:
        kept = books.members.clocks(MAYA.user)
    assert [(each.zone, each.day_end) for each in kept[1:]] == [(TOKYO, "04:00"), (TOKYO, "02:00")]
    assert [each.since for each in kept[1:]] == [hands.now, four_there]


USERS = map("U{}".format, count(100))
CHOICES = st.lists(st.tuples(st.integers(0, 9 * 24), st.integers(0, 12)), max_size=25)


@given(
    CHOICES, st.sets(st.integers(0, 9), min_size=1), st.sampled_from([TODAY, date(2026, 10, 28)])
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nobody_gains_or_loses_a_day_by_changing_the_end(made, hands, choices, practised, start):
    """Each date comes once, in its order; its afternoon keeps it, and without one it is missed."""
    caller = replace(MAYA, user=next(USERS))
    begin = hands.now = local(start, 12)
    with made.store.begin(TEAM) as books:
        books.members.ensure(caller.user, caller.zone, begin)
    for after, end in sorted(choices):
        hands.now = begin + after * HOUR
        people.choose_day_end(made, caller, f"{end}:00")
    days = [start + n * DAY for n in range(10)]
    deeds = [local(start + n * DAY, 18) for n in practised]
    hands.now = local(start + 10 * DAY, 13)
    with made.store.read(TEAM) as books:
        kept = [streaks.counted_on(books, caller.user, at, NEW_YORK) for at in deeds]
        rows = books.members.clocks(caller.user)
    clocks = [DayClock(each.since, each.zone, parse_time(each.day_end)) for each in rows]
    hours = [(at, clock_at(clocks, at)) for at in (begin + n * HOUR for n in range(10 * 24))]
    dates = [practice_date(at, clock.zone, clock.end) for at, clock in hours]
    assert dates == sorted(dates)
    assert kept == [at.date() for at in deeds]
    drills = [Practice(at, at.date(), "drill") for at in deeds]
    shown = streak.replay(drills, [Asked(d, local(d)) for d in days], hands.now, clocks)
    missed = [each.date for each in shown.days if each.what in {What.MISSED, What.FREEZE}]
    assert missed == [d for d in days if d > min(deeds).date() and d not in kept]


def test_a_hidden_streak_is_counted_all_the_same(made, hands):
    ask(made, TODAY)
    answered(made, hands, TODAY)
    people.hide_streak(made, MAYA, hidden=True)
    hidden = streaks.calendar(made, MAYA)
    assert (hidden.hidden, hidden.streak.current) == (True, 1)
    people.hide_streak(made, MAYA, hidden=False)
    assert not streaks.calendar(made, MAYA).hidden


def test_a_channel_that_is_gone_or_cannot_be_read_gives_no_reasons(made, hands):
    ask(made, TODAY)
    answered(made, hands, TODAY)
    hands.now = local(TODAY + 6 * DAY, 12)
    assert reasons(made)[TODAY + 5 * DAY] == "Saturday is not a practice day"
    with made.store.begin(TEAM) as books:
        books.connection.execute(text("UPDATE channels SET zone = 'Europe/Nowhere'"))
    assert reasons(made)[TODAY + 5 * DAY] == "nothing was asked"


def test_a_long_log_asks_the_database_no_more_often_than_a_short_one(made, hands):
    def statements():
        seen = []
        with made.store.read(TEAM) as books:
            note = lambda *_: seen.append(1)  # noqa: E731
            event.listen(books.connection, "before_cursor_execute", note)
            streaks.streak_of(books, MAYA.user, hands.now)
            event.remove(books.connection, "before_cursor_execute", note)
        return len(seen)

    ask(made, TODAY)
    answered(made, hands, TODAY)
    short = statements()
    for n in range(1, 30):
        ask(made, TODAY + n * DAY)
        answered(made, hands, TODAY + n * DAY)
    assert shown(made).current == 30
    assert statements() == short
