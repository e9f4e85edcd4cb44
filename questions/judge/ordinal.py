"""The small model that turns counts and words into chances of a level; fitted by `fit.py`.

Two questions are asked twice: does a sentence at least mention the criterion, does it show it;
and, knowing that of every sentence, does the answer. Each is a logistic regression whose
numbers stand in `weights.json`, and in the lexicon what words add to them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from questions.judge import features, lexicon, sentences
from questions.judge.features import Answer, Hit
from questions.judge.lexicon import EVERY, Lexicon, Vector, entry
from questions.judge.sentences import Score
from questions.judge.text import COMMON
from questions.model import Level

# Chosen on questions left out whole; the kappa is flat around them.
SHOWN = 0.55
MENTIONED = 0.5
MENTIONED_UNWORDED = 0.6
WEIGHTS = Path(__file__).parent.parent / "rubric" / "signals" / "weights.json"
STEPS = ("mentioned", "shown")


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely an answer at least mentions a criterion, and how likely it shows it."""

    mentioned: float
    shown: float


@dataclass(frozen=True, slots=True)
class Step:
    """One question: what each count adds, what each criterion does, and its phrases that do it."""

    bias: float
    weights: Mapping[str, float]
    criteria: Mapping[str, float]
    doing: Mapping[str, float]

    def counted(self, counts: Mapping[str, float]) -> float:
        """Give what counts add up to."""
        weights = self.weights
        return sum(value * weights[name] for name, value in counts.items() if name in weights)

    def under(self, criterion: str, *, does: bool) -> float:
        """Give what the criterion itself adds."""
        found = self.doing.get(criterion, 0.0) if does else 0.0
        return self.bias + self.criteria.get(criterion, 0.0) + found


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The steps for a sentence and for an answer, by the names of `STEPS`, and the lexicon."""

    sentence: Mapping[str, Step]
    answer: Mapping[str, Step]
    lexicon: Lexicon

    def weigh(self, read: Answer) -> "Weighed":
        """Weigh what does not depend on a criterion, once for an answer."""
        vectors = [self.lexicon.vector(each.entries) for each in read.readings]
        plain = [sentences.plain(each) for each in read.readings]
        entries = {entry for each in read.readings for entry in each.entries}
        base = {name: [self.sentence[name].counted(counts) for counts in plain] for name in STEPS}
        return Weighed(self, read, vectors, plain, base, self.lexicon.vector(entries))


@dataclass(frozen=True, slots=True)
class Weighed:
    """An answer whose words have been looked up; ask it about one criterion after the other."""

    model: Ordinal
    read: Answer
    vectors: Sequence[Vector]
    plain: Sequence[Mapping[str, float]]
    base: Mapping[str, Sequence[float]]
    vector: Vector

    def scores(self, criterion: str) -> list[Score]:
        """Score every sentence for a criterion, in their order."""
        hits: dict[int, list[Hit]] = {}
        for hit in self.read.hits.get(criterion, ()):
            hits.setdefault(hit.reading.unit.start, []).append(hit)
        found = [hits.get(reading.unit.start, ()) for reading in self.read.readings]
        return [
            Score(*pair)
            for pair in zip(*(self._scored(n, criterion, found) for n in STEPS), strict=True)
        ]

    def _scored(self, name: str, criterion: str, hits: Sequence[Sequence[Hit]]) -> list[float]:
        step = self.model.sentence[name]
        scale, weights = self.model.lexicon.column(f"sentence_{name}", criterion)
        scores: list[float] = []
        for place, here in enumerate(hits):
            counted = self.base[name][place]
            if here:
                counted = step.counted(sentences.under(self.plain[place], here))
            words = scale * sum([share * weights[word] for word, share in self.vectors[place]])
            own = step.under(criterion, does=any(hit.does for hit in here))
            scores.append(counted + words + own)
        return scores

    def chances(self, criterion: str, group: str, scores: Sequence[Score]) -> Chances:
        """Give the chances of an answer's levels under a criterion, of its sentences' scores."""
        counts = features.under(self.read, criterion, group) | sentences.pooled(scores)
        found = [self._chance(name, criterion, counts) for name in STEPS]
        return Chances(found[0], min(found))

    def weightiest(self, criterion: str, place: int) -> list[str]:
        """Give the words of a sentence that speak most for its showing a criterion."""
        entries = {*self.read.readings[place].entries} - COMMON - {entry("0")}
        found = self.model.lexicon.weightiest("sentence_shown", criterion, entries, 3)
        return [each.replace("¬", "not ") for each in found]

    def _chance(self, name: str, criterion: str, counts: Mapping[str, float]) -> float:
        step, words = self.model.answer[name], self.model.lexicon
        score = step.counted(counts) + step.under(criterion, does=False)
        for column in (EVERY, criterion):
            score += words.weigh(f"answer_{name}", column, self.vector)
        return sentences.chance(score)


def level(chances: Chances, *, worded: bool) -> Level:
    """Cut chances into a level; without a known phrase for it (`worded`) it takes more."""
    if chances.shown >= SHOWN:
        return Level.SHOWN
    enough = MENTIONED if worded else MENTIONED_UNWORDED
    return Level.MENTIONED if chances.mentioned >= enough else Level.MISSING


def load(path: Path = WEIGHTS, words: Path = lexicon.FILE) -> Ordinal:
    """Read the shipped weights and the lexicon."""
    stored = json.loads(path.read_text("utf-8"))
    sentence, answer = (
        {name: Step(**stored[kind][name]) for name in STEPS} for kind in ("sentence", "answer")
    )
    return Ordinal(sentence, answer, lexicon.load(words))


def save(model: Ordinal, path: Path = WEIGHTS, words: Path = lexicon.FILE) -> None:
    """Write a model as `load` reads it."""
    stored = {
        kind: {name: asdict(step) for name, step in steps.items()}
        for kind, steps in (("sentence", model.sentence), ("answer", model.answer))
    }
    path.write_text(json.dumps(stored, separators=(",", ":")) + "\n", "utf-8")
    lexicon.save(model.lexicon, words)
