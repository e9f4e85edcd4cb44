import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.calibration import Agreement
from bot.rules.comparing import compare
from bot.rules.consensus import Verdict

LEVELS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))
REVIEWED = st.lists(
    st.tuples(LEVELS, st.lists(st.builds(Verdict, LEVELS, st.booleans()), max_size=3)), max_size=5
)


@pytest.mark.parametrize(
    ("own", "others", "found"),
    [
        ({"a": 2}, [Verdict({"a": 2})], (1, 0, 0)),
        ({"a": 2}, [Verdict({"a": 1})], (0, 1, 0)),
        ({"a": 0}, [Verdict({"a": 1})], (0, 0, 1)),
        ({"a": 2}, [Verdict({"b": 2})], (0, 0, 0)),
        ({"a": 2}, [], (0, 0, 0)),
        ({"a": 2}, [Verdict({"a": 0}, light=True)], (0, 0, 0)),
        ({"a": 2}, [Verdict({"a": 2}), Verdict({"a": 0}, light=True)], (1, 0, 0)),
        ({"a": 1}, [Verdict({"a": 1}), Verdict({"a": 2})], (1, 0, 0)),
        ({"a": 1, "b": 0}, [Verdict({"a": 0, "b": 2})], (0, 1, 1)),
    ],
)
def test_levels_lie_beside_what_others_make_of_the_same_point(own, others, found):
    assert compare([(own, others)]) == Agreement(*found)


@given(REVIEWED)
@settings(max_examples=60)
def test_no_point_is_counted_twice_and_answers_add_up(reviewed):
    whole = compare(reviewed)
    assert whole.of <= sum(len(own) for own, _ in reviewed)
    parts = [compare([each]) for each in reviewed]
    assert whole == Agreement(
        sum(each.same for each in parts),
        sum(each.milder for each in parts),
        sum(each.stricter for each in parts),
    )


@given(LEVELS, LEVELS)
def test_of_two_who_differ_one_is_as_much_stricter_as_the_other_is_milder(one, two):
    there, back = compare([(one, [Verdict(two)])]), compare([(two, [Verdict(one)])])
    assert (there.same, there.milder, there.stricter) == (back.same, back.stricter, back.milder)
