"""The code of every coding question's strong answer does what its question asks."""

import pytest

from questions.load import SHIPPED, load_questions, load_rubric
from questions.model import Format
from tests.questions.coding.harness import answered, cases, code_of, ids_with_cases, plain

CODING = {
    question.id: question
    for question in load_questions([SHIPPED], load_rubric()).questions
    if question.format is Format.CODING
}
CASES = [
    pytest.param(name, case, id=f"{name}: {case.what}")
    for name in sorted(CODING.keys() & ids_with_cases())
    for case in cases(name)
]


def test_every_coding_question_has_data_to_run_on_and_no_other_has():
    assert ids_with_cases() == set(CODING)


@pytest.mark.parametrize("question_id", sorted(CODING))
def test_a_strong_answer_has_code_in_one_language_and_at_least_three_cases(question_id):
    assert code_of(CODING[question_id])[1].strip()
    assert len(cases(question_id)) >= 3


@pytest.mark.parametrize(("question_id", "case"), CASES)
def test_the_strong_answer_gives_what_is_expected(question_id, case):
    assert answered(CODING[question_id], case) == plain(case.result)
