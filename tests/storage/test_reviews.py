"""Peer reviews: one per pair and answer, from the offer on."""

from collections.abc import Iterator

import pytest

from storage.store import Books, Store
from tests.storage.rows import DAY, MINUTE, MONDAY, answer, post_round, review


@pytest.fixture
def books(store: Store) -> Iterator[Books]:
    """Give a workspace in which U1 answered in the thread and U3 privately."""
    with store.begin("T1") as opened:
        day = post_round(opened)
        opened.answers.put(answer(round_id=day.id, channel="C1", ts="1.1"), MONDAY)
        opened.answers.put(
            answer(id="a3", user="U3", kind="private", round_id=day.id, at=MONDAY + MINUTE), MONDAY
        )
        yield opened


def test_an_offer_is_renewed_and_stays_the_same_review(books: Books):
    assert books.reviews.lease(review()) == review()
    renewed = books.reviews.lease(review(id="r9", state="accepted", lease_until=MONDAY + 2 * DAY))
    assert renewed == review(state="accepted", lease_until=MONDAY + 2 * DAY)
    assert books.reviews.by_pair("a1", "U2") == books.reviews.get("r1") == renewed


def test_a_review_is_submitted_once_and_no_later_offer_reopens_it(books: Books):
    books.reviews.lease(review())
    books.reviews.lease(review(state="accepted", draft=1, accepted_at=MONDAY + MINUTE))
    found = {"metrics": 2}
    assert books.reviews.submit("r1", "Clear user.", "Name the cost.", found, MONDAY + DAY)
    assert not books.reviews.submit("r1", "Other.", "Other.", {}, MONDAY + DAY)
    books.reviews.lease(review(id="r9"))
    books.reviews.posted("r1", "5.5")
    assert books.reviews.by_pair("a1", "U2") == review(
        state="submitted",
        strength="Clear user.",
        suggestion="Name the cost.",
        draft=1,
        submitted_at=MONDAY + DAY,
        ts="5.5",
        accepted_at=MONDAY + MINUTE,
        levels=found,
    )


def test_a_review_is_released_once_and_only_when_submitted(books: Books):
    books.reviews.lease(review())
    assert not books.reviews.release("r1", MONDAY)
    books.reviews.submit("r1", "Clear.", "More.", {}, MONDAY)
    assert books.reviews.release("r1", MONDAY)
    assert not books.reviews.release("r1", MONDAY + DAY)


def test_an_offer_ends_with_its_lease_and_may_still_be_submitted(books: Books):
    books.reviews.lease(review())
    assert [each.id for each in books.reviews.owed_by("U2", MONDAY)] == ["r1"]
    assert books.reviews.owed_by("U2", MONDAY + DAY) == []
    assert books.reviews.lapsed(MONDAY) == []
    [over] = books.reviews.lapsed(MONDAY + DAY)
    assert books.reviews.let_go(over.id)
    assert not books.reviews.let_go(over.id)
    assert books.reviews.let_go(over.id, "declined")
    assert books.reviews.submit("r1", "Clear.", "More.", {}, MONDAY + DAY)


def test_what_was_taken_up_when_is_kept_and_the_text_that_was_read_last(books: Books):
    taken = {"state": "accepted", "accepted_at": MONDAY + MINUTE, "draft": 1}
    books.reviews.lease(review())
    books.reviews.lease(review(**taken))
    books.reviews.lease(review(**taken | {"accepted_at": MONDAY + DAY, "draft": 2}))
    assert books.reviews.get("r1") == review(**taken | {"draft": 2})


def test_a_withdrawn_answer_takes_no_review(books: Books):
    books.reviews.lease(review())
    books.answers.withdraw("a1")
    assert not books.reviews.submit("r1", "Clear.", "More.", {}, MONDAY)
    assert books.reviews.owed_by("U2", MONDAY) == []


def test_of_answers_to_a_round_one_hears_who_can_see_them(books: Books):
    day = books.rounds.latest("C1")
    assert day is not None
    found = books.answers.in_rounds([day.id])
    assert [(each.id, each.seen) for each in found] == [("a1", True), ("a3", False)]
    books.answers.share("a3", "7.7")
    assert [each.seen for each in books.answers.in_rounds([day.id])] == [True, True]
    books.answers.withdraw("a1")
    assert [each.id for each in books.answers.in_rounds([day.id])] == ["a3"]
    assert books.answers.in_rounds([]) == []


def test_an_author_who_compares_again_keeps_the_latest_word(books: Books):
    own = review(id="r5", reviewer="U1", state="self", lease_until=MONDAY)
    books.reviews.compare(own, "Name the cost.", {"metrics": 1})
    books.reviews.compare(own, "Name the owner.", {"metrics": 0})
    kept = books.reviews.by_pair("a1", "U1")
    assert kept is not None
    assert (kept.state, kept.suggestion, kept.levels) == ("self", "Name the owner.", {"metrics": 0})
    assert books.reviews.owed_by("U1", MONDAY) == books.reviews.lapsed(MONDAY + DAY) == []
