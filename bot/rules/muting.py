"""When a nudge goes quiet by itself, because those who got it call it wrong too often."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

WINDOW = timedelta(days=90)  # nudges older than this say nothing any more
QUIET = timedelta(days=90)  # then it is tried again, since nothing else would show that it mended
ENOUGH_NUDGES = 6
ENOUGH_PEOPLE = 3  # who called it wrong: less than three are no group
# The judge is held to one wrong nudge in twelve, and not everybody says so.
TOO_OFTEN = Fraction(1, 3)


@dataclass(frozen=True, slots=True)
class Voice:
    """How often one person was nudged on a criterion, and called that wrong."""

    nudged: int
    wrong: int


def share_wrong(voices: Collection[Voice]) -> Fraction:
    """Give the share of nudges called wrong, where each person weighs the same.

    For each person take wrong / nudged; the mean of these is the share. So whoever answers most,
    or is angriest, counts once.
    """
    shares = [Fraction(each.wrong, each.nudged) for each in voices]
    return sum(shares, Fraction(0)) / max(1, len(shares))


def is_muted(voices: Collection[Voice]) -> bool:
    """Say whether a criterion is nudged no longer: to check it by hand, all three must hold.

    - It was nudged at least 6 times in the last 90 days, under the present rubric.
    - At least 3 people called such a nudge wrong.
    - Their share, each person weighing the same, is at least a third.
    """
    return (
        sum(each.nudged for each in voices) >= ENOUGH_NUDGES
        and sum(each.wrong > 0 for each in voices) >= ENOUGH_PEOPLE
        and share_wrong(voices) >= TOO_OFTEN
    )
