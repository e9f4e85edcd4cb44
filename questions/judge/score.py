"""Scoring answers that come as JSON, a line each, and measuring that against labels."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from questions.judge import measure
from questions.judge.engine import Judge
from questions.judge.measure import Judged, Report
from questions.model import Level


@dataclass(frozen=True, slots=True)
class Request:
    """One answer to score, as its line says."""

    id: str
    question: str
    category: str
    criteria: tuple[str, ...]
    answer: str
    labels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be scored, and what is wrong with it."""

    number: int
    problem: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Scored:
    """One answer with what the engine gives for it."""

    number: int
    request: Request
    labels: Mapping[str, int]
    praise: str | None
    nudges: tuple[str, ...]
    evidence: Mapping[str, str]

    def as_dict(self) -> dict[str, object]:
        """Give the line's result as `rubric/README.md` lays it down."""
        return {
            "id": self.request.id,
            "labels": dict(self.labels),
            "praise": self.praise,
            "nudges": list(self.nudges),
            "evidence": dict(self.evidence),
        }


def parse(line: str, number: int, known: frozenset[str]) -> Request | BadLine:
    """Read one line; what is missing or unknown comes back as words."""
    try:
        fields: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BadLine(number, f"is not JSON ({error}).")
    if not isinstance(fields, dict):
        return BadLine(number, "is JSON, but not an object with id, question, criteria, answer.")
    problem = _problem(fields, known)
    if problem:
        return BadLine(number, problem)
    labels = fields.get("labels")
    disputed = fields.get("disputed")
    settled = labels if isinstance(labels, dict) else {}
    aside = disputed if isinstance(disputed, dict) else {}
    return Request(
        id=str(fields["id"]),
        question=fields["question"],
        category=fields.get("category") or "",
        criteria=tuple(dict.fromkeys(fields["criteria"])),
        answer=fields["answer"],
        labels={
            criterion: level
            for criterion, level in settled.items()
            if criterion in fields["criteria"] and criterion not in aside and _is_level(level)
        },
    )


def _problem(fields: Mapping[str, Any], known: frozenset[str]) -> str:
    if not isinstance(fields.get("id"), str | int):
        return "has no id."
    for name in ("question", "answer"):
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            return f"has no {name}."
    criteria = fields.get("criteria")
    if not isinstance(criteria, list) or not criteria:
        return "has no criteria; give a list of ids."
    unknown = [str(each) for each in criteria if not isinstance(each, str) or each not in known]
    if unknown:
        return f"has unknown criteria: {', '.join(unknown)}."
    return ""


def _is_level(value: object) -> bool:
    return not isinstance(value, bool) and value in tuple(map(int, Level))


def score(request: Request, judge: Judge, number: int = 0) -> Scored:
    """Judge one answer and choose what would be said about it."""
    found = judge.consider(request.question, request.category, request.criteria, request.answer)
    choice = found.choice
    marks = [each.mark for each in found.opinions]
    return Scored(
        number,
        request,
        {mark.criterion: int(mark.level) for mark in marks},
        choice.praise,
        choice.nudges,
        {mark.criterion: mark.evidence for mark in marks if mark.level is not Level.MISSING},
    )


class Adviser(Protocol):
    """Somebody who may know the levels of an answer better than the judge."""

    def beside(self, judge: Judge, question: str, criteria: Sequence[str], answer: str) -> Judge:
        """Give a judge for this answer that knows what they say of it; never raises."""


def score_lines(
    lines: Iterable[str], judge: Judge, adviser: Adviser | None = None
) -> Iterator[Scored | BadLine]:
    """Score each line in order; blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        request = parse(line.lstrip("\ufeff"), number, judge.criteria)
        if isinstance(request, BadLine):
            yield request
            continue
        asked = judge
        if adviser is not None:
            asked = adviser.beside(judge, request.question, request.criteria, request.answer)
        yield score(request, asked, number)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The measures, and the lines that could not be scored."""

    report: Report
    bad_lines: tuple[BadLine, ...]

    def as_dict(self) -> dict[str, object]:
        """Give the measures by name, overall and under `criteria` for each."""
        return self.report.as_dict()

    def table(self) -> str:
        """Give the measures as a text table."""
        return self.report.table()


def evaluate(lines: Iterable[str], judge: Judge, adviser: Adviser | None = None) -> Evaluation:
    """Score each line and measure against the labels it brings."""
    results = list(score_lines(lines, judge, adviser))
    bad = tuple(each for each in results if isinstance(each, BadLine))
    judged = [
        Judged(each.request.labels, each.labels, each.praise, each.nudges)
        for each in results
        if isinstance(each, Scored)
    ]
    return Evaluation(measure.report(judged), bad)
