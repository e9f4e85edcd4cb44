"""How a reviewer's levels lie to those of others who reviewed the same answers."""

from collections.abc import Iterable, Mapping, Sequence

from bot.rules.calibration import Agreement
from bot.rules.consensus import Verdict, lower_median

ENOUGH = 10  # points from which on anything is said


def compare(reviewed: Iterable[tuple[Mapping[str, int], Sequence[Verdict]]]) -> Agreement:
    """Lay somebody's levels on each answer beside what the others together make of it.

    That is their lower median, by weight. A point that nobody else judged, or light ones alone, is
    left out.
    """
    same = milder = stricter = 0
    for own, others in reviewed:
        for criterion, level in own.items():
            judges = [each for each in others if criterion in each.levels]
            if all(each.light for each in judges):
                continue
            theirs = lower_median(
                [each.levels[criterion] for each in judges], [each.weight for each in judges]
            )
            same += level == theirs
            milder += level > theirs
            stricter += level < theirs
    return Agreement(same, milder, stricter)
