"""What the bank is made of, and what it must at least be made of."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from questions.model import (
    SENIORITIES,
    SETTINGS,
    STAGES,
    TOPICS,
    TRACKS,
    Difficulty,
    Format,
    Question,
    Rubric,
)

DAYS = 366  # a year without a repeat
# The fewest questions of each kind; a number stands for every name of that kind.
FEWEST: Mapping[str, int | Mapping[str, int]] = {
    "category": 22,
    "stage": 12,
    "format": 12,
    "criterion": 12,
    "topic": {
        "strategy": 12,
        "launch": 12,
        "explaining": 12,
        "duty-of-care": 12,
        "own-questions": 12,
        "model-display": 12,
        "retention": 3,
        "breach": 3,
        "cross-border": 3,
        "state-consent": 3,
        "change-control": 3,
        "patient-matching": 3,
        "exchange": 3,
        "imaging": 3,
    },
}
SHARE_OF_DIFFICULTY = 1 / 5  # of all questions, at least
SHARE_OUTSIDE = 1 / 2  # of a category's questions ask a criterion that is not on its usual list


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions there are by kind and name, zeros too, in the order people know.

    `outside` counts, by category, those with a criterion from outside the category's usual list.
    """

    total: int
    by: Mapping[str, Mapping[str, int]]
    outside: Mapping[str, int]

    def share_outside(self, category: str) -> float:
        """Give the share of a category's questions that look beyond its usual list."""
        return self.outside[category] / max(1, self.by["category"][category])

    def as_dict(self) -> dict[str, Any]:
        """Give what JSON can hold, with the days of supply."""
        days = {"all": self.total, **self.by["track"]}
        return {**asdict(self), "days": days}


def count(questions: Sequence[Question], rubric: Rubric) -> Counts:
    """Count the questions."""
    names: dict[str, Sequence[str]] = {
        "track": tuple(TRACKS),
        "category": tuple(rubric.categories),
        "stage": STAGES,
        "format": tuple(Format),
        "difficulty": tuple(Difficulty),
        "seniority": SENIORITIES,
        "setting": SETTINGS,
        "criterion": tuple(rubric.criteria),
        "topic": tuple(TOPICS),
    }
    by = {}
    for kind, known in names.items():
        found = Counter(value for question in questions for value in values(question, kind))
        by[kind] = {str(name): found[name] for name in known}
    beyond = Counter(
        question.category
        for question in questions
        if not set(question.criteria) <= set(rubric.categories[question.category])
    )
    return Counts(len(questions), by, {name: beyond[name] for name in rubric.categories})


def values(question: Question, kind: str) -> tuple[str, ...]:
    """Give what a question has of a kind: one category, several criteria, any number of topics."""
    if kind == "criterion":
        return question.criteria
    if kind == "topic":
        return question.topics
    value: str = getattr(question, kind)
    return (value,)


def short(counts: Counts) -> Iterator[str]:
    """Say what the bank is short of."""
    if counts.total < DAYS:
        yield f"{counts.total} questions, not {DAYS}"
    for kind, wanted in FEWEST.items():
        for name, number in counts.by[kind].items():
            least = wanted if isinstance(wanted, int) else wanted.get(name, 0)
            if number < least:
                yield f"{kind} '{name}': {number} questions, not {least}"
    for name, number in counts.by["difficulty"].items():
        if number < counts.total * SHARE_OF_DIFFICULTY:
            yield f"difficulty '{name}': {number} questions, under {SHARE_OF_DIFFICULTY:.0%}"
    for name in counts.outside:
        share = counts.share_outside(name)
        if share < SHARE_OUTSIDE:
            yield (
                f"category '{name}': {share:.0%} of its questions ask a criterion from outside "
                f"its usual list, not {SHARE_OUTSIDE:.0%}"
            )
