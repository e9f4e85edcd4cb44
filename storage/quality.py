"""How the judge does in a workspace, in counts alone: nobody's name or words are among them."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from storage.marks import ENGINE
from storage.remarks import NUDGED, PRAISED, calls_wrong
from storage.store import Books
from storage.tables.answers import (
    AnswerRow,
    DisputeRow,
    HintRow,
    MarkRow,
    RemarkRow,
    ReviewRow,
)

CONSENSUS = "consensus"


@dataclass(slots=True)
class Tally:
    """What became of one criterion, in answers; `people` are those who called it wrong.

    `nudged` and `praised` were so in any draft; `nudged_wrong` are those of the nudged that are
    called wrong. `ways` are the disputes by how the level is wrong, where the person said so.
    """

    judged: int = 0
    nudged: int = 0
    praised: int = 0
    disputed: int = 0
    people: int = 0
    nudged_wrong: int = 0
    ways: dict[str, int] = field(default_factory=dict)


def tallies(books: Books, since: datetime) -> dict[str, Tally]:
    """Count per criterion what the engine judged, what hints said, and what people call wrong."""
    found: dict[str, Tally] = {}

    def of(criterion: str) -> Tally:
        return found.setdefault(criterion, Tally())

    judged = (
        select(MarkRow.criterion, func.count())
        .join(AnswerRow, _its_answer(MarkRow))
        .where(*_standing(books, MarkRow, since), MarkRow.by == ENGINE)
        .group_by(MarkRow.criterion)
    )
    for criterion, count in books.connection.execute(judged):
        of(criterion).judged = count
    said = (
        select(RemarkRow.criterion, RemarkRow.kind, func.count(), func.count(DisputeRow.user))
        .join(AnswerRow, _its_answer(RemarkRow))
        .outerjoin(DisputeRow, calls_wrong())
        .where(*_standing(books, RemarkRow, since))
        .group_by(RemarkRow.criterion, RemarkRow.kind)
    )
    for criterion, kind, count, wrong in books.connection.execute(said):
        if kind == NUDGED:
            of(criterion).nudged, of(criterion).nudged_wrong = count, wrong
        else:
            of(criterion).praised = count
    disputed = (
        select(DisputeRow.criterion, DisputeRow.user, DisputeRow.way)
        .join(AnswerRow, _its_answer(DisputeRow))
        .where(*_standing(books, DisputeRow, since))
    )
    people: dict[str, set[str]] = {}
    for criterion, user, way in books.connection.execute(disputed):
        of(criterion).disputed += 1
        people.setdefault(criterion, set()).add(user)
        if way is not None:
            of(criterion).ways[way] = of(criterion).ways.get(way, 0) + 1
    for criterion, users in people.items():
        of(criterion).people = len(users)
    return found


def beside_peers(books: Books, since: datetime) -> list[tuple[str, int, int]]:
    """List criterion, the engine's level and the peers' consensus, wherever there are both.

    What peers said of an earlier text is left out: the engine has judged the present one.
    """
    peers = aliased(MarkRow)
    statement = (
        select(MarkRow.criterion, MarkRow.level, peers.level)
        .join(
            peers,
            and_(
                peers.workspace == MarkRow.workspace,
                peers.answer_id == MarkRow.answer_id,
                peers.criterion == MarkRow.criterion,
                peers.by == CONSENSUS,
            ),
        )
        .join(AnswerRow, _its_answer(MarkRow))
        .where(
            *_standing(books, MarkRow, since),
            MarkRow.by == ENGINE,
            peers.at >= AnswerRow.written_at,
            _of_this_text(),
        )
        .order_by(MarkRow.criterion, MarkRow.answer_id)
    )
    return [(row[0], row[1], row[2]) for row in books.connection.execute(statement)]


def hints_beside_peers(books: Books, since: datetime) -> list[tuple[str, int]]:
    """List `nudged` or `praised` and the peers' level, for what hints brought up.

    Only what was said of the present text counts, by the hint and by all its reviewers.
    """
    statement = (
        select(HintRow.praise, HintRow.nudges, MarkRow.criterion, MarkRow.level)
        .join(AnswerRow, and_(_its_answer(HintRow), AnswerRow.draft == HintRow.draft))
        .join(
            MarkRow,
            and_(MarkRow.workspace == HintRow.workspace, MarkRow.answer_id == HintRow.answer_id),
        )
        .where(
            *_standing(books, HintRow, since),
            MarkRow.by == CONSENSUS,
            MarkRow.at >= AnswerRow.written_at,
            _of_this_text(),
        )
    )
    found = []
    for praise, nudges, criterion, level in books.connection.execute(statement):
        said = {nudge["criterion"]: NUDGED for nudge in nudges}
        said |= {praise["criterion"]: PRAISED} if praise else {}
        if criterion in said:
            found.append((said[criterion], level))
    return found


def _of_this_text() -> ColumnElement[bool]:
    """Say that no peer reviewed another draft than the present one."""
    earlier = select(ReviewRow.id).where(
        ReviewRow.workspace == AnswerRow.workspace,
        ReviewRow.answer_id == AnswerRow.id,
        ReviewRow.state == "submitted",
        ReviewRow.draft != AnswerRow.draft,
    )
    return ~earlier.exists()


def _its_answer(
    table: type[MarkRow | RemarkRow | DisputeRow | HintRow],
) -> ColumnElement[bool]:
    return and_(AnswerRow.workspace == table.workspace, AnswerRow.id == table.answer_id)


def _standing(
    books: Books, table: type[MarkRow | RemarkRow | DisputeRow | HintRow], since: datetime
) -> list[ColumnElement[bool]]:
    return [
        table.workspace == books.workspace,
        table.at >= since,
        AnswerRow.deleted.is_(False),
    ]
