"""How far single sentences go towards a criterion, and what that says of the whole answer."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questions.judge.features import ATOMS, Hit, Reading


@dataclass(frozen=True, slots=True)
class Score:
    """The log-odds that a sentence at least mentions a criterion, and that it shows it."""

    mentioned: float
    shown: float


def plain(reading: Reading) -> dict[str, float]:
    """Count what is the same for every criterion: how concrete a sentence is, and its form."""
    return {
        "solid": reading.solid,
        **{name: min(2.0, reading.atoms.get(name, 0)) for name in ATOMS},
        "code": float(reading.unit.code),
        "length": math.log(1 + len(reading.unit.words)) / 3,
    }


def under(shared: Mapping[str, float], hits: Sequence[Hit]) -> dict[str, float]:
    """Count a sentence's phrases for one criterion, beside what is `plain` about it."""
    does = sum(hit.does for hit in hits)
    says = len(hits) - does
    counts = {
        **shared,
        "says": float(says > 0),
        "says_more": min(says, 3) / 2,
        "does": float(does > 0),
        "does_more": min(does, 3) / 2,
    }
    if does:
        counts.update({f"does*{name}": value for name, value in shared.items()})
    return counts


def pooled(scores: Sequence[Score]) -> dict[str, float]:
    """Sum up an answer's sentences by its three best: how many there are must not matter."""
    counts: dict[str, float] = {}
    for name in ("mentioned", "shown"):
        each = sorted((getattr(score, name) for score in scores), reverse=True)
        best = [max(_NONE, score) for score in [*each, _NONE, _NONE, _NONE][:3]]
        counts.update({f"sentence_{name}_{place}": value for place, value in enumerate(best, 1)})
    return counts


def chance(score: float) -> float:
    """Turn log-odds into a chance."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


_NONE = -6.0  # a sentence that is not there
