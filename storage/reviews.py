"""Reviews: offers, leases and what peers said."""

# ruff: noqa: A002 - an id is called id

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select, update

from storage.aggregate import Aggregate, columns, values
from storage.answers import Answer
from storage.identity import opaque_id
from storage.tables.answers import AnswerRow, ReviewRow
from storage.tables.rounds import RoundRow

LEASED = ("offered", "accepted")


@dataclass(frozen=True, slots=True)
class Review:
    """A review, from the offer on.

    State is `offered`, `accepted`, `declined`, `expired`, `withdrawn`, `submitted`, or `self` where
    its author compared an answer with a strong one. `draft` is the text that was reviewed, of which
    the reviewer found `levels` by criterion. `doubts` say why it counts less, `released_at` when
    its author could see it, `named` whether with the reviewer's name, `helped` what they said.
    """

    id: str
    answer_id: str
    reviewer: str
    author: str
    state: str
    lease_until: datetime
    strength: str | None
    suggestion: str | None
    draft: int | None
    at: datetime
    submitted_at: datetime | None
    ts: str | None
    accepted_at: datetime | None = None
    levels: dict[str, int] | None = None
    doubts: tuple[str, ...] = ()
    released_at: datetime | None = None
    helped: bool | None = None
    named: bool = True


def begin_review(
    workspace: str,
    answer: str,
    author: str,
    reviewer: str,
    state: str,
    at: datetime,
    until: datetime,
) -> Review:
    """Give the one review of an answer by a reviewer as it begins, offered or accepted."""
    return Review(
        id=opaque_id(workspace, "review", answer, reviewer),
        answer_id=answer,
        reviewer=reviewer,
        author=author,
        state=state,
        lease_until=until,
        strength=None,
        suggestion=None,
        draft=None,
        at=at,
        submitted_at=None,
        ts=None,
    )


class Reviews(Aggregate[Review]):
    """The reviews of a workspace."""

    table = ReviewRow
    record = Review

    def lease(self, review: Review) -> Review:
        """Offer an answer to a reviewer, or renew the offer.

        A submitted review stays as it is, and an offer that was accepted stays accepted.
        """
        if self._add(ReviewRow, **values(review)):
            return review
        self._connection.execute(
            update(ReviewRow)
            .where(
                self._mine(),
                self._pair(review.answer_id, review.reviewer),
                ReviewRow.state != "submitted",
            )
            .values(
                state=case((ReviewRow.state == "accepted", "accepted"), else_=review.state),
                lease_until=review.lease_until,
            )
        )
        return self.by_pair(review.answer_id, review.reviewer) or review

    def get(self, id: str) -> Review | None:
        """Find one review."""
        return self._one(self._select(ReviewRow.id == id))

    def of_answer(self, answer_id: str) -> list[Review]:
        """List the reviews of an answer, oldest first, in whatever state."""
        return self._all(
            self._select(ReviewRow.answer_id == answer_id).order_by(ReviewRow.at, ReviewRow.id)
        )

    def by_pair(self, answer_id: str, reviewer: str) -> Review | None:
        """Find the one review of an answer by a reviewer."""
        return self._one(self._select(self._pair(answer_id, reviewer)))

    def submit(self, id: str, strength: str, suggestion: str, draft: int, at: datetime) -> bool:
        """Write down a review of that draft; False if it was submitted before, or withdrawn."""
        return self._change(
            ReviewRow.id == id,
            ReviewRow.state.in_((*LEASED, "expired")),
            state="submitted",
            strength=strength,
            suggestion=suggestion,
            draft=draft,
            submitted_at=at,
        )

    def posted(self, id: str, ts: str) -> None:
        """Note the message that shows a review."""
        self._change(ReviewRow.id == id, ts=ts)

    def owed_by(self, user: str, now: datetime) -> list[Review]:
        """List what a person was offered and may still review, oldest first."""
        # The lease is read here: by it, SQLite would go through what everybody was offered.
        owed = self._select(ReviewRow.reviewer == user, ReviewRow.state.in_(LEASED))
        found = self._all(owed.order_by(ReviewRow.at, ReviewRow.id))
        return [each for each in found if each.lease_until > now]

    def past_pairs(self, reviewer: str) -> dict[str, int]:
        """Count the reviews that a person gave to each author."""
        statement = (
            select(ReviewRow.author, func.count())
            .where(self._mine(), ReviewRow.reviewer == reviewer, ReviewRow.state == "submitted")
            .group_by(ReviewRow.author)
        )
        return dict(self._connection.execute(statement).all())

    def reviewed_by(self, reviewer: str) -> set[str]:
        """Name the answers that a person reviewed."""
        statement = select(ReviewRow.answer_id).where(
            self._mine(), ReviewRow.reviewer == reviewer, ReviewRow.state == "submitted"
        )
        return set(self._connection.scalars(statement))

    def open_answers(
        self, channels: Collection[str], since: datetime, now: datetime
    ) -> list[tuple[Answer, int, int]]:
        """List the answers that peers can see, with their reviews submitted and under way."""
        rounds = select(RoundRow.id).where(
            self._mine(RoundRow), RoundRow.channel.in_(channels), RoundRow.state == "posted"
        )
        statement = (
            select(
                *columns(Answer, AnswerRow),
                self._count(ReviewRow.state == "submitted"),
                self._count(self._leased(now)),
            )
            .where(
                self._mine(AnswerRow),
                AnswerRow.round_id.in_(rounds),
                AnswerRow.at >= since,
                AnswerRow.deleted.is_(False),
                or_(
                    AnswerRow.kind == "thread",
                    and_(AnswerRow.kind == "private", AnswerRow.shared_ts.is_not(None)),
                ),
            )
            .order_by(AnswerRow.at, AnswerRow.id)
        )
        rows = self._connection.execute(statement)
        return [(Answer(*row[:-2]), row[-2], row[-1]) for row in rows]

    def expire(self, now: datetime) -> int:
        """End the leases that are over; say how many."""
        statement = (
            update(ReviewRow)
            .where(self._mine(), ReviewRow.state.in_(LEASED), ReviewRow.lease_until <= now)
            .values(state="expired")
        )
        return self._connection.execute(statement).rowcount

    def _pair(self, answer_id: str, reviewer: str) -> ColumnElement[bool]:
        return and_(ReviewRow.answer_id == answer_id, ReviewRow.reviewer == reviewer)

    def _leased(self, now: datetime) -> ColumnElement[bool]:
        return and_(ReviewRow.state.in_(LEASED), ReviewRow.lease_until > now)

    def _count(self, condition: ColumnElement[bool]) -> ScalarSelect[int]:
        return (
            select(func.count())
            .select_from(ReviewRow)
            .where(self._mine(), ReviewRow.answer_id == AnswerRow.id, condition)
            .scalar_subquery()
        )

    def _change(self, *where: ColumnElement[bool], **change: object) -> bool:
        statement = update(ReviewRow).where(self._mine(), *where).values(**change)
        return self._connection.execute(statement).rowcount == 1
