"""The small model that turns counts into chances of a level; its numbers are fitted by `fit.py`."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from questions.model import Level

# Chosen on questions left out whole; the kappa is flat around them.
SHOWN = 0.62
MENTIONED = 0.5
MENTIONED_UNWORDED = 0.7
WEIGHTS = Path(__file__).parent.parent / "rubric" / "signals" / "weights.json"


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely an answer at least mentions a criterion, and how likely it shows it."""

    mentioned: float
    shown: float


@dataclass(frozen=True, slots=True)
class Step:
    """One of the two questions asked of the counts: at least mentioned? shown?"""

    bias: float
    weights: Mapping[str, float]
    criteria: Mapping[str, float]

    def chance(self, criterion: str, counts: Mapping[str, float]) -> float:
        """Give the chance that this step is reached."""
        score = self.bias + self.criteria.get(criterion, 0.0)
        score += sum(
            counts[name] * weight for name, weight in self.weights.items() if name in counts
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@dataclass(frozen=True, slots=True)
class Ordinal:
    """Both steps: at least mentioned, and shown."""

    mentioned: Step
    shown: Step

    def chances(self, criterion: str, counts: Mapping[str, float]) -> Chances:
        """Weigh the counts of one answer under one criterion."""
        mentioned = self.mentioned.chance(criterion, counts)
        return Chances(mentioned, min(mentioned, self.shown.chance(criterion, counts)))


def level(chances: Chances, *, worded: bool) -> Level:
    """Cut chances into a level; without a known word for it (`worded`) nothing is shown."""
    if worded and chances.shown >= SHOWN:
        return Level.SHOWN
    enough = MENTIONED if worded else MENTIONED_UNWORDED
    return Level.MENTIONED if chances.mentioned >= enough else Level.MISSING


def load(path: Path = WEIGHTS) -> Ordinal:
    """Read the shipped weights."""
    stored = json.loads(path.read_text("utf-8"))
    mentioned, shown = (
        Step(each["bias"], each["weights"], each["criteria"])
        for each in (stored["mentioned"], stored["shown"])
    )
    return Ordinal(mentioned, shown)
