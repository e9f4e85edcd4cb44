"""Messages, the answers that they make, and what is said about those."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Named, Owned

ANSWERS = ["answers.workspace", "answers.id"]


class MessageRow(Owned):
    """A person's message in a thread, in its highest version seen."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("workspace", "user", "client_msg_id"),
        ForeignKeyConstraint(["workspace", "round_id"], ["rounds.workspace", "rounds.id"]),
        Index(None, "workspace", "round_id", "user"),
        Index(None, "workspace", "about"),
    )

    channel: Mapped[str] = mapped_column(primary_key=True)
    ts: Mapped[str] = mapped_column(primary_key=True)
    thread_ts: Mapped[str | None]
    round_id: Mapped[str | None]
    user: Mapped[str]
    text: Mapped[str | None]
    version: Mapped[str]
    deleted: Mapped[bool]
    words: Mapped[int]
    code: Mapped[bool]
    ruling: Mapped[bool | None]
    asked: Mapped[bool]
    client_msg_id: Mapped[str | None]
    about: Mapped[str | None]
    at: Mapped[datetime]
    zone: Mapped[str]


class AnswerRow(Named):
    """An answer in its latest draft."""

    __tablename__ = "answers"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "round_id"], ["rounds.workspace", "rounds.id"]),
        ForeignKeyConstraint(["workspace", "drill_id"], ["drills.workspace", "drills.id"]),
        ForeignKeyConstraint(["workspace", "parent_id"], ANSWERS, ondelete="CASCADE"),
        Index(None, "workspace", "round_id", "user"),
        Index(None, "workspace", "user", "at"),
        Index(None, "workspace", "channel", "ts"),
        Index(None, "workspace", "channel", "shared_ts"),
        Index(None, "workspace", "drill_id"),
        Index(None, "workspace", "parent_id"),
    )

    round_id: Mapped[str | None]
    question_id: Mapped[str]
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    user: Mapped[str]
    text: Mapped[str | None]
    draft: Mapped[int]
    written_at: Mapped[datetime]
    version: Mapped[str]
    deleted: Mapped[bool]
    left_out: Mapped[bool]
    local_date: Mapped[date]
    zone: Mapped[str]
    at: Mapped[datetime]
    kind: Mapped[str]
    drill_id: Mapped[str | None]
    shared_ts: Mapped[str | None]
    parent_id: Mapped[str | None]
    # What the text came to, so that a streak is read without its words.
    words: Mapped[int | None]
    fingerprint: Mapped[str | None]


class DraftRow(Owned):
    """An earlier text of an answer."""

    __tablename__ = "drafts"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "answer_id"], ANSWERS, ondelete="CASCADE"),
    )

    answer_id: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    at: Mapped[datetime]


class MarkRow(Owned):
    """What one judge says of an answer on one criterion."""

    __tablename__ = "marks"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "answer_id"], ANSWERS, ondelete="CASCADE"),
    )

    answer_id: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]
    evidence: Mapped[str]
    rule: Mapped[str]
    rubric: Mapped[str]
    at: Mapped[datetime]


class DisputeRow(Owned):
    """The author's word that the engine is wrong on a criterion; it outlives the marks."""

    __tablename__ = "disputes"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "answer_id"], ANSWERS, ondelete="CASCADE"),
    )

    answer_id: Mapped[str] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str]
    at: Mapped[datetime]
    level: Mapped[int | None]
    rule: Mapped[str | None]
    rubric: Mapped[str | None]
    draft: Mapped[int | None]
    said: Mapped[str | None]
    way: Mapped[str | None]


class RemarkRow(Owned):
    """A criterion that a hint on an answer nudged or praised."""

    __tablename__ = "remarks"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "answer_id"], ANSWERS, ondelete="CASCADE"),
        Index(None, "workspace", "criterion", "rubric", "at"),
    )

    answer_id: Mapped[str] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    rubric: Mapped[str]
    at: Mapped[datetime]


class MuteRow(Owned):
    """A criterion on which nobody is nudged for a while, under one version of the rubric."""

    __tablename__ = "mutes"

    rubric: Mapped[str] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


class HintRow(Owned):
    """The hint on one draft of an answer."""

    __tablename__ = "hints"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "answer_id"], ANSWERS, ondelete="CASCADE"),
    )

    answer_id: Mapped[str] = mapped_column(primary_key=True)
    draft: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    praise: Mapped[dict[str, Any] | None]
    nudges: Mapped[list[dict[str, Any]]]
    at: Mapped[datetime]


class ReviewRow(Named):
    """A peer's review of an answer, from the offer on."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("workspace", "answer_id", "reviewer"),
        ForeignKeyConstraint(["workspace", "answer_id"], ANSWERS, ondelete="CASCADE"),
        Index(None, "workspace", "reviewer", "state"),
        Index(None, "workspace", "state", "lease_until"),
    )

    answer_id: Mapped[str]
    reviewer: Mapped[str]
    author: Mapped[str]
    state: Mapped[str]
    lease_until: Mapped[datetime]
    strength: Mapped[str | None]
    suggestion: Mapped[str | None]
    draft: Mapped[int | None]
    at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    ts: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    levels: Mapped[dict[str, Any] | None]
    doubts: Mapped[tuple[str, ...]] = mapped_column(server_default="[]")
    released_at: Mapped[datetime | None]
    helped: Mapped[bool | None]
    named: Mapped[bool] = mapped_column(server_default=true())


class CalibrationRow(Owned):
    """What a person made of an example answer of the bank, before their first review of a role."""

    __tablename__ = "calibrations"

    user: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[str]
    example: Mapped[str]
    levels: Mapped[dict[str, Any]]
    at: Mapped[datetime]
