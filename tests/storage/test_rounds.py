"""The daily post: one row per channel and date, one holder at a time."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from storage.rounds import Round
from storage.store import Books, Store
from tests.storage.rows import DAY, LEASE, MINUTE, MONDAY, channel, post_round, round_

TIMEOUT = timedelta(seconds=10)


@pytest.fixture
def books(store: Store) -> Iterator[Books]:
    """Give a workspace with a channel and a planned round."""
    with store.begin("T1") as opened:
        opened.channels.save(channel(), "U1", MONDAY)
        opened.rounds.plan(round_())
        yield opened


def claim(books: Books, owner: str = "w1", after: timedelta = timedelta()) -> Round | None:
    return books.rounds.claim(owner, MONDAY + after, LEASE)


def test_a_date_is_planned_once_and_keeps_its_question(books: Books):
    assert not books.rounds.plan(round_(question_id="other", kind="post-now"))
    assert books.rounds.for_day("C1", date(2026, 3, 2)) == round_()
    assert books.rounds.latest("C1") == round_()


def test_a_claimed_round_is_nobody_elses_until_the_lease_is_over(books: Books):
    first = claim(books)
    assert first is not None
    assert (first.state, first.owner, first.attempt) == ("sending", "w1", 1)
    assert first.lease_until == MONDAY + LEASE
    assert claim(books, "w2", LEASE - timedelta(seconds=1)) is None
    second = claim(books, "w2", LEASE)
    assert second is not None
    assert (second.owner, second.attempt) == ("w2", 2)


def test_the_oldest_due_round_comes_first_and_a_named_one_alone(books: Books):
    older = round_(local_date=date(2026, 3, 1), due_at=MONDAY - DAY)
    books.rounds.plan(older)
    named = books.rounds.claim("w1", MONDAY, LEASE, round_().id)
    assert named is not None
    assert named.id == round_().id
    assert books.rounds.claim("w1", MONDAY, LEASE, round_().id) is None
    oldest = claim(books)
    assert oldest is not None
    assert oldest.id == older.id


@pytest.mark.parametrize("state", ["paused", "broken"])
def test_nothing_scheduled_is_posted_in_a_channel_that_rests(books: Books, state: str):
    books.channels.set_state("C1", state, "archived")
    assert claim(books) is None
    books.rounds.plan(round_(local_date=date(2026, 3, 3), kind="post-now"))
    asked_for = claim(books)
    assert asked_for is not None
    assert asked_for.kind == "post-now"


def test_intent_needs_owner_attempt_and_enough_of_the_lease(books: Books):
    claim(books)
    id_ = round_().id
    enough, short = MONDAY + LEASE - TIMEOUT - timedelta(seconds=1), MONDAY + LEASE - TIMEOUT
    assert not books.rounds.intend(id_, "w2", 1, MONDAY, TIMEOUT)
    assert not books.rounds.intend(id_, "w1", 2, MONDAY, TIMEOUT)
    assert not books.rounds.intend(id_, "w1", 1, short, TIMEOUT)
    assert books.rounds.intend(id_, "w1", 1, enough, TIMEOUT)
    sending = books.rounds.get(id_)
    assert sending is not None
    assert sending.send_started_at == enough


@pytest.mark.parametrize("state", ["due", "uncertain"])
def test_a_round_given_back_waits_and_keeps_its_intent(books: Books, state: str):
    claim(books)
    books.rounds.intend(round_().id, "w1", 1, MONDAY, TIMEOUT)
    assert not books.rounds.release(round_().id, "w2", 1, state, MONDAY, "not mine")
    assert books.rounds.release(round_().id, "w1", 1, state, MONDAY + MINUTE, "timeout")
    assert claim(books, "w2", MINUTE - timedelta(seconds=1)) is None
    again = claim(books, "w2", MINUTE)
    assert again is not None
    assert (again.attempt, again.send_started_at, again.last_error) == (2, MONDAY, "timeout")


def test_a_post_is_recorded_once_and_swept_only_after_a_second_attempt(books: Books):
    claim(books)
    assert books.rounds.posted(round_().id, "1.1", MONDAY, late=False)
    assert not books.rounds.posted(round_().id, "2.2", MONDAY, late=False)
    assert not books.rounds.close(round_(attempt=1), "missed", "too late", MONDAY)
    assert books.rounds.to_sweep(MONDAY + DAY) == []

    books.rounds.plan(round_(local_date=date(2026, 3, 3)))
    claim(books)
    twice = claim(books, "w2", LEASE)
    assert twice is not None
    assert books.rounds.posted(twice.id, "3.3", MONDAY, late=True)
    assert books.rounds.to_sweep(MONDAY) == []
    (due,) = books.rounds.to_sweep(MONDAY + MINUTE)
    assert (due.id, due.ts, due.late) == (twice.id, "3.3", True)
    books.rounds.swept(due.id, 1, None)
    assert books.rounds.to_sweep(MONDAY + DAY) == []
    assert books.rounds.adopt(due.id, "4.4")
    assert books.rounds.by_ts("C1", "4.4") is not None


def test_a_round_is_given_up_once_with_its_reason(books: Books):
    assert books.rounds.expired(MONDAY - MINUTE) == []
    assert books.rounds.expired(MONDAY) == [round_()]
    assert not books.rounds.close(round_(attempt=1), "missed", "Of another's claim.", MONDAY)
    assert books.rounds.close(round_(), "missed", "The bot was down.", MONDAY)
    assert not books.rounds.close(round_(), "missed", "Again.", MONDAY)
    assert books.rounds.expired(MONDAY + DAY) == []
    assert claim(books) is None
    missed = books.rounds.get(round_().id)
    assert missed is not None
    assert (missed.state, missed.reason) == ("missed", "The bot was down.")


def test_a_day_is_skipped_once_and_only_while_nothing_may_be_in_slack(books: Books):
    tuesday = round_(local_date=date(2026, 3, 3), state="skipped", reason="by U1")
    assert books.rounds.skip(tuesday)
    assert not books.rounds.skip(tuesday)
    assert not books.rounds.plan(round_(local_date=date(2026, 3, 3)))
    assert books.rounds.latest("C1") == round_()
    assert books.rounds.last("C1", date(2026, 3, 4)) == tuesday

    held = claim(books)
    assert held is not None
    assert [each.id for each in books.rounds.waiting("C1")] == [held.id]
    books.rounds.intend(held.id, "w1", 1, MONDAY, TIMEOUT)
    assert not books.rounds.skip(round_(reason="by U1"))
    assert books.rounds.unsent(held.id, "w1", 1, None, MONDAY, "limited")
    assert books.rounds.skip(round_(reason="by U1", requested_by="U1"))
    skipped = books.rounds.get(held.id)
    assert skipped is not None
    assert (skipped.state, skipped.reason, skipped.requested_by) == ("skipped", "by U1", "U1")
    assert books.rounds.plan_again(round_(kind="post-now"))


def test_what_may_be_in_slack_is_looked_for_in_a_pause_too(books: Books):
    claim(books)
    books.rounds.intend(round_().id, "w1", 1, MONDAY, TIMEOUT)
    books.channels.set_state("C1", "paused", None)
    again = claim(books, "w2", LEASE)
    assert again is not None
    assert again.id == round_().id


def test_a_question_is_exchanged_until_it_is_being_sent_and_once_it_stands(books: Books):
    other = round_(question_id="pm-2", question={"category": "privacy"}, reason="It is next.")
    assert books.rounds.ask_instead(other)
    books.rounds.pass_over("C1", ("pm-1", "metrics"), date(2026, 3, 2), "U1", MONDAY)
    claim(books)
    assert not books.rounds.ask_instead(round_())
    books.rounds.posted(round_().id, "1.1", MONDAY, late=False)
    third = round_(question_id="pm-3", question={"category": "mission"}, reason="It is next.")
    assert books.rounds.ask_instead(third)
    books.rounds.pass_over("C1", ("pm-2", "privacy"), date(2026, 3, 2), "U1", MONDAY)
    there = books.rounds.get(round_().id)
    assert there is not None
    assert (there.state, there.ts, there.reason) == ("posted", "1.1", "It is next.")
    assert [question for question, _, _ in books.rounds.history("C1")] == ["pm-1", "pm-2", "pm-3"]


def test_replies_under_the_kept_message_or_its_twin_find_the_round(books: Books):
    books.rounds.posted(round_().id, "1.1", MONDAY, late=False)
    books.rounds.add_alias(round_().id, "1.2")
    books.rounds.add_alias(round_().id, "1.2")
    found = [books.rounds.by_ts("C1", ts) for ts in ("1.1", "1.2", "1.3")]
    assert [day and day.id for day in found] == [round_().id, round_().id, None]
    assert books.rounds.by_ts("C2", "1.1") is None


def test_a_channels_days_say_what_was_asked_and_whether_it_counts(books: Books):
    first = post_round(books, local_date=date(2026, 3, 3))
    post_round(books, local_date=date(2026, 3, 4), counts=False)
    post_round(books, local_date=date(2026, 3, 5), channel="C2")
    post_round(books, local_date=date(2026, 2, 27))
    days = books.rounds.days(["C1"], date(2026, 3, 1))
    known = [(day.local_date.day, day.state, day.counts, day.ts) for day in days]
    assert known[1:] == [
        (3, "posted", True, first.ts),
        (4, "posted", False, "1772460004.000000"),
    ]
    assert {day.channel for day in days} == {"C1"}
    assert books.rounds.days([], date(2026, 3, 1)) == []
    history = books.rounds.history("C1")
    assert [day.day for _, _, day in history] == [27, 3, 4]
    assert {(question, category) for question, category, _ in history} == {("pm-1", "metrics")}


def test_a_rounds_threads_are_its_message_and_the_extra_ones(books: Books):
    kept = post_round(books, local_date=date(2026, 3, 3))
    books.rounds.add_alias(kept.id, "1772460099.000000")
    both = [(kept.id, "C1", kept.ts), (kept.id, "C1", "1772460099.000000")]
    assert books.rounds.threads_since(MONDAY) == both
    assert books.rounds.threads_since(MONDAY + MINUTE) == []
