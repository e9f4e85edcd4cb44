"""Members: the people who take part, from their first answer or drill on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from storage.aggregate import Aggregate
from storage.tables.people import MemberRow


@dataclass(frozen=True, slots=True)
class Member:
    """A person, where they are, and how they want things."""

    user: str
    zone: str
    settings: dict[str, Any]
    joined_at: datetime
    welcomed: bool


class Members(Aggregate[Member]):
    """The members of a workspace."""

    table = MemberRow
    record = Member

    def get(self, user: str) -> Member | None:
        """Find one member."""
        return self._one(self._select(MemberRow.user == user))

    def ensure(self, user: str, zone: str, at: datetime) -> Member:
        """Find a member, who joins now if they are new; a known one keeps their zone."""
        new = Member(user, zone, settings={}, joined_at=at, welcomed=False)
        self._add(MemberRow, user=user, zone=zone, settings={}, joined_at=at, welcomed=new.welcomed)
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
