"""The calendar of a channel: what is asked, skipped and missed, and what is said about it."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from bot.errors import BadInput, Gone, NotYet
from bot.practice import calendar, channels, daily, next_question, sending, sweeping, why
from bot.practice.tools import operator
from tests.builders import CHANNEL, MONDAY, TEAM, Hands, posted_round, render, set_up, tools

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BOSS = operator(TEAM)
TODAY = date(2026, 11, 23)


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def made(hands):
    """A channel that is asked at nine in New York, as it is now, from Monday to Friday."""
    opened = tools(hands)
    set_up(opened, hands, organisers=["U01MAYA"])
    yield opened
    opened.store.close()


def tick(made):
    """What the clock does each minute."""
    daily.close_overdue(made, TEAM)
    daily.note_missed_days(made, TEAM)
    return daily.plan(made, TEAM, render)


def claim(made):
    """Take hold of the round that is to be sent."""
    held = sending.claim_round(made, TEAM, "owner")
    assert held is not None
    return held


def post(made):
    held = sending.claim_round(made, TEAM, "owner")
    if held is not None:
        assert sending.intend(made, TEAM, held)
        daily.posted(made, TEAM, held, f"{held.due_at.timestamp():.0f}.000100")
    return held


def states(made):
    with made.store.read(TEAM) as books:
        found = [books.rounds.for_day(CHANNEL, TODAY + n * DAY) for n in range(-7, 40)]
    return {each.local_date: each.state for each in found if each is not None}


def notices(made):
    """What organisers were told since this was last asked."""
    with made.store.begin(TEAM) as books:
        told = []
        while (item := books.outbox.claim("owner", books.now(), HOUR)) is not None:
            books.outbox.sent(item.id, "1.1")
            told.append(item.body)
    return told


def explain(made):
    return why.explain(made, TEAM, CHANNEL)


def test_a_question_that_waits_when_the_channel_is_paused_is_skipped_not_missed(made, hands):
    assert tick(made) == 1
    paused = calendar.pause(made, BOSS, CHANNEL, None)
    assert paused.skipped == TODAY
    assert post(made) is None
    hands.now += DAY
    assert tick(made) == 0
    assert states(made) == {TODAY: "skipped"}
    assert explain(made).last.reason == "the channel was paused by the operator"
    assert notices(made) == []


def test_a_question_in_doubt_when_the_channel_is_paused_is_looked_for_and_not_sent_again(
    made, hands
):
    tick(made)
    held = claim(made)
    assert sending.intend(made, TEAM, held)
    sending.uncertain(made, TEAM, held, "timeout")
    assert calendar.pause(made, BOSS, CHANNEL, None).skipped is None
    with pytest.raises(NotYet, match="being posted at this moment"):
        calendar.skip(made, BOSS, CHANNEL, TODAY)
    hands.now += MINUTE
    again = claim(made)
    assert again.id == held.id
    assert sending.must_look(made, TEAM, again)
    assert daily.too_late(made, TEAM, again)  # it was not there
    assert states(made) == {TODAY: "skipped"}
    # It may arrive yet, so an organiser's wish for it begins with a look, and ends with a sweep.
    assert isinstance(daily.plan_now(made, TEAM, CHANNEL, "U1", render), daily.Planned)
    wished = claim(made)
    assert sending.must_look(made, TEAM, wished)
    assert sending.intend(made, TEAM, wished)
    daily.posted(made, TEAM, wished, "1.2")
    hands.now += MINUTE
    assert [each.id for each in sweeping.due(made, TEAM)] == [wished.id]


def test_a_channel_that_takes_a_question_on_request_is_not_out_of_reach_any_more(made):
    with made.store.begin(TEAM) as books:
        books.channels.set_state(CHANNEL, "broken", "Posting in the channel is limited.")
    assert tick(made) == 0
    daily.plan_now(made, TEAM, CHANNEL, "U1", render)
    post(made)
    assert explain(made).channel.state == "active"


def test_a_pause_that_ended_while_nothing_ran_leaves_only_the_days_after_it_missed(made, hands):
    tick(made)
    post(made)
    calendar.pause(made, BOSS, CHANNEL, TODAY + 3 * DAY)
    hands.now += 4 * DAY + 7 * HOUR
    tick(made)
    assert states(made) == {
        TODAY: "posted",
        TODAY + 3 * DAY: "missed",
        TODAY + 4 * DAY: "missed",
    }
    with made.store.read(TEAM) as books:
        channel = books.channels.get(CHANNEL)
        by = [(change.by, change.what) for change in books.channels.changes(CHANNEL)]
    assert (channel.state, channel.paused_until) == ("active", None)
    assert by[-2][0] == "operator"
    assert by[-2][1]["paused_until"] == "2026-11-26"
    assert by[-1] == ("calendar", {"state": "active", "reason": None, "paused_until": None})


def test_what_was_missed_before_a_pause_or_another_calendar_stays_missed(made, hands):
    hands.now += DAY + 7 * HOUR
    calendar.pause(made, BOSS, CHANNEL, None)
    hands.now += DAY
    calendar.resume(made, BOSS, CHANNEL)
    hands.now += DAY
    channels.save_as_operator(made, TEAM, CHANNEL, channels.Wishes(days="sun"))
    tick(made)
    assert states(made) == {
        TODAY: "missed",
        TODAY + DAY: "missed",
        TODAY + 3 * DAY: "missed",
    }


def test_days_of_a_break_that_was_taken_away_were_not_missed(made, hands):
    wishes = channels.Wishes(breaks=f"{TODAY} to {TODAY + 9 * DAY}")
    channels.save_as_operator(made, TEAM, CHANNEL, wishes)
    hands.now += 3 * DAY + HOUR
    assert tick(made) == 0
    assert explain(made).off == "a break until 2 December 2026"
    channels.save_as_operator(made, TEAM, CHANNEL, channels.Wishes(breaks=""))
    assert tick(made) == 0
    hands.now += 23 * HOUR
    assert tick(made) == 1
    assert states(made) == {TODAY + 4 * DAY: "due"}


def test_what_is_shown_is_what_is_asked_for_a_month_whatever_is_passed_over(made, hands):
    for turn in range(20):
        shown = next_question.preview(made, BOSS, CHANNEL)
        if turn % 3 == 1:
            replaced = next_question.replace_question(made, BOSS, CHANNEL, render, following=True)
            assert replaced.instead_of == shown.card.question.id
            shown = replaced.preview
        hands.now = shown.next.due
        assert tick(made) == 1
        planned = next_question.preview(made, BOSS, CHANNEL)
        assert (planned.card, planned.reason, planned.left) == (
            shown.card,
            shown.reason,
            shown.left,
        )
        assert post(made).question_id == shown.card.question.id
    with made.store.read(TEAM) as books:
        names = [question for question, _, _ in books.rounds.history(CHANNEL)]
    assert len(names) == len(set(names)) == 27


def test_a_planned_question_is_replaced_before_it_is_sent_and_not_while(made, hands):
    tick(made)
    first = next_question.preview(made, BOSS, CHANNEL).card.question.id
    done = next_question.replace_question(made, BOSS, CHANNEL, render)
    assert (done.instead_of, done.edit) == (first, None)
    held = claim(made)
    assert held.rendering["text"] == done.preview.card.question.prompt
    with pytest.raises(NotYet):
        next_question.replace_question(made, BOSS, CHANNEL, render)
    assert sending.intend(made, TEAM, held)
    daily.posted(made, TEAM, held, "1.1")
    again = next_question.replace_question(made, BOSS, CHANNEL, render)
    assert again.edit is not None
    thrice = next_question.replace_question(made, BOSS, CHANNEL, render)
    assert thrice.edit not in {None, again.edit}
    with made.store.read(TEAM) as books:
        history = [question for question, _, _ in books.rounds.history(CHANNEL)]
        passed = [c.what for c in books.channels.changes(CHANNEL) if "passed_over" in c.what]
    assert history[-1] == thrice.preview.card.question.id
    assert history[:-1] == [first, done.preview.card.question.id, again.preview.card.question.id]
    assert [each["passed_over"] for each in passed] == history[:-1]


def narrow(made, hands, how_many, monkeypatch):
    """Let only so many questions of the bank fit."""
    few = made.bank.matching()[:how_many]
    monkeypatch.setattr("bot.practice.asking.fitting_questions", lambda *_: few)
    return few


def test_organisers_hear_once_that_five_are_left_and_once_a_bag_that_all_were_had(
    made, hands, monkeypatch
):
    few = narrow(made, hands, 8, monkeypatch)
    heard = []
    for turn in range(18):
        assert tick(made) == 1
        assert post(made) is not None
        heard += [(turn, body) for body in notices(made)]
        hands.now += DAY if hands.now.weekday() != 4 else 3 * DAY
    assert [(turn, body["notice"]) for turn, body in heard] == [
        (2, "supply"),
        (8, "used-up"),
        (16, "used-up"),
    ]
    assert heard[0][1]["count"] == "5"
    with made.store.read(TEAM) as books:
        names = [question for question, _, _ in books.rounds.history(CHANNEL)]
    assert set(names[:8]) == {question.id for question in few}
    assert names[8:16] == names[:8]


def test_the_only_question_that_fits_cannot_be_replaced(made, hands, monkeypatch):
    narrow(made, hands, 1, monkeypatch)
    with pytest.raises(Gone, match="Only this one question fits"):
        next_question.replace_question(made, BOSS, CHANNEL, render)
    with made.store.read(TEAM) as books:
        assert books.rounds.history(CHANNEL) == []


def test_skipping_by_date_refuses_what_is_not_asked_anyway(made, hands):
    for day, words in {
        date(2026, 11, 28): "28 November 2026: Saturday is not a practice day",
        date(2026, 11, 20): "20 November 2026 is not ahead",
    }.items():
        with pytest.raises(BadInput, match=words):
            calendar.skip(made, BOSS, CHANNEL, day)
    hands.now += 7 * HOUR
    with pytest.raises(BadInput, match="time of today's question is over"):
        calendar.skip(made, BOSS, CHANNEL, TODAY)
    tick(made)
    with pytest.raises(Gone, match="did not go out"):
        calendar.skip(made, BOSS, CHANNEL, TODAY)
    assert states(made) == {TODAY: "missed"}


def test_a_question_that_waits_is_skipped_and_a_second_skip_says_so(made, hands):
    tick(made)
    first = calendar.skip(made, BOSS, CHANNEL, None)
    assert (first.day, first.again) == (TODAY, False)
    assert first.next is not None
    assert first.next.day == TODAY + DAY
    assert post(made) is None
    assert calendar.skip(made, BOSS, CHANNEL, TODAY).again
    hands.now += MINUTE  # today's time is over: the next practice day is tomorrow
    second = calendar.skip(made, BOSS, CHANNEL, None)
    assert (second.day, second.again) == (TODAY + DAY, False)
    assert calendar.skip(made, BOSS, CHANNEL, None).again
    assert isinstance(daily.plan_now(made, TEAM, CHANNEL, "U1", render), daily.Planned)


def test_a_skip_whose_time_is_over_is_not_taken_back(made, hands):
    tick(made)
    calendar.skip(made, BOSS, CHANNEL, TODAY)
    with pytest.raises(Gone, match="To ask one today all the same: post-now"):
        calendar.take_back(made, BOSS, CHANNEL, TODAY)
    calendar.skip(made, BOSS, CHANNEL, TODAY + DAY)
    assert explain(made).skipped == [TODAY + DAY]
    hands.now += DAY
    with pytest.raises(Gone, match="is over"):
        calendar.take_back(made, BOSS, CHANNEL, TODAY + DAY)
    assert tick(made) == 0
    assert explain(made).skipped == []


def test_a_holiday_is_named_where_a_country_alone_is_chosen(made, hands):
    channels.save_as_operator(made, TEAM, CHANNEL, channels.Wishes(holidays="US"))
    hands.now = datetime(2026, 11, 26, 14, 5, tzinfo=UTC)
    assert tick(made) == 0
    assert explain(made).off == "Thanksgiving Day"
    assert explain(made).next.day == date(2026, 11, 27)


def test_why_nothing_is_asked_today_has_its_reason(made, hands):
    assert why.explain(made, TEAM, "C2") is None
    assert explain(made).off is None  # it comes in a moment
    assert explain(made).next.day == TODAY
    hands.now += MINUTE
    channels.save_as_operator(made, TEAM, CHANNEL, channels.Wishes(days="mon-sun"))
    assert "saved, or its pause ended, after the time" in explain(made).off
    with made.store.begin(TEAM) as books:
        books.channels.set_state(CHANNEL, "broken", "The channel is archived.")
    hands.now += DAY
    assert explain(made).off == "The channel is archived"
    assert explain(made).next is None  # nothing is promised
    with pytest.raises(Gone, match=r"No question comes for now\. The channel is archived"):
        next_question.preview(made, BOSS, CHANNEL)


def test_questions_keep_eight_hours_after_a_change_of_time_and_why_says_so(made, hands):
    channels.save_as_operator(made, TEAM, CHANNEL, channels.Wishes(at="22:55"))
    hands.now = datetime(2026, 11, 24, 3, 55, tzinfo=UTC)  # five to eleven at night
    assert tick(made) == 1
    post(made)
    hands.now += 10 * MINUTE
    channels.save_as_operator(made, TEAM, CHANNEL, channels.Wishes(at="06:30"))
    assert explain(made).next.day == TODAY + 2 * DAY
    hands.now = datetime(2026, 11, 24, 11, 35, tzinfo=UTC)
    assert tick(made) == 0
    assert "eight hours" in explain(made).off


def test_a_post_keeps_why_it_was_this_question(made):
    round_ = posted_round(made)
    assert explain(made).last.reason == round_.reason
    assert "It had not been asked here before" in str(round_.reason)
    assert round_.due_at == MONDAY


@pytest.mark.parametrize("seed", range(2))
def test_whatever_organisers_do_no_day_is_asked_twice_missed_or_asked_in_a_rest(seed, made, hands):
    """Two weeks in steps of five hours, with a random act before every other step."""
    random = Random(seed)

    def soon() -> date:
        return hands.now.date() + random.randint(1, 6) * DAY

    acts = [
        lambda: calendar.pause(made, BOSS, CHANNEL, random.choice([None, soon()])),
        lambda: calendar.resume(made, BOSS, CHANNEL),
        lambda: calendar.skip(made, BOSS, CHANNEL, random.choice([None, soon()])),
        lambda: [calendar.take_back(made, BOSS, CHANNEL, day) for day in explain(made).skipped[:1]],
        lambda: next_question.replace_question(
            made, BOSS, CHANNEL, render, following=random.random() < 0.5
        ),
        lambda: channels.save_as_operator(
            made, TEAM, CHANNEL, channels.Wishes(breaks=random.choice(["", f"{soon()}"]))
        ),
        lambda: daily.plan_now(made, TEAM, CHANNEL, "U1", render),
    ]
    posted = 0
    for _ in range(40):
        with suppress(Gone, BadInput):
            random.choice(acts)()
        for _ in range(2):
            hands.now += 5 * HOUR
            shown = None
            with suppress(Gone):
                shown = next_question.preview(made, BOSS, CHANNEL)
            tick(made)
            before = explain(made)
            sent = post(made)
            if sent is not None:
                posted += 1
                assert shown is not None
                assert (sent.question_id, sent.local_date) == (
                    shown.card.question.id,
                    shown.next.day,
                )
                assert sent.kind == "post-now" or before.off is None
    with made.store.read(TEAM) as books:
        history = [question for question, _, _ in books.rounds.history(CHANNEL)]
    assert len(history) == len(set(history))
    ends = list(states(made).values())
    assert set(ends) <= {"posted", "skipped"}
    assert ends.count("posted") == posted > 2
