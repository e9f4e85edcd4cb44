"""The inbox: events as they arrived, stored before they are acknowledged."""

# ruff: noqa: A002 - an id is called id

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, null, select, update

from storage.aggregate import Aggregate, columns
from storage.delivery import past
from storage.tables.queues import EventRow


@dataclass(frozen=True, slots=True)
class Event:
    """An event: state is `pending`, `done` or `failed`; the body is gone once it is done."""

    id: str
    kind: str
    body: dict[str, Any] | None
    at: datetime
    state: str
    attempts: int
    not_before: datetime | None
    error: str | None


class Inbox(Aggregate[Event]):
    """The events of a workspace."""

    table = EventRow
    record = Event

    def put(self, id: str, kind: str, body: dict[str, Any], at: datetime) -> bool:
        """Store an event; False if it came before."""
        return self._add(EventRow, id=id, kind=kind, body=body, at=at, state="pending", attempts=0)

    def put_again(
        self, id: str, kind: str, body: dict[str, Any], at: datetime, not_before: datetime
    ) -> None:
        """Store what is to be done then, in the place of an earlier time with that id."""
        row = {
            "kind": kind,
            "body": body,
            "at": at,
            "state": "pending",
            "attempts": 0,
            "not_before": not_before,
            "error": None,
        }
        self._connection.execute(
            self._insert(EventRow, id=id, **row).on_conflict_do_update(
                index_elements=["workspace", "id"], set_=row
            )
        )

    def claim(self, now: datetime, lease: timedelta) -> Event | None:
        """Take the oldest event to be worked off; it comes again when the lease is over."""
        chosen = (
            select(EventRow.id)
            .where(self._mine(), EventRow.state == "pending", past(EventRow.not_before, now))
            .order_by(EventRow.at, EventRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        row = self._connection.execute(
            update(EventRow)
            .where(self._mine(), EventRow.id == chosen)
            .values(not_before=now + lease, attempts=EventRow.attempts + 1)
            .returning(*columns(Event, EventRow))
        ).first()
        return None if row is None else Event(*row)

    def next_at(self, now: datetime) -> datetime | None:
        """Give the earliest instant for which an event waits."""
        return self._connection.scalar(
            select(func.min(EventRow.not_before)).where(
                self._mine(), EventRow.state == "pending", EventRow.not_before > now
            )
        )

    def done(self, id: str) -> None:
        """Note that an event is worked off; what it said is blanked, its id stays."""
        self._set(id, state="done", body=null(), not_before=None, error=None)

    def put_back(self, id: str, not_before: datetime) -> None:
        """Come to it again then; this was no try."""
        self._set(id, state="pending", not_before=not_before, attempts=EventRow.attempts - 1)

    def failed(self, id: str, error: str, not_before: datetime | None) -> None:
        """Try again then, or never: without an instant the event is given up."""
        state = "failed" if not_before is None else "pending"
        self._set(id, state=state, error=error, not_before=not_before)

    def pending(self) -> int:
        """Count the events that are not worked off."""
        return (
            self._connection.scalar(
                select(func.count()).where(self._mine(), EventRow.state == "pending")
            )
            or 0
        )

    def latest(self, but: str) -> datetime | None:
        """Say when the last event came that is not of this kind."""
        found = [
            self._connection.scalar(  # by the index, which has the state before the instant
                select(EventRow.at)
                .where(self._mine(), EventRow.state == state, EventRow.kind != but)
                .order_by(EventRow.at.desc())
                .limit(1)
            )
            for state in ("pending", "done", "failed")
        ]
        return max((at for at in found if at is not None), default=None)

    def prune(self, before: datetime) -> None:
        """Forget the ids of events that came before then and are no longer pending."""
        self._connection.execute(
            delete(EventRow).where(
                self._mine(), EventRow.state.in_(("done", "failed")), EventRow.at < before
            )
        )

    def _set(self, id: str, **change: object) -> None:
        self._connection.execute(
            update(EventRow).where(self._mine(), EventRow.id == id).values(**change)
        )
