"""Marks: what each judge says of an answer, criterion by criterion."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select

from questions import model
from storage.aggregate import Aggregate
from storage.tables.answers import AnswerRow, DisputeRow, MarkRow

ENGINE = "engine"
# The rule of a peer's mark: whether there is doubt about the review.
PEER = "peer review"
LIGHT = "light review"


@dataclass(frozen=True, slots=True)
class Mark:
    """One judge's level for one criterion; `by` is `engine`, a person or `consensus`."""

    answer_id: str
    criterion: str
    level: int
    by: str
    evidence: str
    rule: str
    rubric: str
    at: datetime
    disputed: bool

    @property
    def light(self) -> bool:
        """Say whether it comes from a review that weighs half."""
        return self.rule == LIGHT


@dataclass(frozen=True, slots=True)
class Judged:
    """A judge's level with what was asked, when it was answered, and on which date there."""

    answer_id: str
    criterion: str
    level: int
    by: str
    disputed: bool
    question_id: str
    answered_at: datetime
    local_date: date
    light: bool


def mark_columns(workspace: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    """Give the columns of a mark; a dispute concerns what the engine said, not a peer's word."""
    disputed = and_(
        MarkRow.by == ENGINE,
        select(DisputeRow.user)
        .where(
            workspace,
            DisputeRow.answer_id == MarkRow.answer_id,
            DisputeRow.criterion == MarkRow.criterion,
        )
        .exists(),
    )
    stored = [field.name for field in fields(Mark) if field.name != "disputed"]
    return [*(getattr(MarkRow, name) for name in stored), disputed]


class Marks(Aggregate[Mark]):
    """The marks of a workspace."""

    table = MarkRow
    record = Mark

    def put(
        self, answer_id: str, by: str, marks: Sequence[model.Mark], rubric: str, at: datetime
    ) -> None:
        """Replace what a judge said of an answer; disputes stay."""
        self._connection.execute(
            delete(MarkRow).where(self._mine(), MarkRow.answer_id == answer_id, MarkRow.by == by)
        )
        rows = [
            {
                "workspace": self.workspace,
                "answer_id": answer_id,
                "by": by,
                "criterion": mark.criterion,
                "level": int(mark.level),
                "evidence": mark.evidence,
                "rule": mark.rule,
                "rubric": rubric,
                "at": at,
            }
            for mark in marks
        ]
        if rows:
            self._connection.execute(insert(MarkRow), rows)

    def of(self, answer_id: str) -> list[Mark]:
        """List what every judge says of an answer."""
        return self._all(
            self._select(MarkRow.answer_id == answer_id).order_by(MarkRow.by, MarkRow.criterion)
        )

    def of_answers(self, answer_ids: Collection[str]) -> list[Mark]:
        """List what every judge says of some answers."""
        return self._all(
            self._select(MarkRow.answer_id.in_(answer_ids)).order_by(
                MarkRow.answer_id, MarkRow.by, MarkRow.criterion
            )
        )

    def of_user(self, user: str) -> list[Judged]:
        """List every level given to a person's answers, in the order in which they answered."""
        # Two steps: in one, SQLite would rather walk through everybody's marks. And no more columns
        # than are needed: of all that a person reads, this is the most.
        answers = select(
            AnswerRow.id, AnswerRow.question_id, AnswerRow.at, AnswerRow.local_date
        ).where(self._mine(AnswerRow), AnswerRow.user == user, AnswerRow.deleted.is_(False))
        asked = {row[0]: row[1:] for row in self._connection.execute(answers)}
        own = answers.with_only_columns(AnswerRow.id)
        # By themselves, for PostgreSQL would rather read everybody's disputes than look for each.
        wrong = select(DisputeRow.answer_id, DisputeRow.criterion).where(
            self._mine(DisputeRow), DisputeRow.answer_id.in_(own)
        )
        disputed = {tuple(row) for row in self._connection.execute(wrong)}
        marks = (
            select(
                MarkRow.answer_id,
                MarkRow.criterion,
                MarkRow.level,
                MarkRow.by,
                MarkRow.rule == LIGHT,
            )
            .where(self._mine(), MarkRow.answer_id.in_(own))
            .order_by(MarkRow.by, MarkRow.criterion)
        )
        judged = [
            Judged(
                answer_id=answer,
                criterion=criterion,
                level=level,
                by=by,
                disputed=by == ENGINE and (answer, criterion) in disputed,
                question_id=asked[answer][0],
                answered_at=asked[answer][1],
                local_date=asked[answer][2],
                light=light,
            )
            for answer, criterion, level, by, light in self._connection.execute(marks)
        ]
        return sorted(judged, key=lambda each: (each.answered_at, each.answer_id))

    def _select(self, *where: ColumnElement[bool]) -> Select[Any]:
        return select(*mark_columns(self._mine(DisputeRow))).where(self._mine(), *where)
