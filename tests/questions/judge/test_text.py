"""Text is compared in one form, and every unit still knows its place in the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.judge.text import LIMIT, LONGEST_UNIT, fold, forms, units


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("anonymised", "anonymized"),
        ("haemoglobin", "hemoglobin"),
        ("tumour", "tumor"),
        ("centres", "centers"),
        ("labelled", "labeled"),
        ("randomisation", "randomization"),
    ],
)
def test_both_spellings_compare_alike(british, american):
    assert fold(british) == fold(american)


def test_words_that_only_look_british_stay():
    assert [fold(each) for each in ("exercised", "revised", "promise", "diseases")] == [
        "exercised",
        "revised",
        "promise",
        "diseases",
    ]


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("I'd", ("i", "would")),
        ("don’t", ("do", "not")),
        ("won't", ("will", "not")),
        ("dont", ("do", "not")),
        ("nurse's", ("nurse",)),
        ("cafe\u0301", ("cafe",)),
        ("no\u200bte", ("note",)),
        ("'", ()),
    ],
)
def test_words_as_typed_come_to_one_form(typed, compared):
    assert forms(typed) == compared


def sentences(answer: str) -> list[str]:
    return [answer[each.start : each.end] for each in units(answer)]


def test_sentences_bullets_and_questions_are_units():
    answer = "First ask. Is it late? Yes; then wait, e.g. 0.5 h\n• call the nurse\n2) tell her"
    assert sentences(answer) == [
        "First ask",
        "Is it late?",
        "Yes",
        "then wait, e.g",
        "0.5 h",
        "call the nurse",
        "tell her",
    ]
    assert [each.bullet for each in units(answer)][-2:] == [True, True]


def test_quoted_lines_are_others_words_but_a_comparison_is_not():
    assert sentences("> start with the PDF\n&gt; and wait\nI agree\n>= 90 counts") == [
        "I agree",
        ">= 90 counts",
    ]


def test_code_is_one_unit_a_line_and_looks_so_without_its_fence_too():
    code = "rows = f(a. b); return rows\nwhere x >= (1)"
    assert [each.code for each in units(f"```\n{code}\n```\nDone")] == [True, True, False]
    assert [each.code for each in units(f"{code}\nDone")] == [True, True, False]
    assert sentences("```\n> no quote. Prose\n```") == ["> no quote", "Prose"]


def test_mentions_links_and_emoji_are_no_words():
    answer = "<@U03CLN9QD> see <https://a.example/x|the guide> :tada: now"
    assert [each.forms for each in units(answer)] == [["see", "now"]]


def test_dictated_text_without_stops_is_cut():
    answer = "and then I called the nurse and she wrote it down " * 20
    assert all(len(each.words) <= 2 * LONGEST_UNIT for each in units(answer))
    assert len(units("word " * 200)) > 1


def test_numbers_keep_their_unit_and_lose_the_stop():
    assert units("It took 24h, £60k, 0.98.")[0].forms == ["it", "took", "24h", "£60k", "0.98"]


@given(st.text(max_size=300))
def test_units_are_in_order_and_inside_the_answer(answer):
    found = units(answer)
    places = [place for each in found for place in (each.start, each.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(answer) for place in places)
    assert all(u.start <= w.start < w.end <= u.end for u in found for w in u.words)


def test_only_the_first_characters_are_judged():
    assert not units(" " * LIMIT + "nothing of this is read")
