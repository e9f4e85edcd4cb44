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
    assert books.reviews.submit("r1", "Clear user.", "Name the cost.", 1, MONDAY + MINUTE)
    assert not books.reviews.submit("r1", "Other.", "Other.", 1, MONDAY + DAY)
    books.reviews.lease(review(id="r9"))
    books.reviews.posted("r1", "5.5")
    stored = books.reviews.by_pair("a1", "U2")
    assert stored == review(
        state="submitted",
        strength="Clear user.",
        suggestion="Name the cost.",
        draft=1,
        submitted_at=MONDAY + MINUTE,
        ts="5.5",
    )
    assert books.reviews.reviewed_by("U2") == {"a1"}
    assert books.reviews.past_pairs("U2") == {"U1": 1}


def test_an_offer_ends_with_its_lease_and_may_still_be_submitted(books: Books):
    books.reviews.lease(review())
    assert [each.id for each in books.reviews.owed_by("U2", MONDAY)] == ["r1"]
    assert books.reviews.owed_by("U2", MONDAY + DAY) == []
    assert books.reviews.expire(MONDAY) == 0
    assert books.reviews.expire(MONDAY + DAY) == 1
    assert books.reviews.submit("r1", "Clear.", "More.", 1, MONDAY + DAY)


def test_a_withdrawn_answer_takes_no_review(books: Books):
    books.reviews.lease(review())
    books.answers.withdraw("a1")
    assert not books.reviews.submit("r1", "Clear.", "More.", 1, MONDAY)
    assert books.reviews.owed_by("U2", MONDAY) == []


def test_answers_that_peers_can_see_are_offered_with_their_reviews_counted(books: Books):
    books.reviews.lease(review())
    books.reviews.lease(review(id="r2", reviewer="U3", lease_until=MONDAY))
    books.reviews.lease(review(id="r3", reviewer="U4"))
    books.reviews.submit("r3", "Clear.", "More.", 1, MONDAY)
    found = books.reviews.open_answers(["C1"], MONDAY - DAY, MONDAY + MINUTE)
    assert [(each.id, submitted, leased) for each, submitted, leased in found] == [("a1", 1, 1)]
    books.answers.share("a3", "7.7")
    found = books.reviews.open_answers(["C1"], MONDAY - DAY, MONDAY + MINUTE)
    assert [(each.id, submitted, leased) for each, submitted, leased in found] == [
        ("a1", 1, 1),
        ("a3", 0, 0),
    ]
    assert books.reviews.open_answers(["C2"], MONDAY - DAY, MONDAY) == []
    assert books.reviews.open_answers(["C1"], MONDAY + DAY, MONDAY) == []
