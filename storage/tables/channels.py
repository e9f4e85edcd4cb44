"""Workspaces and channels, and who said what about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Named, Owned


class WorkspaceRow(Base):
    """A workspace; the one table that lists them."""

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    bot_user: Mapped[str]
    bot_id: Mapped[str]
    at: Mapped[datetime]


class ChannelRow(Named):
    """A channel's schedule."""

    __tablename__ = "channels"

    at: Mapped[str]
    zone: Mapped[str]
    days: Mapped[str]
    holidays: Mapped[str | None]
    tracks: Mapped[tuple[str, ...]]
    easiest: Mapped[str]
    hardest: Mapped[str]
    hints: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    paused_until: Mapped[date | None]
    breaks: Mapped[tuple[tuple[date, date], ...]] = mapped_column(server_default="[]")
    seed: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str | None] = mapped_column(server_default="mon 08:30")
    leaderboard: Mapped[bool] = mapped_column(server_default=false())
    reviews: Mapped[str] = mapped_column(server_default="at-once")
    reviewers_named: Mapped[bool] = mapped_column(server_default=true())
    set_up_by: Mapped[str | None]
    saved_at: Mapped[datetime]


class ChangeRow(Owned):
    """One change of a channel's schedule."""

    __tablename__ = "channel_changes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace", "channel"], ["channels.workspace", "channels.id"], ondelete="CASCADE"
        ),
    )

    channel: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[str]
    what: Mapped[dict[str, Any]]


class OrganiserRow(Owned):
    """Somebody who may configure a channel; named before its schedule, perhaps."""

    __tablename__ = "organisers"

    channel: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]


class GreetingRow(Owned):
    """A channel that was greeted, scheduled or not."""

    __tablename__ = "greetings"

    channel: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
