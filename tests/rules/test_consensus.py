import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.consensus import Agreed, Verdict, consensus, lower_median, needs_another

LEVELS = st.lists(st.integers(0, 2), min_size=1, max_size=9)
VERDICTS = st.lists(
    st.builds(
        Verdict,
        st.dictionaries(st.sampled_from(["tradeoffs", "rollout", "metrics"]), st.integers(0, 2)),
        st.booleans(),
    ),
    max_size=7,
)


def peers(*levels):
    """Verdicts on one criterion: a number is a full peer's, a word a light one's."""
    return [Verdict({"rollout": int(each)}, light=isinstance(each, str)) for each in levels]


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


@given(LEVELS, st.integers(1, 5))
@settings(max_examples=60)
def test_equal_weights_give_the_middle_one_of_the_levels_in_order(levels, weight):
    middle = sorted(levels)[(len(levels) - 1) // 2]
    assert lower_median(levels) == lower_median(levels, [weight] * len(levels)) == middle


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 2)), min_size=1, max_size=9))
@settings(max_examples=60)
def test_a_verdict_weighs_as_if_it_had_been_given_so_often(given_):
    levels, weights = zip(*given_, strict=True)
    assert lower_median(levels, weights) == lower_median(
        [level for level, weight in given_ for _ in range(weight)]
    )


def test_two_peers_make_a_consensus_on_what_both_judged():
    verdicts = [
        Verdict({"tradeoffs": 2, "rollout": 1}),
        Verdict({"tradeoffs": 0, "monitoring": 2}),
    ]
    assert consensus(verdicts) == {"tradeoffs": Agreed(level=0, spread=2)}
    assert consensus(verdicts)["tradeoffs"].differ
    assert consensus(verdicts[:1]) == {}
    assert consensus([]) == {}


@pytest.mark.parametrize(
    ("verdicts", "agreed"),
    [
        (peers(2, 1), (1, 1)),
        (peers(2, "0"), None),  # the weight of one and a half
        (peers(2, 1, "0"), (1, 1)),
        (peers(2, 2, "0"), (2, 0)),  # what is in doubt does not make reviewers differ
        (peers(2, 0, "2"), (2, 2)),
        (peers(2, "0", "0"), (0, 0)),
        (peers(2, "1", "0"), (1, 0)),
        (peers("2", "2", "2", "2"), None),  # light ones alone, however many
        (peers(0, 2, 2), (2, 2)),
    ],
)
def test_what_is_in_doubt_weighs_half(verdicts, agreed):
    found = consensus(verdicts).get("rollout")
    assert (found and (found.level, found.spread)) == agreed


@pytest.mark.parametrize(
    ("verdicts", "another"),
    [
        (peers(), False),
        (peers("2"), False),  # the second of two is still to come
        (peers(2, 1), False),
        (peers(2, 0), True),
        (peers(2, "2"), True),
        (peers("2", "2"), True),
        (peers(2, 0, 1), False),  # one more, not another and another
        (peers(2, "0", "0"), False),
    ],
)
def test_one_more_is_asked_where_two_differ_or_one_of_them_is_in_doubt(verdicts, another):
    assert needs_another(verdicts) is another


@given(VERDICTS, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_a_consensus_is_a_level_that_was_given_whatever_the_order(verdicts, shuffle):
    found = consensus(verdicts)
    for criterion, agreed in found.items():
        given_ = [each for each in verdicts if criterion in each.levels]
        assert agreed.level in {each.levels[criterion] for each in given_}
        assert sum(each.weight for each in given_) >= 4
        assert [each for each in given_ if not each.light]
    shuffle.shuffle(verdicts)
    assert consensus(verdicts) == found


@given(st.lists(st.integers(0, 2), min_size=2, max_size=6), LEVELS)
@settings(max_examples=60)
def test_fewer_light_ones_than_two_for_each_peer_never_leave_what_peers_found(full, light):
    found = consensus(peers(*full, *map(str, light[: 2 * len(full) - 1])))["rollout"]
    assert min(full) <= found.level <= max(full)
