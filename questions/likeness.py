"""Which questions ask much the same, in the same words or in others."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from questions.model import Question

SAME_WORDS = 0.3  # share of three-word runs that two prompts may have in common
# How near two questions may come in what they are about. In the bank of 366 the nearest two that
# ask different things reach 0.25, and questions told anew in other words 0.20 to 0.34: this finds
# only the strongest retellings, so `--nearest` lists the others to be read.
SAME_MATTER = 0.27
STEM = 5  # letters of a word that count, so that "override" and "overridden" are one
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
PART = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, how near they are (0 to 1), and in what."""

    first: str
    second: str
    share: float
    what: str


def alike(questions: Sequence[Question]) -> list[Pair]:
    """Give the pairs that are too near, the nearest in each way first."""
    said = [pair for pair in _by_words(questions) if pair.share >= SAME_WORDS]
    told = {(pair.first, pair.second) for pair in said}
    meant = [pair for pair in by_matter(questions) if pair.share >= SAME_MATTER]
    return said + [pair for pair in meant if (pair.first, pair.second) not in told]


def by_matter(questions: Sequence[Question]) -> list[Pair]:
    """Give every pair by how near prompt, outline and clarifications are, the nearest first.

    A word weighs the more, the fewer questions have it (TF-IDF, compared by cosine).
    """
    counts = [Counter(_stems(question)) for question in questions]
    spread = Counter(stem for count in counts for stem in count)
    weights = [
        _of_length_one(
            {
                stem: (1 + math.log(times)) * math.log(len(questions) / spread[stem])
                for stem, times in count.items()
            }
        )
        for count in counts
    ]
    pairs = []
    for (one, first), (other, second) in combinations(zip(questions, weights, strict=True), 2):
        small, large = sorted((first, second), key=len)
        share = sum(weight * large[stem] for stem, weight in small.items() if stem in large)
        pairs.append(Pair(one.id, other.id, share, "what it is about"))
    return sorted(pairs, key=lambda pair: -pair.share)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Give every run of so many words."""
    words = [word.lower() for word in WORD.findall(text)]
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def _by_words(questions: Sequence[Question]) -> list[Pair]:
    said = [(question.id, runs(question.prompt, 3)) for question in questions]
    return [
        Pair(first, second, len(one & other) / max(1, len(one | other)), "words")
        for (first, one), (second, other) in combinations(said, 2)
        if not one.isdisjoint(other)
    ]


def _stems(question: Question) -> list[str]:
    texts = [question.prompt, *question.outline]
    texts += [text for each in question.clarifications for text in (each.ask, each.answer)]
    return [word[:STEM].lower() for text in texts for word in PART.findall(text)]


def _of_length_one(weights: dict[str, float]) -> dict[str, float]:
    length = math.hypot(*weights.values()) or 1.0
    return {stem: weight / length for stem, weight in weights.items()}
