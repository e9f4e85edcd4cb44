"""Remarks: which criteria the hints nudged or praised, and on which they keep quiet for now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from storage.aggregate import Aggregate, insert_for
from storage.tables.answers import AnswerRow, DisputeRow, MuteRow, RemarkRow

NUDGED = "nudged"
PRAISED = "praised"


@dataclass(frozen=True, slots=True)
class Remark:
    """A criterion that a hint on an answer brought up; `kind` is `nudged` or `praised`."""

    answer_id: str
    criterion: str
    kind: str
    rubric: str
    at: datetime


def calls_wrong() -> ColumnElement[bool]:
    """Join a remark to its dispute, unless that says the engine was too kind."""
    return and_(
        DisputeRow.workspace == RemarkRow.workspace,
        DisputeRow.answer_id == RemarkRow.answer_id,
        DisputeRow.criterion == RemarkRow.criterion,
        or_(DisputeRow.way.is_(None), DisputeRow.way != "high"),
    )


class Remarks(Aggregate[Remark]):
    """What the hints of a workspace brought up."""

    table = RemarkRow
    record = Remark

    def put(self, answer_id: str, kinds: Mapping[str, str], rubric: str, at: datetime) -> None:
        """Keep what a hint brought up, by criterion; a nudge that comes again is the latest one."""
        rows = [
            {
                "workspace": self.workspace,
                "answer_id": answer_id,
                "criterion": criterion,
                "kind": kind,
                "rubric": rubric,
                "at": at,
            }
            for criterion, kind in kinds.items()
        ]
        if not rows:
            return
        adding = insert_for(self._connection, RemarkRow)
        self._connection.execute(
            adding.on_conflict_do_update(
                index_elements=["workspace", "answer_id", "criterion", "kind"],
                set_={"rubric": adding.excluded.rubric, "at": adding.excluded.at},
            ),
            rows,
        )

    def voices(self, criterion: str, rubric: str, since: datetime) -> list[tuple[int, int]]:
        """Count for each person the nudges on a criterion, and those they call wrong."""
        statement = (
            select(func.count(), func.count(DisputeRow.user))
            .select_from(RemarkRow)
            .join(
                AnswerRow,
                and_(self._mine(AnswerRow), AnswerRow.id == RemarkRow.answer_id),
            )
            .outerjoin(DisputeRow, calls_wrong())
            .where(
                self._mine(),
                RemarkRow.criterion == criterion,
                RemarkRow.rubric == rubric,
                RemarkRow.at >= since,
                RemarkRow.kind == NUDGED,
                AnswerRow.deleted.is_(False),
            )
            .group_by(AnswerRow.user)
        )
        return [(nudged, wrong) for nudged, wrong in self._connection.execute(statement)]

    def mute(self, criterion: str, rubric: str, until: datetime) -> None:
        """Give no nudge on a criterion until then, while this rubric judges."""
        self._connection.execute(
            self._insert(
                MuteRow, rubric=rubric, criterion=criterion, until=until
            ).on_conflict_do_update(
                index_elements=["workspace", "rubric", "criterion"], set_={"until": until}
            )
        )

    def unmute(self, criterion: str, rubric: str) -> None:
        """Let a criterion be nudged again."""
        self._connection.execute(
            delete(MuteRow).where(
                self._mine(MuteRow), MuteRow.rubric == rubric, MuteRow.criterion == criterion
            )
        )

    def muted(self, rubric: str, now: datetime) -> dict[str, datetime]:
        """Give the criteria on which nobody is nudged now, and until when."""
        statement = select(MuteRow.criterion, MuteRow.until).where(
            self._mine(MuteRow), MuteRow.rubric == rubric, MuteRow.until > now
        )
        return dict(self._connection.execute(statement).all())
