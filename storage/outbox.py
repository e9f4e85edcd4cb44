"""The outbox: what must be said once, written in the transaction that caused it."""

# ruff: noqa: A002 - an id is called id

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from storage.delivery import CLOSED, OPEN, Delivery, past
from storage.identity import opaque_id
from storage.tables.queues import OutboxRow

# What waits keeps its place in the channel for so long; then one sick item holds nobody up.
IN_THE_WAY = timedelta(minutes=2)
_UNTIL = "until"  # in the body


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

    @property
    def until(self) -> datetime | None:
        """Give the instant from which on nobody wants it any more; None if it keeps."""
        until = self.body.get(_UNTIL)
        return datetime.fromisoformat(until) if until is not None else None


class Outbox(Delivery[Item]):
    """What a workspace has to send."""

    table = OutboxRow
    record = Item

    def put(
        self,
        key: str,
        channel: str,
        verb: str,
        body: dict[str, Any],
        at: datetime,
        until: datetime | None = None,
    ) -> bool:
        """Write what is to be sent, `until` an instant if any; False if the key is taken."""
        if until is not None:
            body = body | {_UNTIL: until.isoformat()}
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
        """Take the oldest item; in each channel one at a time, in the order of writing.

        An item that has to wait keeps its place while it is young, or if it was never tried, so
        that only our own pace holds it; but never if it has to wait for long.
        """
        older = aliased(OutboxRow)
        keeps_its_place = and_(
            older.not_before <= now + IN_THE_WAY,
            or_(older.attempt == 0, older.at > now - IN_THE_WAY),
        )
        in_the_way = (
            select(older.id)
            .where(
                older.workspace == self.workspace,
                older.channel == OutboxRow.channel,
                older.number < OutboxRow.number,
                older.state.in_(OPEN),
                or_(past(older.not_before, now), keeps_its_place),
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

    def amend(self, id: str, owner: str, attempt: int, body: dict[str, Any]) -> bool:
        """Write down what sending needs to know the next time; False if the claim is lost."""
        return self._move(self._held(id, owner, attempt), body=body)

    def hurry(self, channel: str, now: datetime) -> None:
        """Let a channel's items wait no longer, because what they waited for has come."""
        self._move(
            OutboxRow.channel == channel,
            OutboxRow.state.in_(OPEN),
            OutboxRow.not_before > now,
            not_before=now,
        )

    def sent(self, id: str, ts: str | None) -> bool:
        """Record that an item was sent; False if that is recorded already."""
        self._forget_words(id)
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
        self._forget_words(id)
        return self._move(
            OutboxRow.id == id,
            OutboxRow.state.not_in(CLOSED),
            state=state,
            last_error=reason,
            owner=None,
            lease_until=None,
        )

    def _forget_words(self, id: str) -> None:
        """A private message holds what it says, a person's own words among it: they go with it."""
        self._move(OutboxRow.id == id, OutboxRow.verb == "whisper", body={"kind": "whisper"})

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
