"""Reminders: at most one for a person and day, whatever it is about."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import JSON, select, type_coerce

from storage.aggregate import Aggregate, columns, values
from storage.members import Member
from storage.tables.people import MemberRow
from storage.tables.reminders import ReminderRow


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a person on one of their days, and what it was about."""

    user: str
    local_date: date
    kind: str
    at: datetime


class Reminders(Aggregate[Reminder]):
    """The reminders of a workspace."""

    table = ReminderRow
    record = Reminder

    def spend(self, reminder: Reminder) -> bool:
        """Take the one reminder of a day; False if it was taken before."""
        return self._add(ReminderRow, **values(reminder))

    def on(self, user: str, day: date) -> Reminder | None:
        """Find a person's reminder of a day."""
        return self._one(self._select(ReminderRow.user == user, ReminderRow.local_date == day))

    def latest(self, user: str, limit: int) -> list[Reminder]:
        """List a person's last reminders, the newest first."""
        return self._all(
            self._select(ReminderRow.user == user)
            .order_by(ReminderRow.local_date.desc())
            .limit(limit)
        )

    def wanted(self) -> list[Member]:
        """List the members who asked for reminders, in the order of their ids."""
        hour = type_coerce(MemberRow.settings, JSON)["remind_at"].as_string()
        found = (
            select(*columns(Member, MemberRow))
            .where(self._mine(MemberRow), hour != "")
            .order_by(MemberRow.user)
        )
        return [Member(*row) for row in self._connection.execute(found)]
