"""The inbox and the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Delivered, Owned


class OutboxRow(Delivered):
    """A message that must leave once, written with what caused it."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        UniqueConstraint("workspace", "number"),
        Index(None, "workspace", "state", "number"),
        Index(None, "workspace", "channel", "state", "number"),
    )

    # The order of writing: `at` can be the same for two that were caused together.
    number: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str]
    channel: Mapped[str]
    verb: Mapped[str]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class EventRow(Owned):
    """An event as it arrived, stored before it was acknowledged."""

    __tablename__ = "inbox"
    __table_args__ = (Index(None, "workspace", "state", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    body: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int]
    not_before: Mapped[datetime | None]
    error: Mapped[str | None]
