from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.doubts import Given, Written, doubts, reading_time

ANSWER = (
    "The infusion nurse opens the list at seven and must know whose counts are too low to treat"
    " today. I would keep one thing right: the lab value with the time it was drawn. If the feed is"
    " late the list says so on top, and the charge nurse rings the lab."
)
HINT = "At half past six one lab is silent. What stands on the list?"
EARLIER = Written(
    "You name the nurse and the one decision that she takes at seven.",
    "Say which number would make you stop the pilot, and who stops it.",
)
HONEST = Given(
    levels={"users": 2, "critical": 2, "failure": 1, "owner": 2},
    engine={"users": 2, "critical": 1, "failure": 1, "owner": 0},
    written=Written("You begin with who reads it.", "Say what happens to a count from yesterday."),
    answer=ANSWER,
    before=(EARLIER, Written("Good start.", "More numbers.")),
    shown=(HINT,),
    took=timedelta(minutes=4),
)
ALL = {"users": 2, "critical": 2, "failure": 2, "owner": 2}


def wrote(strength=HONEST.written.strength, suggestion=HONEST.written.suggestion):
    return {"written": Written(strength, suggestion)}


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ({}, ()),
        # one level for all of at least four points, where the engine sees it otherwise
        ({"levels": ALL}, ("blanket",)),
        ({"levels": dict.fromkeys(ALL, 0)}, ("blanket",)),
        ({"levels": dict.fromkeys(ALL, 1)}, ("blanket",)),
        ({"levels": {"users": 2, "critical": 2, "owner": 2}}, ()),
        ({"levels": ALL, "engine": {}}, ("blanket",)),
        ({"levels": ALL, "engine": ALL}, ()),
        ({"levels": ALL, "engine": ALL | {"owner": 0}}, ()),
        ({"levels": ALL, "engine": ALL | {"owner": 1, "users": 1}}, ("blanket",)),
        ({"levels": dict.fromkeys(ALL, 0), "engine": dict.fromkeys(ALL, 0)}, ()),
        # written before: by the same person, by another, in the answer, in the hint
        (wrote(suggestion=EARLIER.suggestion), ("copied",)),
        (wrote(strength=EARLIER.suggestion), ("copied",)),
        (wrote(strength=EARLIER.strength.upper() + " !"), ("copied",)),
        (wrote(suggestion=EARLIER.suggestion.replace("pilot", "trial")), ("copied",)),
        (wrote("good start", "More numbers!"), ("copied",)),
        (wrote("Good start."), ()),  # so short that one says it twice
        (wrote(suggestion=HINT), ("copied",)),
        (
            wrote("The infusion nurse opens the list at seven and must know whose counts"),
            ("copied",),
        ),
        (wrote("I like that “the charge nurse rings the lab”, not the ward."), ()),
        (wrote("您从护士开始讲，说清楚了她七点要做的决定。"), ()),
        # sooner than one can read it: 66 words are ten seconds for a quick reader
        ({"took": timedelta(seconds=9)}, ("instant",)),
        ({"took": timedelta(seconds=10)}, ()),
        ({"took": None}, ()),
        ({"took": timedelta(seconds=50), "answer": ANSWER * 7}, ("instant",)),
        ({"took": timedelta(seconds=60), "answer": ANSWER * 70}, ()),  # perhaps read in the thread
        (
            {"levels": ALL, "took": timedelta(0), **wrote(EARLIER.strength)},
            ("blanket", "copied", "instant"),
        ),
        ({"levels": ALL, "engine": ALL, "took": timedelta(0)}, ("instant",)),
    ],
)
def test_a_review_is_in_doubt_for_what_it_marks_says_and_takes(case, found):
    assert doubts(replace(HONEST, **case)) == found


def test_a_text_without_spaces_is_known_again_too():
    said = Written(
        "您从护士开始讲，说清楚了她七点要做的决定。", "请写明谁来打电话，什么时候打，结果记在哪里。"
    )
    again = replace(HONEST, written=replace(said, strength="很好"), before=(said,))
    assert doubts(again) == ("copied",)


TEXTS = st.text("abcde ", max_size=60)
GIVEN = st.builds(
    Given,
    levels=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2)),
    engine=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2)),
    written=st.builds(Written, TEXTS, TEXTS),
    answer=TEXTS,
    before=st.lists(st.builds(Written, TEXTS, TEXTS), max_size=3),
    shown=st.lists(TEXTS, max_size=3),
    took=st.none() | st.timedeltas(timedelta(0), timedelta(minutes=2)),
)


@given(GIVEN, TEXTS, st.timedeltas(timedelta(0), timedelta(hours=1)))
@settings(max_examples=80)
def test_more_to_copy_from_adds_doubt_and_more_time_takes_it(review, text, longer):
    found = set(doubts(review))
    assert found <= set(doubts(replace(review, shown=[*review.shown, text])))
    if review.took is not None:
        assert set(doubts(replace(review, took=review.took + longer))) <= found


@given(GIVEN)
@settings(max_examples=80)
def test_what_was_written_before_is_known_again(review):
    assert "copied" in doubts(replace(review, before=[review.written]))


@given(st.integers(0, 2), st.integers(4, 8))
def test_nobody_is_in_doubt_for_finding_what_the_engine_finds(level, points):
    levels = {f"c{n}": level for n in range(points)}
    assert doubts(replace(HONEST, levels=levels, engine=levels)) == ()


@given(st.text("ab ,", max_size=400), st.text("ab ,", max_size=400))
@settings(max_examples=40)
def test_a_longer_text_takes_no_less_time_and_a_minute_at_most(text, more):
    assert timedelta(seconds=10) <= reading_time(text) <= reading_time(f"{text} {more}")
    assert reading_time("word " * 9000) == timedelta(minutes=1)
