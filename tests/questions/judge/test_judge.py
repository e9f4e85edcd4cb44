"""What a person's answer gets: levels, evidence, a short hint; and what never moves them."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.judge import Judge
from questions.judge.engine import QUOTE_WORDS
from questions.load import SHIPPED, load_questions, load_rubric
from questions.model import Level

JUDGE = Judge.load()
RUBRIC = load_rubric()
BANK = load_questions((SHIPPED,), RUBRIC).questions
QUESTION = "Two feeds give different weights for one patient. Design what the pharmacist sees."
ASKED = ("source-of-truth", "provenance", "human-review", "audit-trail", "failure-modes")
STRONG = (
    "The pharmacist sees one weight, with who measured it and when. The infusion scale wins over "
    "the clinic's, since it is from today. If the two differ by more than 10% the dose is held and "
    "a nurse weighs again; until then the screen reads 'not settled'. For each pick we store who "
    "chose, when and why. If the scale's feed is silent for an hour the page says so in red and "
    "they phone the ward."
)
DENIAL = (
    "I would not keep a source of truth, we don't need provenance, no review queue and no audit "
    "trail, and nobody should handle failures here."
)
STUFFED = "source of truth, provenance, lineage, human in the loop, audit trail, logging, failover"


def levels(answer: str, question: str = QUESTION) -> list[Level]:
    return [mark.level for mark in JUDGE.marks(question, ASKED, answer)]


def test_a_plain_answer_that_does_the_thing_shows_it_and_gets_no_nudge():
    assert levels(STRONG) == [Level.SHOWN] * len(ASKED)
    choice = JUDGE.choose(JUDGE.opinions(QUESTION, ASKED, STRONG))
    assert choice.praise in ASKED
    assert choice.nudges == ()


@pytest.mark.parametrize("answer", [DENIAL, "", " \n", "???", "why why why who who when"])
def test_denial_silence_and_noise_show_nothing(answer):
    assert levels(answer) == [Level.MISSING] * len(ASKED)


@pytest.mark.parametrize(
    "answer",
    [
        STUFFED,
        "We will make sure that there is robust provenance and a comprehensive audit trail.",
        f"> {STRONG}\nI agree with what was said above, there is nothing to add from my side.",
        f"{QUESTION} So what the pharmacist sees for one patient with two different weights.",
    ],
)
def test_stuffing_promises_quotations_and_the_question_itself_never_show(answer):
    assert Level.SHOWN not in levels(answer)


def test_stuffing_gets_a_nudge_and_no_praise():
    choice = JUDGE.choose(JUDGE.opinions(QUESTION, ASKED, STUFFED))
    assert choice.praise is None
    assert 1 <= len(choice.nudges) <= 2


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda text: text.replace("the ", "the\u200b "),
        lambda text: text.replace("'", "’"),
        lambda text: f"{text} {text}",
        lambda text: text.replace("pharmacist", "*pharmacist*"),
        lambda text: f"{text} :tada: <@U03CLN9QD>",
    ],
    ids=["case", "zero-width", "apostrophes", "said twice", "bold", "emoji"],
)
def test_how_it_is_typed_changes_no_level(change):
    assert levels(change(STRONG)) == levels(STRONG)


def test_evidence_is_the_persons_own_words_for_what_is_there_and_empty_for_what_is_not():
    for answer in (STRONG, STUFFED, DENIAL):
        for mark in JUDGE.marks(QUESTION, ASKED, answer):
            assert mark.rule
            assert mark.evidence in answer
            assert bool(mark.evidence) == (mark.level is not Level.MISSING)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_judged_and_evidence_stands_in_it(answer):
    for mark in JUDGE.marks(QUESTION, ASKED, answer):
        assert mark.evidence in answer


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="·…¶†§ \u200b\u202e\n", max_size=200))
def test_noise_beside_an_answer_raises_nothing(noise):
    assert all(b <= a for a, b in zip(levels(STRONG), levels(STRONG + noise), strict=True))


def test_only_the_first_8000_characters_count():
    assert levels("x " * 4_000 + STRONG) == [Level.MISSING] * len(ASKED)


@pytest.mark.parametrize(
    "hostile",
    ["<", "<a", ":a", "a,", "not ", "`", "1.", "i told the nurse if ", "_", "e\u0301", "\n>", "“"],
)
def test_hostile_text_takes_no_longer_than_its_length(hostile):
    begun = time.process_time()
    JUDGE.marks(QUESTION, sorted(JUDGE.criteria), hostile * (40_000 // len(hostile)))
    assert time.process_time() - begun < 10  # some 0.05 s; a quadratic pattern takes minutes


IDLE = "The office is near my flat, and the snacks are decent on most days."


def test_a_question_with_its_own_nudge_says_that_one_else_the_rubrics():
    question = replace(BANK[0], nudges={BANK[0].criteria[0]: "And this one?"})
    said = {each.criterion: each.text for each in JUDGE.judge(question, IDLE, RUBRIC).hint.nudges}
    assert said[question.criteria[0]] == "And this one?"
    assert said[question.criteria[1]] == RUBRIC.criteria[question.criteria[1]].nudge


def test_a_long_sentence_is_quoted_from_what_shows_it():
    words = " ".join(f"word{n}" for n in range(30))
    answer = f'{words} the registry wins over claims when dates differ, and we say "not settled".'
    (opinion,) = JUDGE.opinions(QUESTION, ("source-of-truth",), f"{STRONG} {answer}")
    assert opinion.quote in f"{STRONG} {answer}"
    assert len(opinion.quote.split()) <= QUOTE_WORDS
    assert opinion.quote.count('"') % 2 == 0
