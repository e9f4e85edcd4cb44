"""Fits the shipped weights and measures them on questions left out.

Run it as `python -m questions.judge.fit`.

Two ridge-regularised logistic steps (at least mentioned? shown?), pooled over criteria, with an
offset per criterion. The phrases were written by people who had read the labelled answers, so a
phrase that is found in the answers of one question only does not count for that question: neither
when the weights are fitted nor when they are measured. What remains is how the phrases do on
words that they were not written for.
"""

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from pathlib import Path

from questions.judge import features, measure, signals
from questions.judge.engine import Judge
from questions.judge.ordinal import WEIGHTS, Ordinal, Step
from questions.judge.phrases import Phrase
from questions.load import SHIPPED, load_questions, load_rubric
from questions.model import Example, Question

LABELLED = Path(__file__).parents[2] / "tests" / "labelled"
RIDGE = 100.0
CRITERION_RIDGE = 3.0
OTHERS_WEIGHT = 0.5
"""The bank's examples count less: each was written to show or to miss everything."""
ROUNDS = 60
MEMORY = 8


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer with its labels; `weight` is how much it counts when fitting."""

    question_id: str
    question: str
    answer: str
    labels: dict[str, int]
    weight: float
    measured: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One label with what was counted for it."""

    question_id: str
    criterion: str
    level: int
    weight: float
    counts: dict[str, float]


def corpus() -> list[Labelled]:
    """Gather every labelled answer; those of `answers.jsonl` are the ones measured."""
    found = [*_lines("answers.jsonl", measured=True), *_lines("more.jsonl", measured=False)]
    for question in load_questions((SHIPPED,), load_rubric()).questions:
        found += [_example(question, each) for each in (question.strong, question.weak)]
    return found


def _lines(name: str, *, measured: bool) -> Iterator[Labelled]:
    for line in (LABELLED / name).read_text("utf-8").splitlines():
        each = json.loads(line)
        labels = each["labels"]
        yield Labelled(each["question_id"], each["question"], each["answer"], labels, 1.0, measured)


def _example(question: Question, example: Example) -> Labelled:
    levels = {criterion: int(level) for criterion, level in example.levels.items()}
    return Labelled(
        question.id, question.prompt, example.answer, levels, OTHERS_WEIGHT, measured=False
    )


def seen_in(
    answers: Sequence[Labelled], known: signals.Signals
) -> dict[tuple[str, Phrase], set[str]]:
    """Give the questions in whose answers each phrase is found."""
    found: dict[tuple[str, Phrase], set[str]] = {}
    for each in answers:
        read = features.read(each.question, each.answer, known)
        for criterion, hits in read.hits.items():
            for hit in hits:
                found.setdefault((criterion, hit.phrase), set()).add(each.question_id)
    return found


def rows_of(
    each: Labelled, known: signals.Signals, seen: dict[tuple[str, Phrase], set[str]]
) -> list[Row]:
    """Count one answer under each of its labels, without the phrases only it would have."""

    def elsewhere(criterion: str, phrase: Phrase) -> bool:
        return bool(seen.get((criterion, phrase), set()) - {each.question_id})

    read = features.read(each.question, each.answer, known, elsewhere)
    return [
        Row(
            each.question_id,
            criterion,
            level,
            each.weight,
            features.under(read, criterion, known.of[criterion].group),
        )
        for criterion, level in each.labels.items()
    ]


def fit(rows: Sequence[Row]) -> Ordinal:
    """Fit both steps to rows."""
    names = sorted({name for row in rows for name in row.counts})
    columns = [[row.counts.get(name, 0.0) for row in rows] for name in names]
    means = [sum(column) / len(rows) for column in columns]
    scales = [
        max(0.05, math.sqrt(sum((x - mean) ** 2 for x in column) / len(rows)))
        for column, mean in zip(columns, means, strict=True)
    ]
    standard = [
        [(x - mean) / scale for x in column]
        for column, mean, scale in zip(columns, means, scales, strict=True)
    ]
    criteria = sorted({row.criterion for row in rows})
    offsets = [[float(row.criterion == each) for row in rows] for each in criteria]
    ridge = [RIDGE] * len(names) + [CRITERION_RIDGE] * len(criteria) + [0.0]
    design = [*standard, *offsets, [1.0] * len(rows)]
    steps: list[Step] = []
    for least in (1, 2):
        wanted = [float(row.level >= least) for row in rows]
        solved = minimise(logistic(design, wanted, [row.weight for row in rows], ridge), len(ridge))
        inner = [w / scale for w, scale in zip(solved, scales, strict=False)]
        bias = solved[-1] - sum(map(mul, inner, means))
        steps.append(
            Step(
                round(bias, 4),
                {name: round(w, 4) for name, w in zip(names, inner, strict=True)},
                {
                    each: round(w, 4)
                    for each, w in zip(criteria, solved[len(names) : -1], strict=True)
                },
            )
        )
    return Ordinal(steps[0], steps[1])


Objective = Callable[[list[float]], tuple[float, list[float]]]


def logistic(
    design: list[list[float]], wanted: list[float], weights: list[float], ridge: list[float]
) -> Objective:
    """Give the regularised loss and its gradient as a function of the weights."""

    def value(w: list[float]) -> tuple[float, list[float]]:
        scores = [0.0] * len(wanted)
        for column, each in zip(design, w, strict=True):
            if each:
                scores = [score + each * x for score, x in zip(scores, column, strict=True)]
        chances = [1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) for score in scores]
        loss = -sum(
            weight * math.log((p if y else 1 - p) + 1e-12)
            for weight, p, y in zip(weights, chances, wanted, strict=True)
        )
        loss += 0.5 * sum(r * each * each for r, each in zip(ridge, w, strict=True))
        residual = [weight * (p - y) for weight, p, y in zip(weights, chances, wanted, strict=True)]
        slope = [
            sum(map(mul, column, residual)) + r * each
            for column, r, each in zip(design, ridge, w, strict=True)
        ]
        return loss, slope

    return value


def minimise(objective: Objective, size: int) -> list[float]:
    """Walk down by limited-memory BFGS: convex, smooth and small, so few steps are enough."""
    at = [0.0] * size
    loss, slope = objective(at)
    past: list[tuple[list[float], list[float], float]] = []
    for _ in range(ROUNDS):
        step = direction(slope, past)
        falls = sum(map(mul, step, slope))
        length = 1.0 if past else 1.0 / max(1.0, math.sqrt(-falls))
        there, new_loss, new_slope = at, loss, slope
        for _ in range(30):
            there = [x + length * s for x, s in zip(at, step, strict=True)]
            new_loss, new_slope = objective(there)
            if new_loss <= loss + 1e-4 * length * falls:
                break
            length /= 2
        moved = [b - a for a, b in zip(at, there, strict=True)]
        bent = [b - a for a, b in zip(slope, new_slope, strict=True)]
        curve = sum(map(mul, moved, bent))
        if curve > 1e-10:  # noqa: PLR2004 - flat: nothing to learn from this step
            past = [*past, (moved, bent, 1 / curve)][-MEMORY:]
        done = loss - new_loss < 1e-4 * max(1.0, loss) / 10
        at, loss, slope = there, new_loss, new_slope
        if done:
            break
    return at


def direction(
    slope: list[float], past: list[tuple[list[float], list[float], float]]
) -> list[float]:
    """Give the next direction from the slope and the last steps."""
    q = [-each for each in slope]
    used: list[float] = []
    for moved, bent, inverse in reversed(past):
        share = inverse * sum(map(mul, moved, q))
        q = [each - share * b for each, b in zip(q, bent, strict=True)]
        used.append(share)
    if past:
        moved, bent, inverse = past[-1]
        q = [each / (inverse * sum(map(mul, bent, bent))) for each in q]
    for (moved, bent, inverse), share in zip(past, reversed(used), strict=True):
        back = inverse * sum(map(mul, bent, q))
        q = [each + (share - back) * m for each, m in zip(q, moved, strict=True)]
    return q


def left_out(answers: Sequence[Labelled], known: signals.Signals) -> Iterator[measure.Judged]:
    """Judge each measured answer by weights that have not seen its question."""
    seen = seen_in(answers, known)
    rows = {id(each): rows_of(each, known, seen) for each in answers}
    for question in sorted({each.question_id for each in answers if each.measured}):
        others = [r for each in answers if each.question_id != question for r in rows[id(each)]]
        judge = Judge(known, fit(others))
        for each in answers:
            if each.question_id == question and each.measured:
                yield _judged(each, judge, seen)


def _judged(
    each: Labelled, judge: Judge, seen: dict[tuple[str, Phrase], set[str]]
) -> measure.Judged:
    def elsewhere(criterion: str, phrase: Phrase) -> bool:
        return bool(seen.get((criterion, phrase), set()) - {each.question_id})

    opinions = judge.opinions(each.question, tuple(each.labels), each.answer, elsewhere)
    choice = judge.choose(opinions)
    given = {opinion.mark.criterion: int(opinion.mark.level) for opinion in opinions}
    return measure.Judged(each.labels, given, choice.praise, choice.nudges)


def save(model: Ordinal, path: Path) -> None:
    """Write the weights as compact JSON."""
    stored = {
        name: {"bias": step.bias, "weights": dict(step.weights), "criteria": dict(step.criteria)}
        for name, step in (("mentioned", model.mentioned), ("shown", model.shown))
    }
    path.write_text(json.dumps(stored, separators=(",", ":")) + "\n", "utf-8")


def main(path: Path = WEIGHTS) -> None:
    """Measure on left-out questions, then fit to everything and ship that."""
    known = signals.load()
    answers = corpus()
    sys.stdout.write(measure.report(list(left_out(answers, known))).table() + "\n")
    seen = seen_in(answers, known)
    save(fit([row for each in answers for row in rows_of(each, known, seen)]), path)


if __name__ == "__main__":  # pragma: no cover - the door from the shell
    main()
