from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.reviewers import Reviewable, most_needed

NOON = datetime(2025, 9, 2, 12, tzinfo=UTC)
PEOPLE = st.sampled_from(["ana", "ben", "cyn", "dev"])


def answer(number, author, reviews=0, leased=0):
    return Reviewable(f"a{number}", author, NOON + timedelta(minutes=number), reviews, leased)


def test_fewest_reviews_and_promises_come_first():
    answers = [answer(1, "ben", reviews=1), answer(2, "cyn", leased=1), answer(3, "dev")]
    assert most_needed("ana", answers, {}, ()) == answers[2]


def test_past_pairs_come_last_then_the_oldest_first():
    answers = [answer(3, "dev"), answer(1, "ben"), answer(2, "cyn")]
    assert most_needed("ana", answers, {}, ()) == answers[1]
    assert most_needed("ana", answers, {("ana", "ben"): 1, ("cyn", "cyn"): 9}, ()) == answers[2]
    assert most_needed("ana", answers, {("ana", "ben"): 1}, {"a2"}) == answers[0]


def test_alone_there_is_nobody_to_review():
    assert most_needed("ana", [answer(1, "ana")], {}, ()) is None
    assert most_needed("ana", [], {}, ()) is None


ANSWERS = st.lists(
    st.builds(answer, st.integers(0, 9), PEOPLE, st.integers(0, 3), st.integers(0, 2)),
    max_size=6,
    unique_by=lambda each: each.answer_id,
)


@given(ANSWERS, PEOPLE, st.sets(st.integers(0, 9)), st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_never_oneself_never_twice_and_always_somebody_if_there_is_one(
    answers, reviewer, done, shuffle
):
    reviewed = {f"a{number}" for number in done}
    found = most_needed(reviewer, answers, {}, reviewed)
    possible = [a for a in answers if a.author != reviewer and a.answer_id not in reviewed]
    assert (found in possible) if possible else found is None
    if found is not None:
        loads = [each.reviews + each.leased for each in possible]
        assert found.reviews + found.leased == min(loads)
    shuffle.shuffle(answers)
    assert most_needed(reviewer, answers, {}, reviewed) == found
