"""The measures of the rubric's README."""

import pytest

from questions.judge.measure import Judged, kappa, measure, report


def judged(labels, given, praise=None, nudges=()):
    return Judged(labels, given, praise, nudges)


TWO = [
    judged({"a": 2, "b": 0}, {"a": 2, "b": 0, "c": 1}, praise="a", nudges=("b",)),
    judged({"a": 2, "b": 1}, {"a": 0, "b": 1, "c": 2}, praise="b", nudges=("a", "c")),
]


def test_kappa_is_one_for_agreement_less_for_far_misses_and_none_without_spread():
    assert kappa([(0, 0), (1, 1), (2, 2)]) == 1
    near, far = kappa([(0, 0), (2, 1), (2, 2)]), kappa([(0, 2), (2, 0), (2, 2)])
    assert near is not None
    assert far is not None
    assert near > far
    assert kappa([(0, 2), (2, 0)]) == pytest.approx(-1)
    assert kappa([]) is None
    assert kappa([(1, 1), (1, 1)]) is None


def test_overall_measures_count_agreed_labels_only():
    found = measure(TWO)
    assert found.n == 4
    assert found.nudge_precision == 0.5  # b was right, a was shown, c has no agreed label
    assert found.coverage == 1
    assert found.praise_precision == 0.5
    assert found.shown_nudged == 0.5


def test_measures_of_one_criterion_look_at_it_alone():
    found = report(TWO).criteria["b"]
    assert (found.nudge_precision, found.coverage, found.praise_precision) == (1, 0.5, 0)
    assert found.shown_nudged is None


def test_nothing_to_divide_by_is_none_and_a_dash():
    empty = report([])
    assert empty.overall.n == 0
    assert set(empty.as_dict()) == {
        "qwk",
        "nudge_precision",
        "coverage",
        "praise_precision",
        "shown_nudged",
        "n",
        "criteria",
    }
    assert empty.as_dict()["qwk"] is None
    assert empty.table().splitlines()[-1].split() == ["overall", "-", "-", "-", "-", "-", "0"]


def test_the_table_has_a_row_for_each_criterion():
    assert [row.split()[0] for row in report(TWO).table().splitlines()[1:]] == ["a", "b", "overall"]
