"""Fitting: finds what it should, never measures on what it has seen, ships what it says."""

import json
from dataclasses import astuple

import pytest

from questions.judge import features, fit, lexicon, measure, ordinal, sentences, signals
from questions.judge.engine import Judge
from questions.judge.fit import Corpus, Labelled

KNOWN = signals.load()
DOES = "Each view is stored with who, when and why, and the privacy lead reads the odd ones."
SAYS = "We will make sure that there is a comprehensive audit trail and robust logging for all."
NOT = "The office is near my flat and the snacks are decent, so I like the place a lot."


@pytest.fixture(scope="module")
def fitted() -> fit.Fit:
    answers = [
        Labelled(f"q{n}", "How?", text, {"audit-trail": level}, named, measured=n < 2)
        for n in range(4)
        for level, text, named in (
            (0, NOT, {}),
            (1, SAYS, {"audit-trail": [SAYS]}),
            (2, DOES, {"audit-trail": ["stored with who, when and why"]}),
        )
    ]
    declared = [(f"{DOES} Number {n}.", {"audit-trail": 2}) for n in range(3)]
    return fit.Fit(fit.prepare(Corpus(answers, declared), KNOWN), folds=2)


def test_labels_are_learned_and_only_measured_questions_are_left_out(fitted):
    judged = list(fitted.left_out())
    assert len(judged) == 6
    assert (measure.measure(judged).qwk or 0) > 0.5


def test_what_is_shipped_is_read_as_it_was_written(fitted, tmp_path):
    model = fitted.shipped()
    weights, words = tmp_path / "weights.json", tmp_path / "lexicon.json"
    ordinal.save(model, weights, words)
    read = ordinal.load(weights, words)
    answer = features.read("How?", f"{SAYS} {DOES}", KNOWN)
    before, after = (
        [value for each in one.weigh(answer).scores("audit-trail") for value in astuple(each)]
        for one in (model, read)
    )
    assert after == pytest.approx(before, abs=0.01)


def test_a_phrase_found_in_one_question_only_does_not_count_for_it():
    alone = Labelled("q", "How?", DOES, {"audit-trail": 2}, None, measured=True)
    other = Labelled("other", "How?", DOES, {"audit-trail": 2}, None)
    assert not fit.prepare(Corpus([alone], []), KNOWN).reads[0].hits
    assert fit.prepare(Corpus([alone, other], []), KNOWN).reads[0].hits["audit-trail"]


def test_nothing_of_a_question_kept_apart_is_fitted_to():
    found = fit.corpus()
    apart = {each.question_id for each in fit.lines(fit.LABELLED / fit.APART)}
    assert len(apart) == 24
    assert apart.isdisjoint(each.question_id for each in found.answers)
    labels = {label for each in found.answers for label in each.labels}
    assert (
        labels | {label for _, declared in found.sentences for label in declared} == KNOWN.of.keys()
    )


def test_every_named_sentence_stands_in_its_answer():
    for name in (*fit.MEASURED, fit.APART):
        for line in (fit.LABELLED / name).read_text("utf-8").splitlines():
            each = json.loads(line)
            for criterion, words in each["evidence"].items():
                assert each["labels"][criterion] > 0, each["id"]
                assert all(part in each["answer"] for part in words), each["id"]


def test_the_shipped_weights_are_for_the_counts_of_today():
    read = features.read("How?", DOES, KNOWN)
    counted = {
        name
        for signal in KNOWN.of.values()
        for name in features.under(read, signal.criterion, signal.group)
    } | sentences.pooled(()).keys()
    shipped = ordinal.load()
    for name in ordinal.STEPS:
        assert shipped.answer[name].weights.keys() == counted
        assert shipped.answer[name].criteria.keys() == KNOWN.of.keys()
        assert sentences.plain(read.readings[0]).keys() <= shipped.sentence[name].weights.keys()
    assert set(shipped.lexicon.columns) == {lexicon.EVERY, *KNOWN.of}


def test_the_judge_keeps_what_it_showed_on_the_questions_kept_apart():
    judge = Judge.load()
    apart = list(fit.lines(fit.LABELLED / fit.APART))
    found = measure.measure(fit.judged(judge, each) for each in apart)
    assert (found.qwk or 0) >= 0.7
    assert (found.nudge_precision or 0) >= 0.91
    assert (found.coverage or 0) >= 0.9
    assert (found.praise_precision or 0) >= 0.92
    assert (found.shown_nudged or 0) <= 0.04
