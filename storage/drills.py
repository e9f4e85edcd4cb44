"""Drills: questions that one person asked for."""

# ruff: noqa: A002 - an id is called id

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from storage.aggregate import Aggregate, values
from storage.tables.answers import AnswerRow
from storage.tables.people import DrillRow


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill: state is `open`, `answered`, `replaced` or `given-up`; `asked` is what was typed.

    `point` is the criterion that it asks for alone, `example` a question whose strong answer is
    read first, `timed_from` when its clock was started: each None where there is none.
    """

    id: str
    user: str
    question_id: str
    why: str
    asked: str
    opening: bool
    state: str
    at: datetime
    zone: str
    local_date: date
    point: str | None = None
    example: str | None = None
    timed_from: datetime | None = None


class Drills(Aggregate[Drill]):
    """The drills of a workspace."""

    table = DrillRow
    record = Drill

    def put(self, drill: Drill) -> bool:
        """Write a new drill; False if its id is taken."""
        return self._add(DrillRow, **values(drill))

    def get(self, id: str) -> Drill | None:
        """Find one drill."""
        return self._one(self._select(DrillRow.id == id))

    def move(self, id: str, state: str, expected: Collection[str]) -> bool:
        """Change a drill's state; False if it was in none of those expected."""
        statement = (
            update(DrillRow)
            .where(self._mine(), DrillRow.id == id, DrillRow.state.in_(expected))
            .values(state=state)
        )
        return self._connection.execute(statement).rowcount == 1

    def time(self, id: str, since: datetime) -> None:
        """Start the clock of a drill, or start it anew."""
        self._connection.execute(
            update(DrillRow).where(self._mine(), DrillRow.id == id).values(timed_from=since)
        )

    def of_user(self, user: str, limit: int) -> list[Drill]:
        """List a person's latest drills, newest first."""
        return self._all(
            self._select(DrillRow.user == user)
            .order_by(DrillRow.at.desc(), DrillRow.id.desc())
            .limit(limit)
        )

    def seen(self, user: str) -> list[str]:
        """Name the questions that a person met, in drills and rounds; the latest is last."""
        met: dict[str, datetime] = {}
        for statement in (
            select(DrillRow.question_id, DrillRow.at).where(self._mine(), DrillRow.user == user),
            select(AnswerRow.question_id, AnswerRow.at).where(
                self._mine(AnswerRow), AnswerRow.user == user, AnswerRow.round_id.is_not(None)
            ),
        ):
            for question, at in self._connection.execute(statement):
                met[question] = max(at, met.get(question, at))
        return sorted(met, key=lambda question: (met[question], question))
