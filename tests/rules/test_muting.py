"""A nudge goes quiet when a group calls it wrong, never because of one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.muting import ENOUGH_NUDGES, Voice, is_muted, share_wrong

voices = st.lists(
    st.integers(1, 12).flatmap(
        lambda nudged: st.builds(Voice, st.just(nudged), st.integers(0, nudged))
    ),
    max_size=12,
)
fair = st.builds(Voice, st.integers(1, 12), st.just(0))


@pytest.mark.parametrize(
    ("heard", "muted"),
    [
        ([], False),
        ([(2, 2), (2, 2), (2, 2)], True),
        ([(2, 2), (2, 2), (1, 1)], False),  # five nudges are too few
        ([(9, 9), (9, 9)], False),  # two people are no group
        ([(9, 9), (9, 9), (9, 0)], False),
        ([(3, 1), (3, 1), (3, 1)], True),  # a third, exactly
        ([(3, 1), (3, 1), (4, 1)], False),
        ([(1, 1), (1, 1), (1, 1), *[(1, 0)] * 6], True),
        ([(1, 1), (1, 1), (1, 1), *[(1, 0)] * 7], False),
        ([(50, 50), (1, 0), (1, 0), (1, 0), (9, 1), (9, 1)], False),  # most of it is one person's
    ],
)
def test_it_takes_enough_nudges_three_people_and_a_third_of_what_each_was_told(heard, muted):
    assert is_muted([Voice(*each) for each in heard]) is muted


@given(voices, st.integers(1, 500), st.data())
def test_one_person_alone_mutes_nothing_however_often_they_say_so(others, nudged, data):
    content = [Voice(each.nudged, 0) for each in others]
    wrong = data.draw(st.integers(0, nudged))
    assert not is_muted([*content, Voice(nudged, wrong)])


@given(voices, fair)
def test_somebody_who_is_content_mutes_nothing_that_was_nudged_often_enough(heard, content):
    with_them = [*heard, content]
    assert share_wrong(with_them) <= share_wrong(heard)
    if sum(each.nudged for each in heard) >= ENOUGH_NUDGES:
        assert is_muted(heard) or not is_muted(with_them)


@given(voices, st.data())
def test_a_dispute_taken_back_never_mutes_and_one_more_never_unmutes(heard, data):
    if not heard:
        return
    at = data.draw(st.integers(0, len(heard) - 1))
    one = heard[at]
    fewer = Voice(one.nudged, data.draw(st.integers(0, one.wrong)))
    taken_back = [*heard[:at], fewer, *heard[at + 1 :]]
    assert is_muted(heard) or not is_muted(taken_back)
    assert share_wrong(taken_back) <= share_wrong(heard)


@given(voices)
def test_the_order_of_people_does_not_matter_and_a_share_is_a_share(heard):
    assert is_muted(heard) == is_muted(sorted(heard, key=lambda v: (v.nudged, v.wrong)))
    assert 0 <= share_wrong(heard) <= 1
