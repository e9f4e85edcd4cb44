"""Reviews: offers, leases and what peers said."""

# ruff: noqa: A002 - an id is called id

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, update

from storage.aggregate import Aggregate, values
from storage.answers import Answer
from storage.tables.answers import ReviewRow

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
    answer: Answer,
    reviewer: str,
    state: str,
    at: datetime,
    until: datetime,
) -> Review:
    """Give the one review of an answer by a reviewer as it begins: offered, accepted or self."""
    return Review(
        id=secrets.token_hex(8),  # it stands in the thread, where it must not tell who reviewed
        answer_id=answer.id,
        reviewer=reviewer,
        author=answer.user,
        state=state,
        lease_until=until,
        strength=None,
        suggestion=None,
        draft=None if state == "offered" else answer.draft,
        at=at,
        submitted_at=None,
        ts=None,
        accepted_at=at if state == "accepted" else None,
    )


class Reviews(Aggregate[Review]):
    """The reviews of a workspace."""

    table = ReviewRow
    record = Review

    def lease(self, review: Review) -> Review:
        """Offer an answer to a reviewer, or let them take it up; give the review as it is then.

        A submitted review stays as it is, and one that was taken up stays so. What was taken up
        first, and of which draft, is kept.
        """
        if self._add(ReviewRow, **values(review)):
            return review
        again: dict[str, object] = {"lease_until": review.lease_until}
        if review.state == "accepted":
            first = func.coalesce(ReviewRow.accepted_at, review.accepted_at)
            again |= {"state": "accepted", "accepted_at": first, "draft": review.draft}
        else:
            again |= {"state": case((ReviewRow.state == "accepted", "accepted"), else_="offered")}
        self._change(
            self._pair(review.answer_id, review.reviewer), ReviewRow.state != "submitted", **again
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

    def submit(
        self,
        id: str,
        strength: str,
        suggestion: str,
        levels: dict[str, int],
        at: datetime,
        *,
        doubts: tuple[str, ...] = (),
        named: bool = True,
    ) -> bool:
        """Write a review down; False if it was submitted before, or withdrawn."""
        return self._change(
            ReviewRow.id == id,
            ReviewRow.state.in_((*LEASED, "expired", "declined")),
            state="submitted",
            strength=strength,
            suggestion=suggestion,
            levels=levels,
            submitted_at=at,
            doubts=doubts,
            named=named,
        )

    def release(self, id: str, at: datetime) -> bool:
        """Let a submitted review be seen; False if it was before."""
        released = ReviewRow.released_at.is_(None)
        return self._change(
            ReviewRow.id == id, ReviewRow.state == "submitted", released, released_at=at
        )

    def let_go(self, id: str, state: str = "expired") -> bool:
        """End a lease, `declined` or `expired`; False where there is none.

        What somebody took up and let expire they may still decline.
        """
        ending = (*LEASED, "expired") if state == "declined" else LEASED
        return self._change(ReviewRow.id == id, ReviewRow.state.in_(ending), state=state)

    def value(self, id: str, *, helped: bool) -> None:
        """Note what the author of an answer says of a review of it."""
        self._change(ReviewRow.id == id, ReviewRow.state == "submitted", helped=helped)

    def compare(self, review: Review, suggestion: str, levels: dict[str, int]) -> None:
        """Write down what an author found when they compared their answer with a strong one."""
        new = {**values(review), "suggestion": suggestion, "levels": levels}
        keys = ["workspace", "answer_id", "reviewer"]
        self._connection.execute(
            self._insert(ReviewRow, **new).on_conflict_do_update(
                index_elements=keys, set_={"suggestion": suggestion, "levels": levels}
            )
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

    def of_answers(self, answers: Collection[str]) -> list[Review]:
        """List the reviews of some answers, oldest first, in whatever state."""
        return self._all(
            self._select(ReviewRow.answer_id.in_(answers)).order_by(ReviewRow.at, ReviewRow.id)
        )

    def by(self, reviewers: Collection[str], since: datetime) -> list[Review]:
        """List what some people were offered or reviewed since then, oldest first."""
        return self._all(
            self._select(
                ReviewRow.reviewer.in_(reviewers), ReviewRow.at >= since, ReviewRow.state != "self"
            ).order_by(ReviewRow.at, ReviewRow.id)
        )

    def lapsed(self, now: datetime) -> list[Review]:
        """List the leases that are over and were not ended yet."""
        return self._all(
            self._select(ReviewRow.state.in_(LEASED), ReviewRow.lease_until <= now).order_by(
                ReviewRow.lease_until
            )
        )

    def held_back(self, until: datetime, since: datetime) -> list[Review]:
        """List what was submitted until then and nobody sees yet, of leases that ended since."""
        found = self._select(
            ReviewRow.state == "submitted",
            ReviewRow.lease_until >= since,
            ReviewRow.released_at.is_(None),
            ReviewRow.submitted_at <= until,
        )
        return self._all(found.order_by(ReviewRow.lease_until, ReviewRow.id))

    def _pair(self, answer_id: str, reviewer: str) -> ColumnElement[bool]:
        return and_(ReviewRow.answer_id == answer_id, ReviewRow.reviewer == reviewer)

    def _change(self, *where: ColumnElement[bool], **change: object) -> bool:
        statement = update(ReviewRow).where(self._mine(), *where).values(**change)
        return self._connection.execute(statement).rowcount == 1
