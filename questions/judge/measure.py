"""How good judgements are against labels: the measures of the rubric's README."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

LEVELS = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """What was given for one answer, beside the labels that people agreed on."""

    labels: Mapping[str, int]
    given: Mapping[str, int]
    praise: str | None
    nudges: Sequence[str]


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures over some labels; None where there is nothing to divide by."""

    qwk: float | None
    nudge_precision: float | None
    coverage: float | None
    praise_precision: float | None
    shown_nudged: float | None
    n: int


def measure(judged: Iterable[Judged], criterion: str | None = None) -> Measures:
    """Measure over all labels, or over those of one criterion."""
    pairs: list[tuple[int, int]] = []
    nudges: list[bool] = []
    needing: list[bool] = []
    praises: list[bool] = []
    shown: list[bool] = []
    for each in judged:
        labels = {c: v for c, v in each.labels.items() if criterion in (None, c)}
        pairs += [(label, each.given[c]) for c, label in labels.items() if c in each.given]
        nudged = [c for c in each.nudges if c in labels]
        nudges += [labels[c] < LEVELS - 1 for c in nudged]
        if any(label < LEVELS - 1 for label in labels.values()):
            needing.append(bool(nudged if criterion else each.nudges))
        if each.praise is not None and each.praise in labels:
            praises.append(labels[each.praise] == LEVELS - 1)
        shown += [c in each.nudges for c, label in labels.items() if label == LEVELS - 1]
    return Measures(
        kappa(pairs), share(nudges), share(needing), share(praises), share(shown), len(pairs)
    )


def share(found: Sequence[bool]) -> float | None:
    """Give how many are true, or None of none."""
    return sum(found) / len(found) if found else None


def kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Give the quadratic weighted kappa of (label, given) pairs; None where it means nothing."""
    if not pairs:
        return None
    labels = [sum(label == level for label, _ in pairs) for level in range(LEVELS)]
    given = [sum(each == level for _, each in pairs) for level in range(LEVELS)]
    by_chance = sum(
        labels[a] * given[b] * (a - b) ** 2 for a in range(LEVELS) for b in range(LEVELS)
    ) / len(pairs)
    if not by_chance:
        return None
    return 1 - sum((label - each) ** 2 for label, each in pairs) / by_chance


@dataclass(frozen=True, slots=True)
class Report:
    """The measures overall and per criterion."""

    overall: Measures
    criteria: Mapping[str, Measures]

    def as_dict(self) -> dict[str, object]:
        """Give the overall measures by name, and under `criteria` the same for each criterion."""
        return {
            **asdict(self.overall),
            "criteria": {criterion: asdict(each) for criterion, each in self.criteria.items()},
        }

    def table(self) -> str:
        """Give the measures as a text table, the overall ones last."""
        head = f"{'':22}{'qwk':>7}{'nudge':>8}{'cover':>8}{'praise':>8}{'shown':>8}{'n':>6}"
        rows = [_row(criterion, each) for criterion, each in self.criteria.items()]
        return "\n".join((head, *rows, _row("overall", self.overall)))


def _row(name: str, each: Measures) -> str:
    values = (each.nudge_precision, each.coverage, each.praise_precision, each.shown_nudged)
    cells = "".join(f"{_number(value):>8}" for value in values)
    return f"{name:22}{_number(each.qwk):>7}{cells}{each.n:>6}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def report(judged: Sequence[Judged]) -> Report:
    """Measure everything, the criteria in the order of their ids."""
    criteria = sorted({criterion for each in judged for criterion in each.labels})
    return Report(measure(judged), {each: measure(judged, each) for each in criteria})
