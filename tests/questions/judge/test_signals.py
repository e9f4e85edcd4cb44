"""Every criterion has signals; each fires on texts that do the thing and on no others."""

import json
from pathlib import Path

import pytest
import yaml

from questions.judge import features, signals

HERE = Path(__file__).parent
FIRING = json.loads((HERE / "firing.json").read_text("utf-8"))
FIXED = yaml.safe_load((signals.FOLDER.parent / "criteria.yaml").read_text("utf-8"))
KNOWN = signals.load()


def does(criterion: str, text: str) -> bool:
    read = features.read("What would you do?", text, KNOWN)
    return any(hit.does for hit in read.hits.get(criterion, ()))


def test_every_criterion_of_the_rubric_has_signals_and_texts():
    fixed = {each["id"]: each["group"] for each in FIXED["criteria"]}
    assert {each.criterion: each.group for each in KNOWN.of.values()} == fixed
    assert FIRING.keys() == fixed.keys()


@pytest.mark.parametrize("criterion", sorted(FIRING))
def test_a_criterion_fires_on_what_does_it_and_stays_silent_on_what_does_not(criterion):
    fires, silent = FIRING[criterion]
    assert does(criterion, fires)
    assert not does(criterion, silent)


def test_an_opening_criterion_done_late_is_only_named():
    filler = " ".join(f"Component{n} talks to component{n} over queue{n}." for n in range(20))
    late = f"{filler} Before anything I'd find out what counts as late."
    read = features.read("What would you do?", late, KNOWN)
    assert read.hits["scope-first"]
    assert not any(hit.does for hit in read.hits["scope-first"])


@pytest.mark.parametrize("kind", ["says", "does"])
def test_no_phrase_is_declared_twice_for_a_criterion(kind):
    for signal in KNOWN.of.values():
        words = [phrase.words for phrase in getattr(signal, kind)]
        assert len(words) == len(set(words)), signal.criterion
