"""Two questions that ask the same are found, in the same words or in others."""

from dataclasses import replace
from typing import Any

import pytest

from questions.likeness import SAME_MATTER, alike, by_matter
from questions.load import SHIPPED, load_questions, load_rubric
from questions.model import Clarification, Question

BANK = load_questions([SHIPPED], load_rubric()).questions
KNOWN = {question.id: question for question in BANK}

# The question about nine who looked without a reason, told anew by somebody else.
OTHER_WORDS: dict[str, Any] = {
    "id": "footballer-in-the-chart",
    "prompt": "A famous footballer is being treated for lymphoma at a hospital using our chart. "
    "The compliance head rings: the access report has a dozen employees on it and she can "
    "explain only a handful. What can we hand over tomorrow, is it a reportable breach, and how "
    "should the software have prevented it?",
    "outline": (
        "List what the log shows, who, when, which screen.",
        "Keep the log safe.",
        "Explain the presumption of breach and the risk assessment.",
        "The hospital notifies, we support it as business associate.",
        "Clear those with a reason before accusing.",
        "Propose break-the-glass prompts and a daily review of famous patients' charts.",
    ),
    "clarifications": (
        Clarification("What does the log hold?", "User, time and page."),
        Clarification("Has the patient been told?", "Not yet."),
        Clarification("Is there break-the-glass?", "Only in psychiatry."),
    ),
    "nudges": {},
}


def test_no_two_questions_of_the_bank_ask_the_same():
    assert alike(BANK) == []


def test_a_question_told_anew_in_other_words_is_found():
    first = KNOWN["nine-looked-without-reason"]
    pairs = alike([*BANK, replace(first, **OTHER_WORDS)])
    found = {(pair.first, pair.second): pair.what for pair in pairs}
    assert found[first.id, OTHER_WORDS["id"]] == "what it is about"


@pytest.mark.parametrize("question", BANK[::7], ids=lambda each: each.id)
def test_a_question_with_another_prompt_over_the_same_outline_is_found(question: Question):
    again = replace(question, id="said-again", prompt="What would you do here, and why?")
    assert (question.id, "said-again") in {(p.first, p.second) for p in alike([*BANK, again])}


def test_how_near_two_questions_are_does_not_depend_on_their_order():
    there = {frozenset((p.first, p.second)): p.share for p in by_matter(BANK)}
    back = {frozenset((p.first, p.second)): p.share for p in by_matter(BANK[::-1])}
    assert there.keys() == back.keys()
    assert all(there[key] == pytest.approx(back[key]) for key in there)
    assert all(0 <= share < SAME_MATTER for share in there.values())
