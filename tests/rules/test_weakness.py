from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.weakness import Attempt, State, counted, weakest, weigh

NOON = datetime(2025, 9, 2, 12, tzinfo=UTC)
LEVELS = st.lists(st.integers(0, 2), min_size=1, max_size=14)
ORDER = list(State)


def attempt(number, level, question=None, by="engine", **more):
    at = NOON + timedelta(days=number)
    fields = {"criterion": "rollout", "answer_id": f"a{number:03}", **more}
    return Attempt(
        level=level, at=at, on=at.date(), question_id=question or f"q{number % 2}", by=by, **fields
    )


def log(levels):
    return [attempt(number, level) for number, level in enumerate(levels)]


def standing(levels):
    return weigh(log(levels))["rollout"]


@pytest.mark.parametrize(
    ("levels", "average", "state"),
    [
        ([2], 1.0, "new"),
        ([2, 2], 1.0, "new"),
        ([2, 2, 2], 1.0, "steady"),
        ([2, 2, 2, 2], 1.0, "strong"),
        ([0, 0, 0], 0.0, "shaky"),
        ([1, 1, 1], 0.5, "steady"),
        ([0, 2, 1], 0.36, "shaky"),
        ([0, 2, 1, 2], 0.552, "steady"),
        ([0, 2, 1, 2, 2, 2], 0.78048, "strong"),
        # three misses in a row take one step down, and three more the next
        ([2, 2, 2, 2, 0, 0], 0.49, "strong"),
        ([2, 2, 2, 2, 0, 0, 0], 0.343, "steady"),
        ([2, 2, 2, 2, 0, 0, 0, 0, 0], 0.16807, "steady"),
        ([2, 2, 2, 2, 0, 0, 0, 0, 0, 0], 0.117649, "shaky"),
        # naming it three times in a row is no longer strong, but still steady
        ([2, 2, 2, 2, 1, 1, 1], 0.6715, "steady"),
        ([2, 2, 2, 2, 1, 1, 1, 1, 1, 1], 0.5588245, "steady"),
    ],
)
def test_the_average_and_the_state_can_be_checked_by_hand(levels, average, state):
    found = standing(levels)
    assert found.average == pytest.approx(average)
    assert found.state == state
    assert found.enough == (len(levels) >= 3)


def test_counts_and_evidence_are_cited():
    found = standing([0, 1, 2, 2])
    assert (found.asked, found.missed, found.mentioned, found.shown) == (4, 1, 1, 2)
    assert found.evidence == tuple(log([0, 1, 2, 2]))


def test_each_step_of_the_average_is_kept_beside_its_evidence():
    found = standing([0, 2, 1, 2])
    assert found.averages == pytest.approx((0.0, 0.3, 0.36, 0.552))
    assert found.averages[-1] == found.average


@pytest.mark.parametrize(
    ("levels", "unshown"), [([2], 0), ([0, 1, 0], 3), ([0, 0, 2, 1], 1), ([1, 0, 1, 0], 4)]
)
def test_four_answers_in_a_row_that_did_not_show_it_are_stuck(levels, unshown):
    found = standing(levels)
    assert found.unshown == unshown
    assert found.stuck == (unshown >= 4)


def test_strong_needs_two_different_questions():
    same = [attempt(number, 2, question="q") for number in range(9)]
    assert weigh(same)["rollout"].state is State.STEADY
    other = weigh([*same, attempt(9, 2, question="another")])["rollout"]
    assert other.state is State.STRONG


@given(LEVELS)
@settings(max_examples=100)
def test_states_move_one_step_at_a_time(levels):
    states = [standing(levels[: length + 1]).state for length in range(len(levels))]
    assert states[:2] == [State.NEW] * min(2, len(levels))
    for before, after in pairwise(states[2:]):
        assert abs(ORDER.index(after) - ORDER.index(before)) <= 1
        assert after is not State.NEW


@given(LEVELS)
@settings(max_examples=60)
def test_three_misses_more_go_down_one_state_and_never_two(levels):
    before = standing([*levels, 2, 2, 2])
    after = standing([*levels, 2, 2, 2, 0, 0, 0])
    assert ORDER.index(after.state) == max(1, ORDER.index(before.state) - 1)


@given(LEVELS, st.integers(0, 13))
@settings(max_examples=60)
def test_a_better_answer_never_lowers_the_average(levels, at):
    better = list(levels)
    better[at % len(levels)] = 2
    assert standing(better).average >= standing(levels).average
    assert 0 <= standing(levels).average <= 1


@given(LEVELS, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_arrival_is_irrelevant(levels, shuffle):
    attempts = log(levels)
    peers = [attempt(n, 2 - level, by=f"U{n}") for n, level in enumerate(levels) if n % 3 == 0]
    expected = weigh([*attempts, *peers])
    shuffled = [*attempts, *peers]
    shuffle.shuffle(shuffled)
    assert weigh(shuffled) == expected


@pytest.mark.parametrize(
    ("verdicts", "counting"),
    [
        ([("engine", 0, False)], 0),
        ([("engine", 0, True)], None),
        ([("engine", 0, False), ("U1", 2, False)], 2),
        ([("engine", 0, True), ("U1", 1, False)], 1),
        ([("engine", 2, False), ("U1", 2, False), ("U2", 0, False)], 0),
        ([("U1", 2, False), ("U2", 2, False), ("consensus", 1, False), ("engine", 0, False)], 1),
    ],
)
def test_one_verdict_per_answer_counts(verdicts, counting):
    given_ = [attempt(0, level, by=by, disputed=disputed) for by, level, disputed in verdicts]
    assert [each.level for each in counted(given_)] == ([] if counting is None else [counting])
    assert bool(weigh(given_)) == (counting is not None)


@pytest.mark.parametrize(
    ("verdicts", "counting"),
    [
        ([("engine", 2, False), ("U1", 0, True)], 2),
        ([("engine", 2, False), ("U1", 0, True), ("U2", 0, True)], 2),
        ([("U1", 0, True)], None),
        ([("engine", 0, False), ("U1", 2, False), ("U2", 0, True)], 2),
        ([("engine", 2, False), ("U1", 0, False), ("U2", 2, True)], 0),
        ([("engine", 0, False), ("U1", 2, True), ("consensus", 1, False)], 1),
    ],
)
def test_a_review_in_doubt_alone_does_not_outrank_the_engine(verdicts, counting):
    given_ = [attempt(0, level, by=by, light=light) for by, level, light in verdicts]
    found = counted(given_)
    assert [each.level for each in found] == ([] if counting is None else [counting])
    assert not any(each.light for each in found)


def test_a_disputed_verdict_stays_silent_where_only_a_review_in_doubt_speaks():
    assert counted([attempt(0, 0, disputed=True), attempt(0, 2, by="U1", light=True)]) == []


def test_the_evidence_says_who_found_it_and_how_far_they_lie_apart():
    engine, one, two = attempt(0, 1), attempt(0, 2, by="U2"), attempt(0, 0, by="U1")
    [alone] = counted([engine, one])
    assert (alone.by, alone.peers, alone.spread) == ("U2", ("U2",), 0)
    [both] = counted([engine, one, two])
    assert (both.by, both.level, both.peers, both.spread) == ("consensus", 0, ("U1", "U2"), 2)
    [agreed] = counted([engine, one, two, attempt(0, 0, by="consensus")])
    assert agreed == both
    [own] = counted([engine])
    assert own == engine


def test_a_dispute_silences_only_its_own_answer():
    log_ = [attempt(0, 0, disputed=True), attempt(1, 2)]
    assert weigh(log_)["rollout"].asked == 1


def test_the_weakest_come_first_strong_after_them_and_too_few_last():
    def of(criterion, levels):
        return [attempt(n, level, criterion=criterion) for n, level in enumerate(levels)]

    found = weigh(
        of("strong", [2, 2, 2, 2, 1, 1])
        + of("new", [0])
        + of("steady", [2, 2, 2])
        + of("missed", [0, 2, 0])
        + of("shaky", [0, 0, 0])
    )
    names = [each.criterion for each in weakest(found, 9)]
    assert names == ["shaky", "missed", "steady", "strong", "new"]
    assert [each.criterion for each in weakest(found, 1)] == ["shaky"]


def oracle(levels):
    """The average by its closed form: each answer's share, worked out on its own."""
    shares = [0.3 * 0.7**age for age in range(len(levels))]
    shares[-1] = 0.7 ** (len(levels) - 1)  # the first answer is where it starts
    return sum(share * level / 2 for share, level in zip(shares, reversed(levels), strict=True))


@given(LEVELS)
@settings(max_examples=100)
def test_the_average_is_its_closed_form(levels):
    assert standing(levels).average == pytest.approx(oracle(levels), abs=1e-6)


@given(LEVELS, st.integers(0, 13))
@settings(max_examples=60)
def test_what_is_deleted_or_disputed_leaves_no_trace(levels, at):
    at %= len(levels)
    kept = [each for each in log(levels) if each.answer_id != f"a{at:03}"]
    disputed = [replace(each, disputed=each.answer_id == f"a{at:03}") for each in log(levels)]
    assert weigh(disputed) == weigh(kept)
