"""Whom we reminded of something, and on which of their days."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Owned


class ReminderRow(Owned):
    """The one reminder of a person on a day."""

    __tablename__ = "reminders"

    user: Mapped[str] = mapped_column(primary_key=True)
    local_date: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
