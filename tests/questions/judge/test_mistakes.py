"""Mistakes show in what is said: seen in texts that make them, not in plain strong ones."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.judge import Judge
from questions.judge.mistakes import Mistakes, Seen
from questions.judge.text import units
from questions.load import SHIPPED, load_questions, load_rubric

TEXTS = json.loads((Path(__file__).parent / "mistakes.json").read_text("utf-8"))
MISTAKES = Mistakes.load()
JUDGE = Judge.load()
RUBRIC = load_rubric()
BANK = load_questions((SHIPPED,), RUBRIC).questions
ASKED = "What would you do?"


def seen(text: str, question: str = ASKED, *, reply: bool = False) -> dict[str, Seen]:
    return MISTAKES.seen(question, text, units(text), reply=reply)


def cases(kind: str) -> list[tuple[str, str]]:
    return [(mistake, text) for mistake, texts in TEXTS.items() for text in texts[kind]]


@pytest.mark.parametrize(("mistake", "text"), cases("fires"))
def test_a_mistake_is_seen_where_it_is_made_and_points_at_the_words(mistake, text):
    found = seen(text)[mistake]
    assert found.criterion == RUBRIC.mistakes[mistake].criterion
    assert text[found.unit.start : found.unit.end]


@pytest.mark.parametrize(("mistake", "text"), cases("silent"))
def test_a_mistake_is_not_seen_in_a_plain_answer_a_denial_or_a_quotation(mistake, text):
    assert mistake not in seen(text)


def test_every_mistake_of_the_rubric_has_a_rule_and_texts():
    assert MISTAKES.criteria == {each.id: each.criterion for each in RUBRIC.mistakes.values()}
    assert TEXTS.keys() == RUBRIC.mistakes.keys()
    assert all(len(texts[kind]) >= 5 for texts in TEXTS.values() for kind in ("fires", "silent"))


def test_strong_examples_of_the_bank_hardly_ever_seem_to_make_a_mistake():
    found = [each for q in BANK for each in seen(q.strong.answer, q.prompt)]
    assert {each: found.count(each) for each in found if found.count(each) > 0.02 * len(BANK)} == {}


def test_words_of_the_question_are_no_sign():
    text = TEXTS["encryption-only"]["fires"][2]
    assert "encryption-only" in seen(text)
    assert "encryption-only" not in seen(text, "They encrypt it and rotate passwords. Enough?")


def test_one_more_box_is_a_mistake_in_a_reply_to_a_push_back_and_none_yet_in_an_answer():
    text = "Then I would add a second queue in the other building for these."
    assert "more-components" in seen(text, reply=True)
    assert "more-components" not in seen(text)


def test_code_and_case_and_typing_do_not_hide_or_make_a_mistake():
    text = TEXTS["encryption-only"]["fires"][0]
    assert "encryption-only" in seen(text.upper())
    assert "encryption-only" in seen(text.replace("encrypted", "*encrypted*"))
    assert seen("```\nall_data = [encrypt(row) for row in table]; secure(all_data)\n```") == {}


def test_what_breaks_an_order_of_the_category_comes_before_other_mistakes():
    both = {**seen("train xgboost, in real time"), **seen("plug and play, out of the box")}
    criteria = ("failure-modes", "model-choice", "validation-design", "data-quality")
    ordered = MISTAKES.concerned("ml-system-design", criteria, both)
    assert list(ordered) == ["data-quality", "failure-modes"]
    without = MISTAKES.concerned("ml-system-design", criteria[:-1], both)
    assert list(without) == ["validation-design", "failure-modes"]
    assert MISTAKES.concerned("metrics", ("quantified",), both) == {}


def test_the_orders_and_steps_name_criteria_and_mistakes_of_the_rubric():
    declared = json.loads((SHIPPED.parent / "rubric" / "signs.json").read_text("utf-8"))
    assert declared["orders"].keys() <= RUBRIC.categories.keys()
    for orders in declared["orders"].values():
        for order in orders:
            assert order["rule"] in RUBRIC.mistakes
            assert set(order["first"]) <= RUBRIC.criteria.keys()
    for category, steps in RUBRIC.frameworks.items():
        assert len(MISTAKES.steps(category)) == len(steps)
        assert {
            each for step in MISTAKES.steps(category) for each in step
        } <= RUBRIC.criteria.keys()


def test_every_cue_is_used():
    declared = json.loads((SHIPPED.parent / "rubric" / "signs.json").read_text("utf-8"))
    used = {
        cue
        for rule in declared["mistakes"].values()
        for kind in ("sign", "with", "unless", "beside", "before")
        for cue in rule.get(kind, ())
    }
    assert used == declared["cues"].keys()


@pytest.mark.parametrize(
    "hostile", ['"kafka" ', '"', "encrypted ", "(add a cache) ", "not hipaa. "]
)
def test_hostile_text_takes_no_longer_than_its_length(hostile):
    text = hostile * (40_000 // len(hostile))
    begun = time.perf_counter()
    JUDGE.consider(ASKED, "system-design", tuple(RUBRIC.criteria), text)
    assert time.perf_counter() - begun < 2  # some 0.1 s; quadratic steps would take minutes


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read_for_mistakes(text):
    for found in seen(text).values():
        assert replace(found).unit.start < len(text)
