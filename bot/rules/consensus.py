"""What several peers make of one answer.

A review that is in doubt is light: it weighs half. Light ones alone decide nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

FULL, LIGHT = 2, 1  # what a verdict weighs
ENOUGH = 2 * FULL  # a consensus takes two peers, or one and two light ones
PEERS = 2  # reviewers of an answer, before one more is asked
APART = 2  # levels between two peers from which on they differ


@dataclass(frozen=True, slots=True)
class Verdict:
    """The levels that one peer found by criterion; `light`: there is doubt about the review."""

    levels: Mapping[str, int]
    light: bool = False

    @property
    def weight(self) -> int:
        """Give what it weighs."""
        return LIGHT if self.light else FULL


@dataclass(frozen=True, slots=True)
class Agreed:
    """The level that peers agree on, and how far apart the verdicts lie that are not light."""

    level: int
    spread: int

    @property
    def differ(self) -> bool:
        """Say whether reviewers differ."""
        return self.spread >= APART


def lower_median(levels: Sequence[int], weights: Sequence[int] | None = None) -> int:
    """Give the smallest level that half of all weight is at or below; without weights all are one.

    Of an even number of equals that is the lower of the two in the middle.
    """
    if not levels:
        raise ValueError("There is no median of no levels.")
    ordered = sorted(zip(levels, weights or [1] * len(levels), strict=True))
    running = list(accumulate(weight for _, weight in ordered))
    return next(
        level for (level, _), upto in zip(ordered, running, strict=True) if 2 * upto >= running[-1]
    )


def consensus(verdicts: Sequence[Verdict]) -> dict[str, Agreed]:
    """Give the consensus on each criterion that two full peers judged, or as many as weigh that."""
    given: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        for criterion in verdict.levels:
            given.setdefault(criterion, []).append(verdict)
    agreed = {}
    for criterion, judges in given.items():
        full = [each.levels[criterion] for each in judges if not each.light]
        if full and sum(each.weight for each in judges) >= ENOUGH:
            levels = [each.levels[criterion] for each in judges]
            middle = lower_median(levels, [each.weight for each in judges])
            agreed[criterion] = Agreed(middle, max(full) - min(full))
    return agreed


def needs_another(verdicts: Sequence[Verdict]) -> bool:
    """Say whether one more peer is asked: two have spoken, and differ, or one of them is light."""
    if len(verdicts) != PEERS:
        return False
    if any(verdict.light for verdict in verdicts):
        return True
    return any(agreed.differ for agreed in consensus(verdicts).values())
