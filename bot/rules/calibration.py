"""Which practice answers a person marks before their first review in a role, and how they compare.

They are example answers of the bank, whose levels are known.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from questions.model import Example, Level, Question

EXAMPLES = 3
POINTS = 4  # of a question's criteria, so that an answer takes a minute or two
SHORTLIST = 12  # of what fits, the shortest to read

Kind = Literal["strong", "weak"]


@dataclass(frozen=True, slots=True)
class Practice:
    """An example answer to mark, on a few of its question's criteria."""

    question: Question
    kind: Kind
    points: tuple[str, ...]

    @property
    def example(self) -> Example:
        """Give the answer with the bank's levels."""
        return _example(self.question, self.kind)


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion as a person and as the bank see it."""

    criterion: str
    yours: Level
    banks: Level


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of how many points: seen as the bank does, seen milder, seen stricter."""

    same: int
    milder: int
    stricter: int

    @property
    def of(self) -> int:
        """Count the points."""
        return self.same + self.milder + self.stricter


def practice(question: Question, kind: Kind) -> Practice:
    """Take a question's example to practise on; its points vary in level where they can."""
    example = _example(question, kind)
    met: Counter[Level] = Counter()
    turns = {}
    for place, criterion in enumerate(question.criteria):
        level = example.levels[criterion]
        turns[criterion] = (met[level], place)
        met[level] += 1
    chosen = sorted(turns, key=lambda criterion: turns[criterion])[:POINTS]
    return Practice(question, kind, tuple(each for each in question.criteria if each in chosen))


def next_practice(
    questions: Sequence[Question], seed: str, done: Sequence[Question], avoid: Collection[str]
) -> Practice | None:
    """Give what a person with this seed marks after those questions; None: that was all.

    Of the three at least one is strong and one weak; each is of another question, and another
    category where there is one, short to read, and no question to avoid.
    """
    if len(done) >= EXAMPLES:
        return None
    left = [
        each
        for each in questions
        if each.id not in avoid and each.id not in {before.id for before in done}
    ]
    categories = {before.category for before in done}
    left = [each for each in left if each.category not in categories] or left
    if not left:
        return None
    kind = _kinds(seed)[len(done)]
    short = sorted(left, key=lambda each: _length(each, kind))[:SHORTLIST]
    return practice(min(short, key=lambda each: _lot(seed, each)), kind)


def compare(practised: Practice, levels: Mapping[str, Level | int]) -> tuple[Compared, ...]:
    """Lay a person's levels beside the bank's, point by point; a point without both is left out."""
    return tuple(
        Compared(each, Level(levels[each]), practised.example.levels[each])
        for each in practised.question.criteria
        if each in levels
    )


def agreement(points: Iterable[Compared]) -> Agreement:
    """Count how a person's levels lie to the bank's."""
    apart = [each.yours - each.banks for each in points]
    return Agreement(
        same=sum(each == 0 for each in apart),
        milder=sum(each > 0 for each in apart),
        stricter=sum(each < 0 for each in apart),
    )


def _lot(seed: str, question: Question) -> float:
    """Draw for each question by itself: one more or less leaves the others' lots as they are."""
    return Random(f"{seed}:{question.id}").random()  # noqa: S311 - practice, not secrets


def _kinds(seed: str) -> list[Kind]:
    chance = Random(seed)  # noqa: S311 - practice, not secrets
    kinds: list[Kind] = ["strong", "weak", chance.choice(("strong", "weak"))]
    chance.shuffle(kinds)
    return kinds


def _length(question: Question, kind: Kind) -> tuple[int, str]:
    return len(question.prompt) + len(_example(question, kind).answer), question.id


def _example(question: Question, kind: Kind) -> Example:
    return question.strong if kind == "strong" else question.weak
