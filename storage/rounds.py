"""Rounds: the one question of a channel and local date, and how its post went."""

# ruff: noqa: A002 - an id is called id, and a round a round

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    and_,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union,
    union_all,
)

from storage.aggregate import columns, values
from storage.delivery import CLOSED, OPEN, UNASKED, Delivery
from storage.identity import opaque_id
from storage.tables.channels import ChannelRow
from storage.tables.rounds import PassedOverRow, RoundAliasRow, RoundRow

FIRST_SWEEP = timedelta(minutes=1)
LATEST_POST = timedelta(days=30)  # after its time, of one in doubt that was found at last


@dataclass(frozen=True, slots=True)
class Round:
    """A round: `kind` is `scheduled` or `post-now`; `counts`: the streak asks for its day.

    `reason` says why this question, or why none: it is the picker's until the round is given up.
    `requested_by` asked for it to be posted, or skipped it.
    """

    id: str
    channel: str
    local_date: date
    zone: str
    due_at: datetime
    kind: str
    counts: bool
    question_id: str
    question: dict[str, Any]
    rendering: dict[str, Any]
    state: str
    reason: str | None
    owner: str | None
    lease_until: datetime | None
    attempt: int
    not_before: datetime | None
    send_started_at: datetime | None
    ts: str | None
    sweeps: int
    next_sweep_at: datetime | None
    last_error: str | None
    planned_at: datetime
    posted_at: datetime | None
    late: bool
    requested_by: str | None


@dataclass(frozen=True, slots=True)
class RoundDay:
    """What a round is to people's days."""

    id: str
    channel: str
    local_date: date
    state: str
    counts: bool
    ts: str | None


def round_id(workspace: str, channel: str, local_date: date) -> str:
    """Name the round of a channel and local date."""
    return opaque_id(workspace, channel, local_date.isoformat())


class Rounds(Delivery[Round]):
    """The rounds of a workspace."""

    table = RoundRow
    record = Round

    def plan(self, round: Round) -> bool:
        """Write the round of a date; False if there is one already."""
        return self._add(RoundRow, **values(round))

    def plan_again(self, round: Round) -> bool:
        """Put this in the place of a round that was not posted; False if there is no such.

        What is known of its tries stays: one of them may arrive in Slack yet.
        """
        tries = ("attempt", "send_started_at")
        new = {name: value for name, value in values(round).items() if name not in tries}
        return self._move(
            RoundRow.id == round.id, RoundRow.state.in_(UNASKED), RoundRow.ts.is_(None), **new
        )

    def claim(
        self,
        owner: str,
        now: datetime,
        lease: timedelta,
        id: str | None = None,
    ) -> Round | None:
        """Take the oldest round that is to be sent, or the one named, if nobody else holds it."""
        # What may stand in Slack already is looked for in a pause too.
        doubted = and_(ChannelRow.state == "paused", RoundRow.send_started_at.is_not(None))
        open_channel = (
            select(ChannelRow.id)
            .where(
                self._mine(ChannelRow),
                ChannelRow.id == RoundRow.channel,
                or_(ChannelRow.state == "active", doubted),
            )
            .exists()
        )
        choice = (
            select(RoundRow.id)
            .where(self._mine(), self._free(now))
            .where(or_(RoundRow.kind == "post-now", open_channel))
            .order_by(RoundRow.due_at, RoundRow.id)
        )
        if id is not None:
            choice = choice.where(RoundRow.id == id)
        return self._take(owner, now, lease, choice)

    def posted(self, id: str, ts: str, at: datetime, late: bool) -> bool:  # noqa: FBT001
        """Record the post; False if one is recorded already. A second attempt is swept later."""
        return self._move(
            RoundRow.id == id,
            RoundRow.state != "posted",
            state="posted",
            ts=ts,
            posted_at=at,
            late=late,
            reason=case((RoundRow.state.in_(UNASKED), None), else_=RoundRow.reason),
            owner=None,
            lease_until=None,
            next_sweep_at=case(
                (RoundRow.attempt > 1, literal(at + FIRST_SWEEP, RoundRow.next_sweep_at.type)),
                else_=None,
            ),
        )

    def close(self, round: Round, state: str, reason: str, at: datetime) -> bool:
        """Give a round up as missed, failed or skipped; False if that is done, or another has it.

        It is swept, because a request that was frozen on its way can arrive yet.
        """
        return self._move(
            RoundRow.id == round.id,
            RoundRow.attempt == round.attempt,
            RoundRow.state.not_in(CLOSED),
            state=state,
            reason=reason,
            owner=None,
            lease_until=None,
            next_sweep_at=at + FIRST_SWEEP,
        )

    def expired(self, before: datetime) -> list[Round]:
        """List what was due by then and is still open, oldest first."""
        return self._all(
            self._select(RoundRow.state.in_(OPEN), RoundRow.due_at <= before).order_by(
                RoundRow.due_at, RoundRow.id
            )
        )

    def latest_post(self) -> datetime | None:
        """Say when the round was posted that was due last."""
        return self._connection.scalar(
            select(RoundRow.posted_at)
            .where(self._mine(), RoundRow.state == "posted")
            .order_by(RoundRow.due_at.desc())
            .limit(1)
        )

    def get(self, id: str) -> Round | None:
        """Find one round."""
        return self._one(self._select(RoundRow.id == id))

    def for_day(self, channel: str, local_date: date) -> Round | None:
        """Find the round of a channel and local date."""
        return self._one(
            self._select(RoundRow.channel == channel, RoundRow.local_date == local_date)
        )

    def latest(self, channel: str) -> Round | None:
        """Find the channel's round with the latest date, in whatever state but skipped.

        A day may be skipped long before it comes.
        """
        return self._one(
            self._select(RoundRow.channel == channel, RoundRow.state != "skipped")
            .order_by(RoundRow.local_date.desc())
            .limit(1)
        )

    def last(self, channel: str, until: date) -> Round | None:
        """Find the channel's last round up to a date, in whatever state."""
        return self._one(
            self._select(RoundRow.channel == channel, RoundRow.local_date <= until)
            .order_by(RoundRow.local_date.desc())
            .limit(1)
        )

    def waiting(self, channel: str) -> list[Round]:
        """List the channel's rounds that are planned and neither posted nor given up."""
        return self._all(
            self._select(RoundRow.channel == channel, RoundRow.state.in_(OPEN)).order_by(
                RoundRow.local_date
            )
        )

    def skip(self, round: Round) -> bool:
        """Write that a date is skipped; False if it has a round that may be in Slack by now."""
        if self._add(RoundRow, **values(round)):
            return True
        return self._move(
            RoundRow.id == round.id,
            RoundRow.state.in_(OPEN),
            RoundRow.send_started_at.is_(None),
            state="skipped",
            reason=round.reason,
            requested_by=round.requested_by,
            owner=None,
            lease_until=None,
        )

    def take_back(self, id: str, now: datetime) -> bool:
        """Forget a skip of a round whose time is still to come; False if it is not such."""
        never_tried = (RoundRow.attempt == 0, RoundRow.send_started_at.is_(None))
        coming = (RoundRow.state == "skipped", RoundRow.due_at > now, *never_tried)
        gone = self._connection.execute(
            delete(RoundRow).where(self._mine(), RoundRow.id == id, *coming)
        )
        return gone.rowcount == 1

    def skipped_ahead(self, channel: str, now: datetime) -> list[date]:
        """List the channel's skipped dates whose time is still to come, the next first."""
        dates = select(RoundRow.local_date).where(
            self._mine(),
            RoundRow.channel == channel,
            RoundRow.local_date >= now.date() - timedelta(days=1),  # wherever the channel is
            RoundRow.state == "skipped",
            RoundRow.due_at > now,
        )
        return list(self._connection.scalars(dates.order_by(RoundRow.local_date)))

    def ask_instead(self, round: Round) -> bool:
        """Give a round another question; False if it is being sent, or is no longer there."""
        return self._move(
            RoundRow.id == round.id,
            or_(
                RoundRow.state == "posted",
                and_(RoundRow.state == "due", RoundRow.send_started_at.is_(None)),
            ),
            question_id=round.question_id,
            question=round.question,
            rendering=round.rendering,
            reason=round.reason,
        )

    def pass_over(
        self, channel: str, question: tuple[str, str], day: date, by: str, at: datetime
    ) -> None:
        """Note that a question, given with its category, is not asked: its turn comes last."""
        number = (
            select(func.coalesce(func.max(PassedOverRow.number), 0) + 1)
            .where(self._mine(PassedOverRow), PassedOverRow.channel == channel)
            .scalar_subquery()
        )
        self._connection.execute(
            self._insert(
                PassedOverRow,
                channel=channel,
                number=number,
                question_id=question[0],
                category=question[1],
                local_date=day,
                by=by,
                at=at,
            )
        )

    def by_ts(self, channel: str, ts: str) -> Round | None:
        """Find the round that a message posts, be it the kept one or an alias."""
        own = self._one(self._select(RoundRow.channel == channel, RoundRow.ts == ts))
        if own is not None:
            return own
        alias = select(RoundAliasRow.round_id).where(
            self._mine(RoundAliasRow), RoundAliasRow.channel == channel, RoundAliasRow.ts == ts
        )
        return self._one(self._select(RoundRow.id == alias.scalar_subquery()))

    def add_alias(self, id: str, ts: str) -> None:
        """Let another message stand for the round too."""
        channel = self._connection.scalar(
            select(RoundRow.channel).where(self._mine(), RoundRow.id == id)
        )
        if channel is not None:
            self._add(RoundAliasRow, channel=channel, ts=ts, round_id=id)

    def history(self, channel: str, besides: str | None = None) -> list[tuple[str, str, date]]:
        """List what the channel was asked or passed over: question, category, date; in order."""
        category = type_coerce(RoundRow.question, JSON)["category"].as_string()
        last = literal(2**31 - 1).label("number")  # of a date: what was passed over comes before
        # Posted, said so that the index is the channel's: by its state it would be everybody's.
        asked = select(RoundRow.question_id, category, RoundRow.local_date, last).where(
            self._mine(), RoundRow.channel == channel, RoundRow.ts.is_not(None)
        )
        if besides is not None:
            asked = asked.where(RoundRow.id != besides)
        passed_over = select(
            PassedOverRow.question_id,
            PassedOverRow.category,
            PassedOverRow.local_date,
            PassedOverRow.number,
        ).where(self._mine(PassedOverRow), PassedOverRow.channel == channel)
        rows = self._connection.execute(union_all(asked, passed_over)).all()
        return [(row[0], row[1], row[2]) for row in sorted(rows, key=lambda row: (row[2], row[3]))]

    def to_sweep(self, now: datetime) -> list[Round]:
        """List the rounds whose channel is to be searched for a message not on record."""
        return self._all(
            self._select(RoundRow.next_sweep_at <= now).order_by(
                RoundRow.next_sweep_at, RoundRow.due_at, RoundRow.id
            )
        )

    def swept(self, id: str, sweeps: int, next_sweep_at: datetime | None) -> None:
        """Note how often a round was swept, and when to come again."""
        self._move(RoundRow.id == id, sweeps=sweeps, next_sweep_at=next_sweep_at)

    def sweep_again(self, id: str, now: datetime) -> bool:
        """Let the sweeps of a posted round begin anew: another message of it may be there."""
        return self._move(
            RoundRow.id == id,
            RoundRow.state == "posted",
            sweeps=0,
            next_sweep_at=now + FIRST_SWEEP,
        )

    def adopt(self, id: str, ts: str) -> bool:
        """Keep another message of a posted round, because the recorded one is gone."""
        return self._move(RoundRow.id == id, RoundRow.state == "posted", ts=ts)

    def local_dates(self, channels: Collection[str], since: date) -> set[tuple[str, date]]:
        """Name the channels' dates from then on that have a round, in whatever state."""
        dates = select(RoundRow.channel, RoundRow.local_date).where(
            self._mine(), RoundRow.channel.in_(channels), RoundRow.local_date >= since
        )
        return {(row[0], row[1]) for row in self._connection.execute(dates)}

    def asked_since(self, channels: Collection[str], since: date) -> set[str]:
        """Name the questions of the channels' rounds from then on, in whatever state."""
        asked = select(RoundRow.question_id).where(
            self._mine(), RoundRow.channel.in_(channels), RoundRow.local_date >= since
        )
        return set(self._connection.scalars(asked))

    def threads_since(self, since: datetime) -> list[tuple[str, str, str]]:
        """List round, channel and timestamp of what was posted since then, aliases included."""
        # The day it was due is what the index knows; between it and the post lies a month at most.
        near = RoundRow.due_at >= since - LATEST_POST
        recent = (self._mine(), RoundRow.state == "posted", near, RoundRow.posted_at >= since)
        own = select(RoundRow.id, RoundRow.channel, RoundRow.ts).where(*recent)
        extra = select(RoundAliasRow.round_id, RoundAliasRow.channel, RoundAliasRow.ts).join(
            RoundRow,
            and_(
                RoundRow.workspace == RoundAliasRow.workspace,
                RoundRow.id == RoundAliasRow.round_id,
            ),
        )
        both: Any = self._connection.execute(union(own, extra.where(*recent)).order_by("ts")).all()
        return [(row[0], row[1], row[2]) for row in both]

    def days(self, channels: Collection[str], since: date) -> list[RoundDay]:
        """List what the channels' rounds from then on are to people's days, by date."""
        found = select(*columns(RoundDay, RoundRow)).where(
            self._mine(), RoundRow.channel.in_(channels), RoundRow.local_date >= since
        )
        rows = self._connection.execute(found.order_by(RoundRow.local_date, RoundRow.channel))
        return [RoundDay(*row) for row in rows]
