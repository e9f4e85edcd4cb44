"""Lines of JSON in, results in the same order out, and words for what cannot be scored."""

import json
from pathlib import Path

import pytest

from questions.judge import Judge
from questions.judge.score import BadLine, Scored, evaluate, score_lines

JUDGE = Judge.load()
ANSWERS = Path(__file__).parents[2] / "labelled" / "answers.jsonl"
GOOD = {
    "id": "x",
    "question": "Who may see a chart?",
    "category": "privacy",
    "criteria": ["access-control", "audit-trail"],
    "answer": "Only the treating nurse opens it, and each view is stored with who, when and why.",
}


def lines(*entries: object) -> list[str]:
    return [each if isinstance(each, str) else json.dumps(each) for each in entries]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[1]", "not an object"),
        ({**GOOD, "id": None}, "has no id"),
        ({**GOOD, "question": 3}, "has no question"),
        ({**GOOD, "answer": " "}, "has no answer"),
        ({key: GOOD[key] for key in GOOD if key != "answer"}, "has no answer"),
        ({**GOOD, "criteria": []}, "has no criteria"),
        ({**GOOD, "criteria": "audit-trail"}, "has no criteria"),
        ({**GOOD, "criteria": ["audit-trial", 7]}, "unknown criteria: audit-trial, 7"),
    ],
)
def test_a_bad_line_is_named_by_number_and_the_rest_is_scored(line, problem):
    first, bad, last = score_lines(lines(GOOD, line, GOOD), JUDGE)
    assert isinstance(first, Scored)
    assert isinstance(last, Scored)
    assert isinstance(bad, BadLine)
    assert str(bad).startswith("line 2: ")
    assert problem in str(bad)


def test_a_result_has_exactly_the_criteria_asked_and_evidence_from_the_answer():
    (scored,) = score_lines(lines("", {**GOOD, "style": "ignored"}), JUDGE)
    assert isinstance(scored, Scored)
    assert scored.number == 2
    result = scored.as_dict()
    assert list(result) == ["id", "labels", "praise", "nudges", "evidence"]
    assert list(scored.labels) == GOOD["criteria"]
    assert set(scored.evidence) == {each for each, level in scored.labels.items() if level}
    assert all(words and words in GOOD["answer"] for words in scored.evidence.values())


def test_evaluation_leaves_out_disputed_labels_unasked_ones_and_bad_lines():
    labels = {"access-control": 2, "audit-trail": 2, "consent": 0}
    labelled = {**GOOD, "labels": labels, "disputed": {"audit-trail": [1, 2]}}
    found = evaluate(lines(labelled, "{", {**GOOD, "labels": {"audit-trail": True}}), JUDGE)
    assert found.as_dict()["n"] == 1
    assert [each.number for each in found.bad_lines] == [2]
    assert found.table().splitlines()[1].startswith("access-control")


def test_the_engine_still_agrees_with_the_labels_it_was_fitted_to():
    """A floor well under what it reaches; honest figures come from `questions.judge.fit`."""
    overall = evaluate(ANSWERS.read_text("utf-8").splitlines(), JUDGE).report.overall
    assert overall.n == 848
    assert (overall.qwk or 0) > 0.7
    assert (overall.nudge_precision or 0) > 0.85
    assert (overall.coverage or 0) > 0.8
    assert (overall.praise_precision or 0) > 0.85
    assert (overall.shown_nudged or 0) < 0.1
