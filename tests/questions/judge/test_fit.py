"""Fitting: finds the weights that it should, and never measures on what it has seen."""

import pytest

from questions.judge import features, fit, measure, ordinal, signals
from questions.judge.fit import Labelled

KNOWN = signals.load()
DOES = "Each view is stored with who, when and why, and the privacy lead reads the odd ones."
SAYS = "We will make sure that there is a comprehensive audit trail and robust logging for all."
NOT = "The office is near my flat and the snacks are decent, so I like the place a lot."


def answers() -> list[Labelled]:
    return [
        Labelled(f"q{n}", "How?", text, {"audit-trail": level}, 1.0, measured=n < 2)
        for n in range(4)
        for level, text in enumerate((NOT, SAYS, DOES))
    ]


def test_the_minimum_of_a_bowl_is_found():
    def bowl(at: list[float]) -> tuple[float, list[float]]:
        x, y = at
        return (x - 3) ** 2 + 10 * (y + 1) ** 2, [2 * (x - 3), 20 * (y + 1)]

    assert fit.minimise(bowl, 2) == pytest.approx([3, -1], abs=0.01)


def test_a_slope_that_lies_is_not_followed_for_ever():
    assert fit.minimise(lambda at: (1.0, [1.0 for _ in at]), 1) == pytest.approx([0], abs=1e-6)


def test_walking_stops_after_so_many_rounds(monkeypatch):
    monkeypatch.setattr(fit, "ROUNDS", 1)
    (x,) = fit.minimise(lambda at: ((at[0] - 100) ** 2, [2 * (at[0] - 100)]), 1)
    assert 0 < x < 100


def test_labels_are_learned_and_only_measured_questions_are_left_out():
    judged = list(fit.left_out(answers(), KNOWN))
    assert len(judged) == 6
    assert (measure.measure(judged).qwk or 0) > 0.5


def test_a_phrase_found_in_one_question_only_does_not_count_for_it():
    alone = Labelled("q", "How?", DOES, {"audit-trail": 2}, 1.0, measured=True)
    seen = fit.seen_in([alone], KNOWN)
    (row,) = fit.rows_of(alone, KNOWN, seen)
    assert row.counts["does"] == 0
    other = Labelled("other", "How?", DOES, {"audit-trail": 2}, 1.0, measured=True)
    (row,) = fit.rows_of(alone, KNOWN, fit.seen_in([alone, other], KNOWN))
    assert row.counts["does"] == 1


def test_weights_are_written_as_they_are_read(tmp_path):
    seen = fit.seen_in(answers(), KNOWN)
    model = fit.fit([row for each in answers() for row in fit.rows_of(each, KNOWN, seen)])
    fit.save(model, tmp_path / "weights.json")
    assert ordinal.load(tmp_path / "weights.json") == model


def test_the_corpus_is_the_labelled_answers_more_and_the_banks_examples():
    corpus = fit.corpus()
    assert sum(len(each.labels) for each in corpus if each.measured) == 848
    assert len({each.question_id for each in corpus if each.measured}) == 18
    assert {label for each in corpus for label in each.labels} <= KNOWN.of.keys()


def test_the_whole_run_prints_the_measures_and_writes_the_weights(tmp_path, monkeypatch, capsys):
    written = tmp_path / "weights.json"
    monkeypatch.setattr(fit, "corpus", answers)
    fit.main(written)
    assert capsys.readouterr().out.splitlines()[-1].startswith("overall")
    assert ordinal.load(written).shown.weights


def test_the_shipped_weights_are_for_the_counts_of_today():
    read = features.read("How?", DOES, KNOWN)
    counted = {
        name
        for signal in KNOWN.of.values()
        for name in features.under(read, signal.criterion, signal.group)
    }
    shipped = ordinal.load()
    assert shipped.mentioned.weights.keys() == counted
    assert shipped.shown.weights.keys() == counted
    assert shipped.shown.criteria.keys() == KNOWN.of.keys()
