import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.consensus import Agreed, consensus, lower_median

LEVELS = st.lists(st.integers(0, 2), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("levels", "middle"), [([1], 1), ([0, 2], 0), ([1, 2], 1), ([2, 0, 2], 2), ([0, 1, 2, 2], 1)]
)
def test_the_lower_of_two_in_the_middle_counts(levels, middle):
    assert lower_median(levels) == middle


def test_no_levels_have_no_median():
    with pytest.raises(ValueError, match="no levels"):
        lower_median([])


@given(LEVELS, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_half_of_the_peers_at_least_stand_on_either_side(levels, shuffle):
    middle = lower_median(levels)
    assert 2 * sum(level <= middle for level in levels) >= len(levels)
    assert 2 * sum(level >= middle for level in levels) >= len(levels)
    shuffle.shuffle(levels)
    assert lower_median(levels) == middle


def test_two_peers_make_a_consensus_on_what_both_judged():
    verdicts = [{"tradeoffs": 2, "rollout": 1}, {"tradeoffs": 0, "monitoring": 2}]
    assert consensus(verdicts) == {"tradeoffs": Agreed(level=0, spread=2)}
    assert consensus(verdicts[:1]) == {}
    assert consensus([]) == {}
