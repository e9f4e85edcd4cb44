"""A channel that somebody left asks nothing of them: no reminder, and no day that they miss."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.practice import digest, people, presence, progress, reminders, streaks
from bot.practice.tools import Caller
from questions.frozen import freeze
from storage.rounds import round_id
from tests.builders import CHANNEL, TEAM, Hands, bank, set_up, tools
from tests.storage.rows import answer, round_

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONE = "America/New_York"
ME, PEER = Caller(TEAM, "U1", ZONE), Caller(TEAM, "U2", ZONE)
TODAY = date(2026, 11, 23)  # a Monday
WORDS = "The nurse sees who was admitted, and calls the ward before the day begins. Number {}."


def local(day, hour=9):
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo(ZONE))


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def made(hands):
    """A channel that asks on each day of this week at nine; both answered on Monday."""
    opened = tools(hands)
    set_up(opened, hands)
    for day in (TODAY + n * DAY for n in range(5)):
        at, asked = local(day), freeze(bank().matching()[0])
        row = round_(TEAM, channel=CHANNEL, local_date=day, due_at=at, question=asked)
        row = replace(row, state="posted")
        with opened.store.begin(TEAM) as books:
            books.rounds.plan(replace(row, ts=f"{at.timestamp():.6f}"))
    for who in (ME, PEER):
        answered(opened, hands, who, TODAY)
    yield opened
    opened.store.close()


def answered(made, hands, who, day):
    hands.now = local(day, 12)
    with made.store.begin(TEAM) as books:
        books.members.ensure(who.user, ZONE, hands.now)
        said = answer(
            id=f"a{who.user}{day}",
            user=who.user,
            channel=CHANNEL,
            round_id=round_id(TEAM, CHANNEL, day),
            ts=f"{hands.now.timestamp():.6f}",
            text=WORDS.format(day),
            local_date=day,
            zone=ZONE,
            at=hands.now,
        )
        books.answers.put(said, hands.now, streaks.effort(said.text or ""))


def moved(made, day, hour, *, present):
    presence.moved(made, TEAM, ME.user, CHANNEL, local(day, hour), present=present)


def days(made, hands, now):
    """What each day was to the streak, up to one that is over."""
    hands.now = now
    return [each.reason for each in streaks.calendar(made, ME).streak.days[:-1]]


def test_days_on_which_somebody_was_out_of_the_channel_are_not_missed(made, hands):
    moved(made, TODAY + DAY, 15, present=False)  # on Tuesday, before they answered
    moved(made, TODAY + 3 * DAY, 8, present=True)
    assert days(made, hands, local(TODAY + 5 * DAY)) == [
        "kept with an answer",
        presence.LEFT,
        presence.LEFT,
        "missed",
        "missed",
    ]


def test_an_answer_brings_somebody_back_and_its_own_day_is_kept(made, hands):
    moved(made, TODAY, 18, present=False)
    answered(made, hands, ME, TODAY + 2 * DAY)
    assert days(made, hands, local(TODAY + 4 * DAY)) == [
        "kept with an answer",
        presence.LEFT,
        "kept with an answer",
        "missed",
    ]
    assert streaks.calendar(made, ME).streak.best == 2


def test_who_left_is_not_reminded_not_even_if_it_waited_to_be_sent(made, hands):
    hands.now = local(TODAY, 13)
    people.choose_reminder(made, ME, "18:00")
    hands.now = local(TODAY + DAY, 18)
    assert reminders.remind(made, TEAM) == 1
    assert reminders.waiting(made, TEAM, ME.user, TODAY + DAY) is not None
    moved(made, TODAY + DAY, 18, present=False)
    assert reminders.waiting(made, TEAM, ME.user, TODAY + DAY) is None
    hands.now = local(TODAY + 2 * DAY, 18)
    assert reminders.remind(made, TEAM) == 0
    moved(made, TODAY + 2 * DAY, 17, present=True)
    assert reminders.remind(made, TEAM) == 1


def test_a_digest_neither_names_nor_counts_nor_asks_who_left(made, hands):
    hands.now = local(TODAY + DAY)
    found = digest.of(made, TEAM, CHANNEL, TODAY + DAY)
    assert found is not None
    assert (found.named, found.days[-1][1]) == (("U1", "U2"), 2)
    assert digest.answer_asked_about(made, TEAM, f"aU1{TODAY}") is not None
    moved(made, TODAY, 18, present=False)
    found = digest.of(made, TEAM, CHANNEL, TODAY + DAY)
    assert found is not None
    assert (found.named, found.days[-1][1]) == (("U2",), 1)
    assert digest.answer_asked_about(made, TEAM, f"aU1{TODAY}") is None


def test_nothing_is_kept_of_somebody_who_takes_no_part(made):
    presence.moved(made, TEAM, "U9", CHANNEL, local(TODAY), present=False)
    with made.store.read(TEAM) as books:
        assert books.moves.of("U9") == []


def test_home_shows_a_question_again_once_somebody_is_back(made, hands):
    hands.now = local(TODAY + 4 * DAY, 10)
    moved(made, TODAY, 18, present=False)
    assert progress.of(made, ME).today == ()
    moved(made, TODAY + 4 * DAY, 8, present=True)
    assert [answered for _, answered in progress.of(made, ME).today] == [False]
