"""What several peers make of one answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PEERS = 2  # from so many on their verdicts make a consensus


@dataclass(frozen=True, slots=True)
class Agreed:
    """The level that peers agree on, and how far apart their verdicts lie."""

    level: int
    spread: int


def lower_median(levels: Sequence[int]) -> int:
    """Give the middle level, and the lower of two in the middle."""
    if not levels:
        raise ValueError("There is no median of no levels.")
    return sorted(levels)[(len(levels) - 1) // 2]


def consensus(verdicts: Sequence[Mapping[str, int]]) -> dict[str, Agreed]:
    """Give the consensus on each criterion that at least two peers judged."""
    levels: dict[str, list[int]] = {}
    for verdict in verdicts:
        for criterion, level in verdict.items():
            levels.setdefault(criterion, []).append(level)
    return {
        criterion: Agreed(lower_median(given), max(given) - min(given))
        for criterion, given in levels.items()
        if len(given) >= PEERS
    }
