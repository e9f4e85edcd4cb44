"""Channels: their schedules, who may change them, and what was changed."""

# ruff: noqa: A002 - an id is called id

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from storage.aggregate import Aggregate, columns, values
from storage.tables.channels import ChangeRow, ChannelRow, GreetingRow, OrganiserRow

DIGEST = "mon 08:30"
AT_ONCE, TOGETHER = "at-once", "together"  # when the reviews of an answer reach its thread


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's schedule: state is `active`, `paused` or `broken`; `digest` is None for never.

    `reviews` says when those of an answer are posted, `reviewers_named` whether with their names.
    """

    id: str
    at: str
    zone: str
    days: str
    holidays: str | None
    tracks: tuple[str, ...]
    easiest: str
    hardest: str
    hints: str
    state: str
    reason: str | None
    paused_until: date | None
    seed: int
    set_up_by: str | None
    saved_at: datetime
    breaks: tuple[tuple[date, date], ...] = ()
    digest: str | None = DIGEST
    leaderboard: bool = False
    reviews: str = AT_ONCE
    reviewers_named: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed a channel when, and the new values of what they changed."""

    channel: str
    at: datetime
    by: str
    what: dict[str, Any]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


class Channels(Aggregate[Channel]):
    """The channels of a workspace."""

    table = ChannelRow
    record = Channel

    def get(self, id: str) -> Channel | None:
        """Find one channel."""
        return self._one(self._select(ChannelRow.id == id))

    def all(self) -> list[Channel]:
        """List every channel, in the order of their ids."""
        return self._all(self._select().order_by(ChannelRow.id))

    def save(self, channel: Channel, by: str, at: datetime) -> None:
        """Write a schedule, and note what that changed; no difference, no note."""
        before = self.get(channel.id)
        new = values(channel)
        old = {} if before is None else values(before)
        changed = {
            name: _plain(value)
            for name, value in new.items()
            if name not in {"id", "saved_at"} and (before is None or old[name] != value)
        }
        keys = ["workspace", "id"]
        self._connection.execute(
            self._insert(ChannelRow, **new).on_conflict_do_update(index_elements=keys, set_=new)
        )
        if changed:
            self.note(channel.id, changed, by, at)

    def note(self, id: str, what: dict[str, Any], by: str, at: datetime) -> None:
        """Note what somebody did to a channel that has a schedule."""
        number = (
            select(func.coalesce(func.max(ChangeRow.number), 0) + 1)
            .where(self._mine(ChangeRow), ChangeRow.channel == id)
            .scalar_subquery()
        )
        self._connection.execute(
            self._insert(ChangeRow, channel=id, number=number, at=at, by=by, what=what)
        )

    def set_state(
        self,
        id: str,
        state: str,
        reason: str | None,
        paused_until: date | None = None,
    ) -> None:
        """Set whether questions are posted there, and why not."""
        self._connection.execute(
            update(ChannelRow)
            .where(self._mine(), ChannelRow.id == id)
            .values(state=state, reason=reason, paused_until=paused_until)
        )

    def organisers(self, id: str) -> frozenset[str]:
        """Name those who were added as organisers."""
        users = select(OrganiserRow.user).where(
            self._mine(OrganiserRow), OrganiserRow.channel == id
        )
        return frozenset(self._connection.scalars(users))

    def add_organiser(self, id: str, user: str, by: str, at: datetime) -> bool:
        """Let somebody configure the channel; False if they already may."""
        return self._add(OrganiserRow, channel=id, user=user, by=by, at=at)

    def remove_organiser(self, id: str, user: str) -> None:
        """Let somebody who was added configure the channel no longer."""
        mine = (self._mine(OrganiserRow), OrganiserRow.channel == id, OrganiserRow.user == user)
        self._connection.execute(delete(OrganiserRow).where(*mine))

    def changes(self, id: str) -> list[Change]:
        """List what was changed, oldest first."""
        statement = (
            select(*columns(Change, ChangeRow))
            .where(self._mine(ChangeRow), ChangeRow.channel == id)
            .order_by(ChangeRow.number)
        )
        return [Change(*row) for row in self._connection.execute(statement)]

    def greeted(self, id: str, at: datetime) -> bool:
        """Note that the channel was greeted; True the first time."""
        return self._add(GreetingRow, channel=id, at=at)
