"""Answers: one row each, in the latest draft, with the earlier ones beside it."""

# ruff: noqa: A002 - an id is called id

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)

from storage.aggregate import Aggregate, columns, values
from storage.identity import opaque_id
from storage.moves import Moves
from storage.tables.answers import (
    AnswerRow,
    DisputeRow,
    DraftRow,
    HintRow,
    MarkRow,
    RemarkRow,
    ReviewRow,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `kind` is `thread`, `private`, `drill` or `follow-up`; `draft` counts texts.

    `deleted`: it does not count. `left_out`: because it does not read as an answer any more, or its
    author says so; what hangs on it stays, and it may come back.
    """

    id: str
    round_id: str | None
    question_id: str
    channel: str | None
    ts: str | None
    user: str
    text: str | None
    draft: int
    version: str
    deleted: bool
    local_date: date
    zone: str
    at: datetime
    kind: str
    drill_id: str | None
    shared_ts: str | None
    parent_id: str | None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Effort:
    """What a text came to: its words, and a fingerprint by which the same text is known again."""

    words: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class InRound:
    """What an answer is to the other people of its round; `seen`: they can see it, `at` since."""

    id: str
    round_id: str
    user: str
    at: datetime
    seen: bool


@dataclass(frozen=True, slots=True)
class Practised:
    """What an answer is to its author's days; `text` only where its effort is not on record."""

    id: str
    at: datetime
    local_date: date
    kind: str
    channel: str | None
    round_id: str | None
    parent_id: str | None
    words: int | None
    fingerprint: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An earlier text of an answer, and when it was written."""

    n: int
    text: str
    at: datetime


_EFFORT = ("words", "fingerprint")
# What is known of a review, and ends with the answer: it may be written anew if that comes back.
_REVIEWED = (
    *("strength", "suggestion", "levels", "ts"),
    *("accepted_at", "submitted_at", "released_at", "helped"),
)


def answer_id(workspace: str, *parts: str) -> str:
    """Name an answer after what makes it the one it is."""
    return opaque_id(workspace, *parts)


class Answers(Aggregate[Answer]):
    """The answers of a workspace."""

    table = AnswerRow
    record = Answer

    def put(self, answer: Answer, at: datetime, effort: Effort | None = None) -> Answer:
        """Write an answer's present text; another text than before is a new draft.

        The date, zone and instant of the first time stay, and so does what was shared.
        """
        came_to = values(effort) if effort is not None else dict.fromkeys(_EFFORT)
        if self._add(AnswerRow, **values(answer), **came_to, written_at=at):
            return answer
        mine = (self._mine(), AnswerRow.id == answer.id)
        known = self._connection.execute(
            select(*columns(Answer, AnswerRow), AnswerRow.written_at).where(*mine)
        ).one()
        old, written_at = Answer(*known[:-1]), known[-1]
        changed = answer.text != old.text
        new = replace(
            answer,
            draft=old.draft + changed,
            local_date=old.local_date,
            zone=old.zone,
            at=old.at,
            shared_ts=old.shared_ts or answer.shared_ts,
        )
        if changed and old.text is not None:
            self._add(DraftRow, answer_id=old.id, n=old.draft, text=old.text, at=written_at)
        self._connection.execute(
            update(AnswerRow)
            .where(*mine)
            .values(**values(new), **came_to, written_at=at if changed else written_at)
        )
        return new

    def forget_words(self, id: str) -> None:
        """Forget what an answer said before: words that were deleted may be among it.

        One that is left out says nothing now, so nothing of it stays. That hints were given, and
        what they nudged on, stays too; only their quotes go.
        """
        mine = (self._mine(), AnswerRow.id == id)
        left_out = self._connection.scalar(select(AnswerRow.left_out).where(*mine))
        self._connection.execute(
            delete(DraftRow).where(self._mine(DraftRow), DraftRow.answer_id == id)
        )
        quoting = [self._mine(HintRow), HintRow.answer_id == id]
        if left_out:
            self._connection.execute(
                delete(MarkRow).where(self._mine(MarkRow), MarkRow.answer_id == id)
            )
            gone = dict.fromkeys(("text", *_EFFORT))
            self._connection.execute(update(AnswerRow).where(*mine).values(**gone))
        else:
            latest = select(AnswerRow.draft).where(*mine).scalar_subquery()
            quoting.append(HintRow.draft < latest)
        self._unquote(id, quoting)

    def _unquote(self, id: str, quoting: list[ColumnElement[bool]]) -> None:
        self._connection.execute(update(HintRow).where(*quoting).values(praise=null()))
        for draft, nudges in self._connection.execute(
            select(HintRow.draft, HintRow.nudges).where(*quoting)
        ).all():
            unquoted = [{key: each[key] for key in each if key != "quote"} for each in nudges]
            this = (self._mine(HintRow), HintRow.answer_id == id, HintRow.draft == draft)
            self._connection.execute(update(HintRow).where(*this).values(nudges=unquoted))

    def to_expire(self, before: datetime, limit: int) -> list[Answer]:
        """List some answers from before then that still have their text."""
        return self._all(
            self._select(AnswerRow.at < before, AnswerRow.text.is_not(None))
            .order_by(AnswerRow.at)
            .limit(limit)
        )

    def expire(self, id: str, effort: Effort) -> None:
        """Let an answer lose its words, and what quotes them; that it was given stays.

        So does what it came to when it was written: a later release may count otherwise, and
        somebody it mentions may be forgotten since. `effort` is for one of which that is unknown.
        """
        self._connection.execute(
            delete(DraftRow).where(self._mine(DraftRow), DraftRow.answer_id == id)
        )
        self._connection.execute(
            update(MarkRow).where(self._mine(MarkRow), MarkRow.answer_id == id).values(evidence="")
        )
        self._connection.execute(
            update(ReviewRow)
            .where(self._mine(ReviewRow), ReviewRow.answer_id == id)
            .values(strength=None, suggestion=None)
        )
        self._unquote(id, [self._mine(HintRow), HintRow.answer_id == id])
        self._connection.execute(
            update(AnswerRow)
            .where(self._mine(), AnswerRow.id == id)
            .values(
                text=None,
                words=func.coalesce(AnswerRow.words, effort.words),
                fingerprint=func.coalesce(AnswerRow.fingerprint, effort.fingerprint),
            )
        )

    def join(self, id: str, into: str) -> None:
        """Move what hangs on an answer to the one that it became a part of, and remove it.

        Where both have the like (two reviews by one person), the other's stays.
        """
        for table, unique in (
            (ReviewRow, [ReviewRow.reviewer]),
            (DisputeRow, [DisputeRow.criterion]),
            (MarkRow, [MarkRow.by, MarkRow.criterion]),
            (RemarkRow, [RemarkRow.criterion, RemarkRow.kind]),
        ):
            there = select(*unique).where(self._mine(table), table.answer_id == into)
            free = (tuple_(*unique) if len(unique) > 1 else unique[0]).not_in(there)
            self._connection.execute(
                update(table)
                .where(self._mine(table), table.answer_id == id, free)
                .values(answer_id=into)
            )
        self._connection.execute(
            update(AnswerRow).where(self._mine(), AnswerRow.parent_id == id).values(parent_id=into)
        )
        self.drop(id)

    def withdraw(self, id: str, *, left_out: bool = False) -> None:
        """Forget what an answer says and what was said of it; only that it was there stays."""
        for table in (DraftRow, MarkRow, DisputeRow, RemarkRow, HintRow):
            self._connection.execute(delete(table).where(self._mine(table), table.answer_id == id))
        self._connection.execute(
            update(ReviewRow)
            .where(self._mine(ReviewRow), ReviewRow.answer_id == id)
            .values(state="withdrawn", **dict.fromkeys(_REVIEWED))
        )
        self._connection.execute(
            update(AnswerRow)
            .where(self._mine(), AnswerRow.id == id)
            .values(deleted=True, left_out=left_out, **dict.fromkeys(("text", *_EFFORT)))
        )

    def _close_offers(self, id: str) -> None:
        self._connection.execute(
            update(ReviewRow)
            .where(
                self._mine(ReviewRow),
                ReviewRow.answer_id == id,
                ReviewRow.state.in_(("offered", "accepted")),
            )
            .values(state="withdrawn")
        )

    def leave_out(self, id: str) -> None:
        """Let an answer count no longer; it keeps what hangs on it, in case it comes back."""
        self._close_offers(id)
        self._connection.execute(
            update(AnswerRow)
            .where(self._mine(), AnswerRow.id == id)
            .values(deleted=True, left_out=True)
        )

    def drop(self, id: str) -> None:
        """Remove an answer that became part of another, with all that hangs on it."""
        self._connection.execute(delete(AnswerRow).where(self._mine(), AnswerRow.id == id))

    def get(self, id: str) -> Answer | None:
        """Find one answer."""
        return self._one(self._select(AnswerRow.id == id))

    def at_ts(self, channel: str, ts: str) -> Answer | None:
        """Find the answer that a message gives, or shares."""
        return self._one(
            self._select(
                AnswerRow.channel == channel, or_(AnswerRow.ts == ts, AnswerRow.shared_ts == ts)
            ).order_by(AnswerRow.deleted, AnswerRow.at)
        )

    def of_user_in_round(self, round_id: str, user: str) -> list[Answer]:
        """List all answers of a person to a round, oldest first, the withdrawn ones too."""
        return self._all(
            self._select(AnswerRow.round_id == round_id, AnswerRow.user == user).order_by(
                AnswerRow.at, AnswerRow.id
            )
        )

    def in_rounds(self, round_ids: Collection[str]) -> list[InRound]:
        """List whose answers to some rounds stand, oldest first, without their words."""
        shared = and_(AnswerRow.kind == "private", AnswerRow.shared_ts.is_not(None))
        seen = or_(AnswerRow.kind == "thread", shared)
        rows = self._connection.execute(
            select(
                *(AnswerRow.id, AnswerRow.round_id, AnswerRow.user, AnswerRow.at),
                AnswerRow.shared_ts,
                seen.label("seen"),
            )
            .where(self._mine(), AnswerRow.round_id.in_(round_ids), AnswerRow.deleted.is_(False))
            .order_by(AnswerRow.at, AnswerRow.id)
        )
        return [
            InRound(
                row.id,
                row.round_id or "",
                row.user,
                datetime.fromtimestamp(float(row.shared_ts), UTC) if row.shared_ts else row.at,
                seen=bool(row.seen),
            )
            for row in rows
        ]

    def of_rounds(self, round_ids: Collection[str]) -> list[Answer]:
        """List what counts of all answers to some rounds, oldest first."""
        return self._all(
            self._select(AnswerRow.round_id.in_(round_ids), AnswerRow.deleted.is_(False)).order_by(
                AnswerRow.at, AnswerRow.id
            )
        )

    def beside(
        self, user: str, answer: Answer | None, limit: int, *, newer: bool = False
    ) -> list[Answer]:
        """List a person's answers before this one, newest first, or `newer`, oldest first.

        The withdrawn ones are left out; without an answer it begins at the end.
        """
        place = tuple_(AnswerRow.at, AnswerRow.id)
        found = self._select(AnswerRow.user == user, AnswerRow.deleted.is_(False))
        if answer is not None:
            at = tuple_(
                literal(answer.at, AnswerRow.at.type), literal(answer.id, AnswerRow.id.type)
            )
            found = found.where(place > at if newer else place < at)
        order = (
            (AnswerRow.at, AnswerRow.id) if newer else (AnswerRow.at.desc(), AnswerRow.id.desc())
        )
        return self._all(found.order_by(*order).limit(limit))

    def practised_on(self, user: str, day: date, since: datetime) -> bool:
        """Say whether a person answered something anew on this day; looks no further back."""
        found = select(AnswerRow.id).where(
            self._mine(),
            AnswerRow.user == user,
            AnswerRow.at >= since,
            AnswerRow.local_date == day,
            AnswerRow.deleted.is_(False),
            AnswerRow.kind != "follow-up",
            AnswerRow.parent_id.is_(None),
        )
        return self._connection.scalar(found.limit(1)) is not None

    def last_at(self, user: str) -> datetime | None:
        """Say when a person last answered something."""
        found = select(AnswerRow.at).where(
            self._mine(), AnswerRow.user == user, AnswerRow.deleted.is_(False)
        )
        return self._connection.scalar(found.order_by(AnswerRow.at.desc()).limit(1))

    def any_in_round(self, round_id: str) -> bool:
        """Say whether anybody has an answer to a round that counts."""
        found = select(AnswerRow.id).where(
            self._mine(), AnswerRow.round_id == round_id, AnswerRow.deleted.is_(False)
        )
        return self._connection.scalar(found.limit(1)) is not None

    def of_user(self, user: str, limit: int | None = None) -> list[Answer]:
        """List a person's answers, newest first, without the withdrawn ones."""
        return self._all(
            self._select(AnswerRow.user == user, AnswerRow.deleted.is_(False))
            .order_by(AnswerRow.at.desc(), AnswerRow.id.desc())
            .limit(limit)
        )

    def log(self, user: str) -> list[Practised]:
        """List what a person did, oldest first, as far as their days depend on it."""
        uncounted = case((AnswerRow.words.is_(None), AnswerRow.text), else_=None).label("text")
        plain = columns(Practised, AnswerRow)[:-1]
        found: Select[Any] = select(*plain, uncounted).where(
            self._mine(), AnswerRow.user == user, AnswerRow.deleted.is_(False)
        )
        rows = self._connection.execute(found.order_by(AnswerRow.at, AnswerRow.id))
        return [Practised(*row) for row in rows]

    def practised(self, user: str) -> list[Answer]:
        """List a person's answers, oldest first, without the withdrawn ones."""
        return self.of_user(user)[::-1]

    def drafts(self, id: str) -> list[Draft]:
        """List the earlier texts of an answer, oldest first."""
        statement = (
            select(*columns(Draft, DraftRow))
            .where(self._mine(DraftRow), DraftRow.answer_id == id)
            .order_by(DraftRow.n)
        )
        return [Draft(*row) for row in self._connection.execute(statement)]

    def share(self, id: str, ts: str) -> None:
        """Note the message that shows an answer to its channel."""
        self._connection.execute(
            update(AnswerRow).where(self._mine(), AnswerRow.id == id).values(shared_ts=ts)
        )

    def known_channels(self, user: str) -> set[str]:
        """Name the channels in which a person has an answer, but for those that they left since."""
        # Sorted out below: for DISTINCT, or NOT NULL, SQLite walks through everybody's answers.
        channels = select(AnswerRow.channel).where(
            self._mine(), AnswerRow.user == user, AnswerRow.deleted.is_(False)
        )
        known = {channel for channel in self._connection.scalars(channels) if channel}
        left = Moves(self._connection, self.workspace).left_by(user)
        return {
            channel
            for channel in known
            if channel not in left or self._answered(user, channel, left[channel])
        }

    def _answered(self, user: str, channel: str, after: datetime) -> bool:
        found = select(AnswerRow.id).where(
            self._mine(),
            AnswerRow.user == user,
            AnswerRow.at > after,
            AnswerRow.channel == channel,
            AnswerRow.deleted.is_(False),
        )
        return self._connection.scalar(found.limit(1)) is not None
