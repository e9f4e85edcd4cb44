"""A question as plain JSON values and back, so that a round keeps what it asked for ever."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from questions.model import (
    Clarification,
    CommonMistake,
    Difficulty,
    Example,
    Fact,
    FollowUp,
    Format,
    Level,
    Question,
)


def freeze(question: Question) -> dict[str, Any]:
    """Give the question as values that JSON can hold; `thaw` gives it back."""
    frozen = asdict(question)
    for example in ("strong", "weak"):
        frozen[example]["levels"] = {c: int(n) for c, n in frozen[example]["levels"].items()}
    return frozen


def thaw(frozen: Mapping[str, Any]) -> Question:
    """Rebuild a question that `freeze` gave, also after a trip through JSON."""
    return Question(
        **{
            **frozen,
            "format": Format(frozen["format"]),
            "difficulty": Difficulty(frozen["difficulty"]),
            "criteria": tuple(frozen["criteria"]),
            "nudges": dict(frozen["nudges"]),
            "clarifications": tuple(Clarification(**each) for each in frozen["clarifications"]),
            "outline": tuple(frozen["outline"]),
            "mistakes": tuple(CommonMistake(**each) for each in frozen["mistakes"]),
            "follow_ups": tuple(FollowUp(**each) for each in frozen["follow_ups"]),
            "strong": _example(frozen["strong"]),
            "weak": _example(frozen["weak"]),
            "facts": tuple(Fact(**each) for each in frozen["facts"]),
            "topics": tuple(frozen.get("topics", ())),  # rounds kept before there were any
        }
    )


def _example(frozen: Mapping[str, Any]) -> Example:
    levels = {criterion: Level(level) for criterion, level in frozen["levels"].items()}
    return Example(frozen["answer"], levels)
