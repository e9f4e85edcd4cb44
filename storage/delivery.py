"""How a row comes to Slack exactly once: the moves that rounds and outbox items share."""

# ruff: noqa: A002 - an id is called id

from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from storage.aggregate import Aggregate, columns
from storage.tables.base import Delivered

OPEN = ("due", "sending", "uncertain")
CLOSED = ("posted", "missed", "failed", "skipped")
UNASKED = ("missed", "failed", "skipped")

Record = TypeVar("Record")


def past(moment: InstrumentedAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    """Say that an instant has come, or was never set."""
    return or_(moment.is_(None), moment <= now)


class Delivery(Aggregate[Record]):
    """Rows that one worker at a time may send, for as long as its lease lasts."""

    table: type[Delivered]

    def _free(self, now: datetime) -> ColumnElement[bool]:
        """Say that nobody holds the row and that nothing makes it wait."""
        table = self.table
        left = and_(table.state.in_(("sending", "uncertain")), past(table.lease_until, now))
        # The states once more, all open: that is what the index finds among the many closed.
        return and_(
            table.state.in_(OPEN), or_(table.state == "due", left), past(table.not_before, now)
        )

    def _take(
        self, owner: str, now: datetime, lease: timedelta, choice: Select[str]
    ) -> Record | None:
        """Give the first row of the choice to the owner."""
        table = self.table
        chosen = choice.limit(1).with_for_update(skip_locked=True, of=table).scalar_subquery()
        row = self._connection.execute(
            update(table)
            .where(self._mine(), table.id == chosen)
            .values(
                state="sending", owner=owner, lease_until=now + lease, attempt=table.attempt + 1
            )
            .returning(*columns(self.record, table))
        ).first()
        return None if row is None else self.record(*row)

    def intend(
        self,
        id: str,
        owner: str,
        attempt: int,
        now: datetime,
        least: timedelta,
    ) -> bool:
        """Write down that sending begins now; False if the row is no longer ours for that long."""
        return self._move(
            self._held(id, owner, attempt),
            self.table.lease_until > now + least,
            send_started_at=now,
        )

    def release(
        self,
        id: str,
        owner: str,
        attempt: int,
        state: str,
        not_before: datetime,
        error: str,
    ) -> bool:
        """Give a row back unsent (`due`) or in doubt (`uncertain`); its intent stays on record."""
        return self._move(
            self._held(id, owner, attempt),
            state=state,
            owner=None,
            lease_until=None,
            not_before=not_before,
            last_error=error,
        )

    def unsent(
        self,
        id: str,
        owner: str,
        attempt: int,
        started: datetime | None,
        not_before: datetime,
        error: str,
    ) -> bool:
        """Give a row back that Slack certainly did not take: the intent is as it was before."""
        return self.release(id, owner, attempt, "due", not_before, error) and self._move(
            self.table.id == id, send_started_at=started
        )

    def put_back(
        self, id: str, owner: str, attempt: int, started: datetime | None, not_before: datetime
    ) -> bool:
        """Give a row back that was not tried: attempt and intent are as they were before."""
        return self._move(
            self._held(id, owner, attempt),
            state="due" if started is None else "uncertain",
            owner=None,
            lease_until=None,
            attempt=attempt - 1,
            send_started_at=started,
            not_before=not_before,
        )

    def next_at(self, now: datetime) -> datetime | None:
        """Give the earliest instant for which an open row waits."""
        table = self.table
        return self._connection.scalar(
            select(func.min(table.not_before)).where(
                self._mine(), table.state.in_(OPEN), table.not_before > now
            )
        )

    def _held(self, id: str, owner: str, attempt: int) -> ColumnElement[bool]:
        table = self.table
        return and_(
            table.id == id,
            table.owner == owner,
            table.attempt == attempt,
            table.state == "sending",
        )

    def _move(self, *where: ColumnElement[bool], **change: object) -> bool:
        statement = update(self.table).where(self._mine(), *where).values(**change)
        return self._connection.execute(statement).rowcount == 1
