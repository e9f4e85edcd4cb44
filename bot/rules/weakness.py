"""Where a person stands on each criterion, replayed from the verdicts on their answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.rules.consensus import FULL, LIGHT, lower_median
from questions.model import Level

ENGINE = "engine"
CONSENSUS = "consensus"
ALPHA = 0.3  # what the latest attempt weighs in the average
PLACES = 9  # so that sums that are equal by hand compare as equal
ENOUGH = 3  # attempts from which on anything is said
STEADY_FROM = 0.5
STRONG_FROM = 0.75
DOWN_AFTER = 3  # low results in a row
STUCK_AFTER = 4  # answers in a row that did not show it: the same again would not help


class State(StrEnum):
    """How well a criterion is mastered, in the order it is reached."""

    NEW = "new"
    SHAKY = "shaky"
    STEADY = "steady"
    STRONG = "strong"


_ORDER = tuple(State)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One verdict on one criterion of an answer, given at an instant that was `on` this date there.

    `by` is the engine, a reviewer, or the consensus of several; `light`: that reviewer's word
    weighs half. In the one that counts, `peers` are all who reviewed it, and `spread` is how far
    apart the verdicts lie that are not light.
    """

    criterion: str
    level: int
    at: datetime
    on: date
    question_id: str
    answer_id: str
    by: str
    disputed: bool = False
    light: bool = False
    peers: tuple[str, ...] = ()
    spread: int = 0


@dataclass(frozen=True, slots=True)
class Weakness:
    """A person's standing on one criterion, with the verdicts that it rests on, oldest first.

    `averages` are the average after each of them; `unshown` counts the latest in a row that were
    not shown.
    """

    criterion: str
    asked: int
    missed: int
    mentioned: int
    shown: int
    average: float
    state: State
    enough: bool
    unshown: int
    evidence: tuple[Attempt, ...]
    averages: tuple[float, ...]

    @property
    def stuck(self) -> bool:
        """Say whether more of the same is unlikely to help."""
        return self.unshown >= STUCK_AFTER


def weigh(attempts: Iterable[Attempt]) -> dict[str, Weakness]:
    """Give a person's standing on each criterion. To check it by hand, take its answers in order:

    - The average starts at the first answer's level / 2 (missing 0, mentioned 0.5, shown 1); each
      later answer makes it 0.3 x level / 2 + 0.7 x the average before.
    - The state is new until the third answer, which makes it steady if the average is then at
      least 0.5, else shaky. Each later answer moves it one step at most:
      - shaky to steady: the answer is not missing, and the average at least 0.5;
      - steady to strong: the answer is shown, the average at least 0.75, and two different
        questions were shown so far;
      - one step down after three low answers in a row, which are then forgiven: the next step
        down takes three more. Low is missing; for the step down from strong, mentioned too.
    """
    by_criterion: dict[str, list[Attempt]] = {}
    for attempt in counted(attempts):
        by_criterion.setdefault(attempt.criterion, []).append(attempt)
    return {criterion: _standing(given) for criterion, given in by_criterion.items()}


def counted(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Give the one verdict per answer and criterion that counts, oldest answer first.

    The consensus outranks a single peer, and peers outrank the engine, which is silent where
    the person disputes it. Of peers without a consensus the lower median counts, by weight. Light
    ones alone say nothing.
    """
    verdicts: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in attempts:
        if attempt.by != ENGINE or not attempt.disputed:
            verdicts.setdefault((attempt.criterion, attempt.answer_id), []).append(attempt)
    found = [counting for given in verdicts.values() if (counting := _outranking(given))]
    return sorted(found, key=_in_order)


def weakest(weaknesses: Mapping[str, Weakness], n: int) -> list[Weakness]:
    """Give the n that need work most: those with enough answers first, strong ones after others."""
    return sorted(
        weaknesses.values(),
        key=lambda each: (
            not each.enough,
            each.state is State.STRONG,
            each.average,
            -each.missed,
            each.criterion,
        ),
    )[:n]


def _outranking(verdicts: Sequence[Attempt]) -> Attempt | None:
    if len(verdicts) == 1 and verdicts[0].by == ENGINE:
        return verdicts[0]
    agreed = [each for each in verdicts if each.by == CONSENSUS]
    peers = sorted(
        (each for each in verdicts if each.by not in {ENGINE, CONSENSUS}),
        key=lambda each: (each.level, each.by),
    )
    full = [each for each in peers if not each.light]
    if not agreed and not full:
        return next((each for each in verdicts if each.by == ENGINE), None)
    best = agreed or peers
    levels = [each.level for each in full] or [0]
    return replace(
        best[0],
        level=lower_median(
            [each.level for each in best], [LIGHT if each.light else FULL for each in best]
        ),
        by=CONSENSUS if len(best) > 1 else best[0].by,
        light=False,
        peers=tuple(sorted(each.by for each in peers)),
        spread=max(levels) - min(levels),
    )


def _in_order(attempt: Attempt) -> tuple[datetime, str, str]:
    return attempt.at, attempt.answer_id, attempt.criterion


def _standing(evidence: Sequence[Attempt]) -> Weakness:
    average = evidence[0].level / Level.SHOWN
    averages: list[float] = []
    state, low, unshown, shown = State.NEW, 0, 0, set[str]()
    for number, attempt in enumerate(evidence, start=1):
        if number > 1:
            average = round(ALPHA * attempt.level / Level.SHOWN + (1 - ALPHA) * average, PLACES)
        averages.append(average)
        unshown += 1
        if attempt.level == Level.SHOWN:
            shown.add(attempt.question_id)
            unshown = 0
        if state is State.NEW:
            if number == ENOUGH:
                state = State.STEADY if average >= STEADY_FROM else State.SHAKY
            continue
        low = low + 1 if _is_low(attempt, state) else 0
        if low == DOWN_AFTER:
            state, low = _ORDER[max(1, _ORDER.index(state) - 1)], 0
        elif _goes_up(attempt, state, average, questions_shown=len(shown)):
            state, low = _ORDER[_ORDER.index(state) + 1], 0
    levels = [attempt.level for attempt in evidence]
    return Weakness(
        criterion=evidence[0].criterion,
        asked=len(levels),
        missed=levels.count(Level.MISSING),
        mentioned=levels.count(Level.MENTIONED),
        shown=levels.count(Level.SHOWN),
        average=average,
        state=state,
        enough=len(levels) >= ENOUGH,
        unshown=unshown,
        evidence=tuple(evidence),
        averages=tuple(averages),
    )


def _is_low(attempt: Attempt, state: State) -> bool:
    return attempt.level < (Level.SHOWN if state is State.STRONG else Level.MENTIONED)


def _goes_up(attempt: Attempt, state: State, average: float, *, questions_shown: int) -> bool:
    if state is State.SHAKY:
        return attempt.level > Level.MISSING and average >= STEADY_FROM
    if state is State.STEADY:
        return attempt.level == Level.SHOWN and average >= STRONG_FROM and questions_shown > 1
    return False
