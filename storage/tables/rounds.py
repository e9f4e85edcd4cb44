"""Rounds: one question per channel and local date."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Delivered, Owned


class RoundRow(Delivered):
    """A round, its frozen question and how its post went."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("workspace", "channel", "local_date"),
        ForeignKeyConstraint(["workspace", "channel"], ["channels.workspace", "channels.id"]),
        Index(None, "workspace", "state", "due_at"),
        Index(None, "workspace", "channel", "ts"),
        Index(None, "workspace", "next_sweep_at"),
        # All that a streak asks of a round: the rows are long, and this is read for years of them.
        Index(
            "ix_rounds_days",
            "workspace",
            "channel",
            "local_date",
            "state",
            "counts",
            "ts",
            "id",
        ),
    )

    channel: Mapped[str]
    local_date: Mapped[date]
    zone: Mapped[str]
    due_at: Mapped[datetime]
    kind: Mapped[str]
    counts: Mapped[bool]
    question_id: Mapped[str]
    question: Mapped[dict[str, Any]]
    rendering: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
    sweeps: Mapped[int]
    next_sweep_at: Mapped[datetime | None]
    planned_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
    late: Mapped[bool]
    requested_by: Mapped[str | None]


class PassedOverRow(Owned):
    """A question that an organiser passed over, and the date that it was to be asked on."""

    __tablename__ = "passed_over"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace", "channel"], ["channels.workspace", "channels.id"], ondelete="CASCADE"
        ),
    )

    channel: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[str]
    category: Mapped[str]
    local_date: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]


class RoundAliasRow(Owned):
    """Another message of the same round: people replied under it before it was found."""

    __tablename__ = "round_aliases"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace", "round_id"], ["rounds.workspace", "rounds.id"], ondelete="CASCADE"
        ),
        Index(None, "workspace", "round_id"),
    )

    channel: Mapped[str] = mapped_column(primary_key=True)
    ts: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str]
