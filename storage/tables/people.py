"""Members and the drills they asked for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Named, Owned


class MemberRow(Owned):
    """A person who takes part."""

    __tablename__ = "members"

    user: Mapped[str] = mapped_column(primary_key=True)
    zone: Mapped[str]
    settings: Mapped[dict[str, Any]]
    joined_at: Mapped[datetime]
    welcomed: Mapped[bool]


class DayClockRow(Owned):
    """By which clock a person's days run, from an instant on."""

    __tablename__ = "day_clocks"

    user: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    zone: Mapped[str]
    day_end: Mapped[str]


class LeaveRow(Owned):
    """Days that a person takes off, the last one included."""

    __tablename__ = "leaves"

    user: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[date] = mapped_column(primary_key=True)


class MoveRow(Owned):
    """Somebody who takes part left a channel, or joined it."""

    __tablename__ = "moves"
    __table_args__ = (Index(None, "workspace", "channel"),)

    user: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    present: Mapped[bool]


class DrillRow(Named):
    """A question that one person asked for."""

    __tablename__ = "drills"
    __table_args__ = (Index(None, "workspace", "user", "at"),)

    user: Mapped[str]
    question_id: Mapped[str]
    why: Mapped[str]
    asked: Mapped[str] = mapped_column("rule", key="asked")
    opening: Mapped[bool]
    state: Mapped[str]
    at: Mapped[datetime]
    zone: Mapped[str]
    local_date: Mapped[date]
    point: Mapped[str | None]
    example: Mapped[str | None]
    timed_from: Mapped[datetime | None]
