"""Reminders: at one's own hour, one a day, and only while they are of use."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.practice import leave, people, reminders, reviews
from bot.practice.channels import Wishes, save_as_operator
from bot.practice.tools import Caller
from questions.model import Level
from storage.answers import Answer
from tests.builders import CHANNEL, MONDAY, TEAM, Hands, posted_round, set_up, tools

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT_SIX = MONDAY + 9 * HOUR  # in the evening, in New York
ME = Caller(TEAM, "U1", "America/New_York")


@pytest.fixture
def hands() -> Hands:
    return Hands(MONDAY - 7 * DAY)


@pytest.fixture
def made(hands):
    """Tools, where U1 has taken part since last Monday and wants a reminder at six."""
    given = tools(hands)
    set_up(given, hands)
    practise(given, posted_round(given, "1794837600.000100"))
    people.choose_reminder(given, ME, "18:00")
    hands.now = MONDAY
    posted_round(given, "1795442400.000100")
    hands.now = AT_SIX
    return given


def practise(made, round_=None, user="U1"):
    with made.store.begin(TEAM) as books:
        books.members.ensure(user, "America/New_York", books.now())
        asked = round_ or books.rounds.latest(CHANNEL)
        given = Answer(
            id=f"a{books.now().timestamp()}",
            round_id=asked.id,
            question_id="q",
            channel=asked.channel,
            ts=f"{books.now().timestamp():.6f}",
            user=user,
            text="words " * 30,
            draft=1,
            version="0",
            deleted=False,
            local_date=asked.local_date,
            zone="America/New_York",
            at=books.now(),
            kind="thread",
            drill_id=None,
            shared_ts=None,
            parent_id=None,
        )
        books.answers.put(given, books.now())


def sent(made, late=()):
    """Give the reminders so far, and take them as delivered, but for those of some days."""
    with made.store.begin(TEAM) as books:
        found = books.reminders.latest("U1", 50)[::-1]
        items = [books.outbox.get_by_key(f"reminder:U1:{each.local_date}") for each in found]
        for item, each in zip(items, found, strict=True):
            if each.local_date in late:
                books.outbox.close(item.id, "missed", "too late")
            else:
                books.outbox.sent(item.id, "1.1")
        return [
            (item.body["kind"], each.local_date) for item, each in zip(items, found, strict=True)
        ]


def days_pass(made, hands, days, meanwhile=lambda: None, late=()):
    """Have the question of each day posted at nine, and look each half hour for reminders."""
    start = hands.now
    for n in range(int(days * 48)):
        hands.now = start + n * HOUR / 2
        local = hands.now - 5 * HOUR
        if (local.hour, local.minute) == (9, 0) and local.weekday() < 5:
            posted_round(made, f"{hands.now.timestamp():.6f}")
            meanwhile()
        if reminders.remind(made, TEAM):
            sent(made, late)


def test_one_reminder_comes_at_ones_hour_however_often_anybody_looks(made, hands):
    hands.now = AT_SIX - HOUR / 2
    assert reminders.remind(made, TEAM) == 0
    hands.now = AT_SIX
    assert [reminders.remind(made, TEAM) for _ in range(3)] == [1, 0, 0]
    hands.now = AT_SIX + HOUR
    people.choose_reminder(made, ME, "19:00")
    assert reminders.remind(made, TEAM) == 0
    assert sent(made) == [("reminder", date(2026, 11, 23))]
    waiting = reminders.waiting(made, TEAM, "U1", date(2026, 11, 23))
    assert waiting is not None
    assert waiting.channel == CHANNEL


def test_who_did_not_ask_is_not_reminded(made):
    people.choose_reminder(made, ME, "")
    assert reminders.remind(made, TEAM) == 0


def test_who_practised_is_not_reminded_not_even_if_it_waited_to_be_sent(made):
    assert reminders.remind(made, TEAM) == 1
    practise(made)
    assert reminders.waiting(made, TEAM, "U1", date(2026, 11, 23)) is None


def test_who_practised_before_is_not_reminded(made):
    practise(made)
    assert reminders.remind(made, TEAM) == 0


def test_nobody_on_leave_is_reminded(made, hands):
    hands.now = MONDAY
    leave.take(made, ME, None, date(2026, 11, 24))
    hands.now = AT_SIX
    assert reminders.remind(made, TEAM) == 0


def test_a_day_without_a_question_has_no_reminder(made, hands):
    hands.now = AT_SIX + 5 * DAY  # a Saturday
    assert reminders.remind(made, TEAM) == 0


def test_a_reminder_that_is_late_does_not_come(made, hands):
    hands.now = AT_SIX + 2 * HOUR
    assert reminders.remind(made, TEAM) == 0


def test_a_review_reminder_takes_the_days_one(made):
    with made.store.begin(TEAM) as books:
        assert reminders.spend(books, "U1", date(2026, 11, 23), "review", {"kind": "reminder"})
        assert not reminders.spend(books, "U1", date(2026, 11, 23), "review", {"kind": "reminder"})
    assert reminders.remind(made, TEAM) == 0


def test_three_ignored_in_a_row_end_them_with_one_notice_and_a_way_back(made, hands):
    days_pass(made, hands, 8)
    kinds = [kind for kind, _ in sent(made)]
    assert kinds == ["reminder"] * 3 + ["reminders-off"]
    assert people.settings(made, ME)["remind_at"] == ""
    people.choose_reminder(made, ME, "18:00")
    days_pass(made, hands, 4)
    assert [kind for kind, _ in sent(made)] == kinds * 2


def test_a_reminder_that_was_dropped_as_late_was_not_ignored_and_ends_no_row(made, hands):
    late = {date(2026, 11, 24), date(2026, 11, 26)}
    days_pass(made, hands, 9, late=late)
    told = sent(made, late)
    assert [day for _, day in told[:5]] == [date(2026, 11, n) for n in range(23, 28)]
    assert [kind for kind, _ in told] == ["reminder"] * 5 + ["reminders-off"]


def test_a_reminder_is_queued_with_the_instant_from_which_on_it_is_noise(made, hands):
    hands.now = AT_SIX + HOUR
    assert reminders.remind(made, TEAM) == 1
    with made.store.read(TEAM) as books:
        item = books.outbox.get_by_key("reminder:U1:2026-11-23")
    assert item.until == AT_SIX + 2 * HOUR


def test_who_practises_now_and_then_is_reminded_for_ever(made, hands):
    def now_and_then():
        if hands.now.astimezone(UTC).weekday() in {2, 4}:
            practise(made)

    days_pass(made, hands, 28, now_and_then)
    kinds = [kind for kind, _ in sent(made)]
    assert len(kinds) > 8
    assert set(kinds) == {"reminder"}


def test_one_a_day_and_none_on_leave_in_several_channels_and_zones(made, hands):
    elsewhere = Wishes(at="09:00", zone="Asia/Kolkata", days="mon-sun")
    save_as_operator(made, TEAM, "C2", elsewhere)
    zones = dict(enumerate(["America/New_York", "Asia/Kolkata", "Pacific/Auckland"] * 2))
    off = date(2026, 11, 29), date(2026, 12, 1)
    leave.take(made, ME, *off)
    found: list[date] = []
    start = hands.now
    for n in range(15 * 48):
        hands.now = start + n * HOUR / 2
        there = (hands.now.hour, hands.now.minute) == (3, 30)  # nine in Kolkata, each day
        here = (hands.now.hour, hands.now.minute) == (14, 0) and hands.now.weekday() < 5
        if here or there:
            asked = posted_round(made, f"{hands.now.timestamp():.6f}")
            if hands.now.day % 3 == 0:
                practise(made, asked)
        if n % (3 * 48) == 0:
            people.moved(made, TEAM, "U1", zones[n // (3 * 48)])
        if reminders.remind(made, TEAM):
            [day] = [day for _, day in sent(made) if day not in found]
            found.append(day)
            waiting = reminders.waiting(made, TEAM, "U1", day)
            assert waiting is not None
            with made.store.read(TEAM) as books:
                [about] = [
                    each
                    for each in books.rounds.days([waiting.channel], day)
                    if each.ts == waiting.ts
                ]
                assert not books.answers.practised_on("U1", day, start)
            assert about.local_date == day  # the answer keeps the day that the reminder is of
            assert not off[0] <= day <= off[1]
            assert not reminders.remind(made, TEAM)
    assert len(found) == len(set(found)) >= 5
    assert people.settings(made, ME)["remind_at"] == "18:00"


def test_the_next_days_question_of_a_channel_ahead_is_not_what_a_day_waits_for(made, hands):
    save_as_operator(made, TEAM, "C2", Wishes(at="09:00", zone="Asia/Kolkata", days="mon-sun"))
    people.choose_reminder(made, ME, "22:45")
    hands.now = MONDAY + timedelta(hours=13, minutes=30)  # in New York it is Monday, half past ten
    asked = posted_round(made, f"{hands.now.timestamp():.6f}")
    assert asked.local_date == date(2026, 11, 24)
    practise(made, asked)  # so this channel is theirs; it counts for Tuesday
    hands.now += timedelta(minutes=15)
    assert reminders.remind(made, TEAM) == 1
    waiting = reminders.waiting(made, TEAM, "U1", date(2026, 11, 23))
    assert waiting is not None
    assert waiting.channel == CHANNEL
    hands.now += DAY
    assert reminders.remind(made, TEAM) == 0  # Tuesday was kept before it began


def test_two_days_of_a_move_across_zones_have_one_reminder_each(made, hands):
    assert reminders.remind(made, TEAM) == 1
    people.moved(made, TEAM, "U1", "America/Los_Angeles")
    hands.now = AT_SIX + 3 * HOUR  # six in the evening once more
    assert reminders.remind(made, TEAM) == 0
    assert hands.now < datetime(2026, 11, 24, 9, tzinfo=UTC)


def take_up(made, author="U2"):
    """Let U1 open the form of a review, and say whose it is."""
    practise(made, user=author)
    with made.store.read(TEAM) as books:
        answer = books.answers.of_user(author)[0]
    reviews.form(made, ME, answer.id)
    return answer


def of_reviews(made):
    """Give the authors whose reviews a reminder of today would name."""
    waits = reminders.waiting(made, TEAM, "U1", MONDAY.date())
    return [each.author for each in waits.begun] if waits else []


def test_who_took_up_a_review_is_reminded_of_it_with_the_question_or_alone(made, hands):
    take_up(made)
    assert of_reviews(made) == ["U2"]
    practise(made)
    assert reminders.remind(made, TEAM) == 1
    waits = reminders.waiting(made, TEAM, "U1", MONDAY.date())
    assert waits is not None
    assert waits.channel is None


def test_nobody_is_reminded_of_a_review_that_is_done_taken_back_or_no_longer_of_use(made, hands):
    answer = take_up(made)
    for peer in ("U3", "U4"):
        form = reviews.form(made, Caller(TEAM, peer, ME.zone), answer.id)
        levels = dict.fromkeys(form.question.criteria, Level.MENTIONED)
        reviews.submit(made, Caller(TEAM, peer, ME.zone), answer.id, levels, "Clear.", f"{peer}.")
    assert of_reviews(made) == []
    hands.now += HOUR / 60
    other = take_up(made, "U5")
    assert of_reviews(made) == ["U5"]
    reviews.decline(made, ME, [other.id])
    assert of_reviews(made) == []
    hands.now += HOUR / 60
    take_up(made, "U6")
    leave.take(made, ME, MONDAY.date(), MONDAY.date())
    assert reminders.remind(made, TEAM) == 0


def test_of_one_review_nobody_is_reminded_more_than_three_times(made, hands):
    answer = take_up(made)
    for ago in range(1, 4):
        assert of_reviews(made) == ["U2"]
        with made.store.begin(TEAM) as books:
            review = books.reviews.by_pair(answer.id, "U1")
            day, about = MONDAY.date() - ago * DAY, f"question review:{review.id}"
            assert reminders.spend(books, "U1", day, about, {"kind": "reminder", "day": "x"})
    assert of_reviews(made) == []
