"""The outbox: what must be said once, written in the transaction that caused it."""

# ruff: noqa: A002 - an id is called id

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from storage.delivery import CLOSED, OPEN, Delivery, past
from storage.identity import opaque_id
from storage.tables.queues import OutboxRow


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to send: `verb` is `post`, `direct`, `react`, `unreact`, `update` or `delete`."""

    id: str
    key: str
    channel: str
    verb: str
    body: dict[str, Any]
    state: str
    owner: str | None
    lease_until: datetime | None
    attempt: int
    not_before: datetime | None
    send_started_at: datetime | None
    ts: str | None
    last_error: str | None
    at: datetime


class Outbox(Delivery[Item]):
    """What a workspace has to send."""

    table = OutboxRow
    record = Item

    def put(self, key: str, channel: str, verb: str, body: dict[str, Any], at: datetime) -> bool:
        """Write what is to be sent; False if that key was written before."""
        number = (
            select(func.coalesce(func.max(OutboxRow.number), 0) + 1)
            .where(self._mine())
            .scalar_subquery()
        )
        return self._add(
            OutboxRow,
            id=opaque_id(self.workspace, key),
            number=number,
            key=key,
            channel=channel,
            verb=verb,
            body=body,
            at=at,
            state="due",
            attempt=0,
        )

    def claim(self, owner: str, now: datetime, lease: timedelta) -> Item | None:
        """Take the oldest item; where a channel has an older one that need not wait, never it."""
        older = aliased(OutboxRow)
        in_the_way = (
            select(older.id)
            .where(
                older.workspace == self.workspace,
                older.channel == OutboxRow.channel,
                older.number < OutboxRow.number,
                older.state.in_(OPEN),
                past(older.not_before, now),
            )
            .exists()
        )
        choice = (
            select(OutboxRow.id)
            .where(self._mine(), self._free(now), ~in_the_way)
            # Plus nothing: else SQLite takes the index that is in order, through all that was sent.
            .order_by(OutboxRow.number + 0)
        )
        return self._take(owner, now, lease, choice)

    def sent(self, id: str, ts: str | None) -> bool:
        """Record that an item was sent; False if that is recorded already."""
        return self._move(
            OutboxRow.id == id,
            OutboxRow.state != "posted",
            state="posted",
            ts=ts,
            owner=None,
            lease_until=None,
        )

    def close(self, id: str, state: str, reason: str) -> bool:
        """Give an item up as `missed` or `failed`; False if it is sent or closed already."""
        return self._move(
            OutboxRow.id == id,
            OutboxRow.state.not_in(CLOSED),
            state=state,
            last_error=reason,
            owner=None,
            lease_until=None,
        )

    def pending(self) -> int:
        """Count the items that are neither sent nor given up."""
        return (
            self._connection.scalar(
                select(func.count()).where(self._mine(), OutboxRow.state.in_(OPEN))
            )
            or 0
        )

    def get_by_key(self, key: str) -> Item | None:
        """Find the item with that key."""
        return self._one(self._select(OutboxRow.key == key))
