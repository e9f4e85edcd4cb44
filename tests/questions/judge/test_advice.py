"""A model's levels in the judge's hands: taken where they are given, never beyond what is there."""

import pytest

from questions.bank import load_bank
from questions.judge import Judge
from questions.judge.advice import Advice, Advised
from questions.judge.engine import QUOTE_WORDS
from questions.model import Hint, Level

JUDGE = Judge.load()
BANK = load_bank().bank
QUESTION = BANK.matching()[0]
WORDS = " ".join(f"word{n}" for n in range(60))
HOLLOW = f"It is nice to be asked, and I like it, says {WORDS} to all who want to listen, always."


def judged(answer: str, **levels: Advice):
    named = {name.replace("_", "-"): advice for name, advice in levels.items()}
    return Advised(JUDGE, named, "small").judge(QUESTION, answer, BANK.rubric)


def first(advice: Advice):
    return judged(HOLLOW, **{QUESTION.criteria[0].replace("-", "_"): advice})


def test_without_advice_it_is_the_judge_itself():
    assert judged(HOLLOW) == JUDGE.judge(QUESTION, HOLLOW, BANK.rubric)


def test_the_other_criteria_stay_as_the_judge_says():
    found = first(Advice(Level.SHOWN, WORDS))
    assert found.marks[0].rule == "model: small"
    assert found.marks[1:] == JUDGE.judge(QUESTION, HOLLOW, BANK.rubric).marks[1:]


def test_what_a_model_finds_shown_is_praised_in_at_most_a_sentence_of_the_answers_words():
    found = first(Advice(Level.SHOWN, WORDS))
    assert found.hint.praise is not None
    assert found.hint.praise.criterion == QUESTION.criteria[0]
    assert found.hint.praise.quote in HOLLOW
    assert len(found.hint.praise.quote.split()) <= QUOTE_WORDS
    assert found.marks[0].evidence == WORDS


@pytest.mark.parametrize("level", [Level.MISSING, Level.MENTIONED])
def test_what_it_finds_below_shown_is_never_praised(level: Level):
    found = first(Advice(level, "It is nice" if level else ""))
    assert found.marks[0].level is level
    assert found.hint.praise is None


def test_too_little_to_be_an_answer_stays_missing_whatever_a_model_says():
    found = judged(
        "Yes it was.", **{QUESTION.criteria[0].replace("-", "_"): Advice(Level.SHOWN, "Yes.")}
    )
    assert not any(mark.level for mark in found.marks)
    assert found.hint == Hint(None, ())
