"""Whose answer a person is offered to review."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reviewable:
    """An answer that peers may review, with the reviews it has and those that are promised."""

    answer_id: str
    author: str
    at: datetime
    reviews: int
    leased: int


def most_needed(
    reviewer: str,
    answers: Sequence[Reviewable],
    past_pairs: Mapping[tuple[str, str], int],
    reviewed: Collection[str],
) -> Reviewable | None:
    """Give the answer of somebody else that needs a review most, or None.

    Fewest reviews and promises first, then authors whom this reviewer has reviewed least, then
    the oldest. `past_pairs` counts by reviewer and author; `reviewed` are answers never offered
    again.
    """
    open_to_them = [
        answer
        for answer in answers
        if answer.author != reviewer and answer.answer_id not in reviewed
    ]
    return min(
        open_to_them,
        key=lambda answer: (
            answer.reviews + answer.leased,
            past_pairs.get((reviewer, answer.author), 0),
            answer.at,
            answer.answer_id,
        ),
        default=None,
    )
