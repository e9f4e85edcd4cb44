"""Members: the people who take part, from their first answer or drill on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from storage.aggregate import Aggregate, columns, values
from storage.errors import StaysForgotten
from storage.forgotten import Forgotten
from storage.tables.people import DayClockRow, LeaveRow, MemberRow

DAY_END = "04:00"


@dataclass(frozen=True, slots=True)
class Member:
    """A person, where they are, and how they want things."""

    user: str
    zone: str
    settings: dict[str, Any]
    joined_at: datetime
    welcomed: bool


@dataclass(frozen=True, slots=True)
class DayClock:
    """From when on a person's days run by this zone, and end at this time there."""

    since: datetime
    zone: str
    day_end: str = DAY_END


class Members(Aggregate[Member]):
    """The members of a workspace."""

    table = MemberRow
    record = Member

    def get(self, user: str) -> Member | None:
        """Find one member."""
        return self._one(self._select(MemberRow.user == user))

    def ensure(self, user: str, zone: str, at: datetime) -> Member:
        """Find a member, who joins now if they are new; a known one keeps their zone.

        Raises StaysForgotten for somebody who asked to be forgotten: they say so if they come back.
        """
        forgotten = Forgotten(self._connection, self.workspace)
        if forgotten.covers(user, at):
            raise StaysForgotten
        new = Member(user, zone, settings={}, joined_at=at, welcomed=False)
        row = {"zone": zone, "settings": {}, "joined_at": at, "welcomed": new.welcomed}
        if self._add(MemberRow, user=user, **row):
            self.follow(user, DayClock(at, zone))
            forgotten.returned(user)
        return self.get(user) or new

    def welcome(self, user: str) -> bool:
        """Note that they were told what is stored; True the first time."""
        statement = (
            update(MemberRow)
            .where(self._mine(), MemberRow.user == user, MemberRow.welcomed.is_(False))
            .values(welcomed=True)
        )
        return self._connection.execute(statement).rowcount == 1

    def change(
        self, user: str, zone: str | None = None, settings: dict[str, Any] | None = None
    ) -> None:
        """Set a member's zone, and those of their settings that are given."""
        member = self.get(user)
        if member is None:
            return
        self._connection.execute(
            update(MemberRow)
            .where(self._mine(), MemberRow.user == user)
            .values(zone=zone or member.zone, settings={**member.settings, **(settings or {})})
        )

    def all(self) -> list[Member]:
        """List every member, in the order of their ids."""
        return self._all(self._select().order_by(MemberRow.user))

    def clocks(self, user: str) -> list[DayClock]:
        """List the clocks by which a person's days ran, oldest first."""
        found = select(*columns(DayClock, DayClockRow)).where(
            self._mine(DayClockRow), DayClockRow.user == user
        )
        return [DayClock(*row) for row in self._connection.execute(found.order_by("since"))]

    def follow(self, user: str, clock: DayClock) -> None:
        """Let a person's days run by this clock from `since` on, whatever was to follow then.

        The one by which they run at that time changes nothing.
        """
        self._connection.execute(
            delete(DayClockRow).where(
                self._mine(DayClockRow), DayClockRow.user == user, DayClockRow.since > clock.since
            )
        )
        known = self.clocks(user)
        if known and (known[-1].zone, known[-1].day_end) == (clock.zone, clock.day_end):
            return
        statement = self._insert(DayClockRow, user=user, **values(clock))
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["workspace", "user", "since"],
                set_={"zone": clock.zone, "day_end": clock.day_end},
            )
        )

    def leaves(self, user: str) -> list[tuple[date, date]]:
        """List the days that a person takes off: first and last, in their order."""
        found = select(LeaveRow.first, LeaveRow.last).where(
            self._mine(LeaveRow), LeaveRow.user == user
        )
        rows = self._connection.execute(found.order_by(LeaveRow.first, LeaveRow.last))
        return [(row[0], row[1]) for row in rows]

    def away_about(self, users: Collection[str], day: date) -> frozenset[str]:
        """Name those of some people who may be on leave on a day, wherever they are."""
        a_day = timedelta(days=1)
        found = select(LeaveRow.user).where(
            self._mine(LeaveRow),
            LeaveRow.user.in_(users),
            LeaveRow.first <= day + a_day,
            LeaveRow.last >= day - a_day,
        )
        return frozenset(self._connection.scalars(found))

    def set_leaves(self, user: str, leaves: Iterable[tuple[date, date]]) -> None:
        """Write down the days that a person takes off, in the place of those known."""
        self._connection.execute(
            delete(LeaveRow).where(self._mine(LeaveRow), LeaveRow.user == user)
        )
        for first, last in leaves:
            self._add(LeaveRow, user=user, first=first, last=last)
