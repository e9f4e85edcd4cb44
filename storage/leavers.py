"""Leavers: people who left the workspace, and since when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from storage.aggregate import Aggregate
from storage.tables.privacy import LeaverRow


@dataclass(frozen=True, slots=True)
class Leaver:
    """A person who left."""

    user: str
    at: datetime


class Leavers(Aggregate[Leaver]):
    """The people who left a workspace."""

    table = LeaverRow
    record = Leaver

    def put(self, user: str, at: datetime) -> None:
        """Note that a person left; the first time counts."""
        self._add(LeaverRow, user=user, at=at)

    def drop(self, user: str) -> None:
        """They came back, or are forgotten."""
        self._connection.execute(delete(LeaverRow).where(self._mine(), LeaverRow.user == user))

    def before(self, then: datetime) -> list[str]:
        """Name those who had left by then."""
        return [each.user for each in self._all(self._select(LeaverRow.at <= then))]

    def known(self, user: str) -> bool:
        """Say whether a person is noted as gone."""
        return self._one(self._select(LeaverRow.user == user)) is not None
