"""Signs of life: when each kind of process last did its round of work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.aggregate import Aggregate
from storage.tables.upkeep import HeartbeatRow


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last sign of life of a kind of process or work, whichever process gave it."""

    kind: str
    at: datetime


class Heartbeats(Aggregate[Heartbeat]):
    """The signs of life in a workspace."""

    table = HeartbeatRow
    record = Heartbeat

    def beat(self, kind: str, at: datetime) -> datetime | None:
        """Note a sign of life; give the one before."""
        before = self.latest([kind])
        self._connection.execute(
            self._insert(HeartbeatRow, kind=kind, at=at).on_conflict_do_update(
                index_elements=["workspace", "kind"], set_={"at": at}
            )
        )
        return before

    def latest(self, kinds: Collection[str]) -> datetime | None:
        """Give the last sign of life of any of these kinds."""
        return self._connection.scalar(
            select(func.max(HeartbeatRow.at, type_=HeartbeatRow.at.type)).where(
                self._mine(), HeartbeatRow.kind.in_(kinds)
            )
        )
