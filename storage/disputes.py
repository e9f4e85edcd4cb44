"""Disputes: where an author says that the engine is wrong, kept with what it had said there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from storage.aggregate import Aggregate, values
from storage.tables.answers import DisputeRow


@dataclass(frozen=True, slots=True)
class Dispute:
    """One criterion of an answer that its author calls wrong: a label for whoever mends the judge.

    `level`, `rule` and `rubric` are the engine's at that time, of that `draft`; `said` is `nudged`,
    `praised` or `listed`. `way`: the answer does more than the level says (`low`), less (`high`),
    or the point is `beside` the question; None where they did not tell. Of disputes from before
    these were kept, all are None.
    """

    answer_id: str
    criterion: str
    user: str
    at: datetime
    level: int | None = None
    rule: str | None = None
    rubric: str | None = None
    draft: int | None = None
    said: str | None = None
    way: str | None = None


class Disputes(Aggregate[Dispute]):
    """The disputes of a workspace."""

    table = DisputeRow
    record = Dispute

    def put(self, dispute: Dispute) -> bool:
        """Keep a dispute; the first word on a criterion stands, and a second gives False."""
        return self._add(DisputeRow, **values(dispute))

    def take_back(self, answer_id: str, criteria: Collection[str]) -> None:
        """Let the engine's word count again."""
        self._connection.execute(
            delete(DisputeRow).where(
                self._mine(), DisputeRow.answer_id == answer_id, DisputeRow.criterion.in_(criteria)
            )
        )

    def of(self, answers: Collection[str]) -> list[Dispute]:
        """List the disputes on these answers."""
        return self._all(
            self._select(DisputeRow.answer_id.in_(answers)).order_by(
                DisputeRow.answer_id, DisputeRow.criterion
            )
        )
