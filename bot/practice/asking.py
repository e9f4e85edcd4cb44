"""Which question a channel is asked, and when: what planning, looking ahead and changing share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from bot.practice.schedule import fitting_questions, schedule_of
from bot.practice.tools import Tools
from bot.practice.unreadable import readable
from bot.rules import picker, practice_day
from questions.frozen import freeze
from questions.model import Question
from storage.channels import Channel
from storage.rounds import Round, round_id
from storage.store import Books

CATCH_UP = timedelta(hours=6)
APART = timedelta(hours=8)  # after a change of time or zone, two rounds keep this distance
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Coming:
    """A channel's next question: its date, its instant, and its round if that is planned."""

    day: date
    due: datetime
    round: Round | None


class Unasked(NamedTuple):
    """A date of a channel whose question was due, and that has no round."""

    channel: Channel
    day: date
    due: datetime


def unasked(books: Books, channels: Sequence[Channel], back: timedelta) -> list[Unasked]:
    """Give the dates so far back that were to be asked and have no round, the oldest first."""
    now = books.now()
    earliest = now.date() - back - timedelta(days=1)  # wherever a channel is
    there = books.rounds.local_dates([channel.id for channel in channels], earliest)
    found = []
    for channel in readable(channels):
        schedule = schedule_of(channel)
        today = practice_day.local_date(now, channel.zone)
        day = max(practice_day.local_date(channel.saved_at, channel.zone), today - back)
        while day <= today:
            due = None if (channel.id, day) in there else practice_day.due_on(day, schedule)
            in_time = due is not None and channel.saved_at <= due <= now
            if due is not None and in_time and not too_close(books, channel, due):
                found.append(Unasked(channel, day, due))
            day += timedelta(days=1)
    return found


def coming(books: Books, channel: Channel, *, or_skipped: bool = False) -> Coming | None:
    """Give what is asked next, or could be still if it is late; `or_skipped`: were it not skipped.

    None where no practice day is ahead, or where the channel is out of reach.
    """
    if channel.state == "broken":
        return None
    for waiting in books.rounds.waiting(channel.id):
        return Coming(waiting.local_date, waiting.due_at, waiting)
    now, schedule = books.now(), schedule_of(channel)
    after = max(now - CATCH_UP, channel.saved_at - _MOMENT)
    while (found := practice_day.next_due(after, schedule)) is not None:
        day, due = found
        there = books.rounds.for_day(channel.id, day)
        skipped = there is not None and there.state == "skipped" and due > now
        free = there is None or (skipped and or_skipped)
        if free and not too_close(books, channel, due):
            return Coming(day, due, None)
        after = due
    return None


def nothing_comes(channel: Channel) -> str:
    """Say why no question comes in a channel."""
    if channel.state == "broken":
        return f"No question comes for now. {channel.reason or 'Rounds cannot post there.'}"
    if channel.state == "paused" and channel.paused_until is None:
        return "The channel is paused until somebody resumes it."
    return "No day in the coming year is a practice day with this channel's settings."


def too_close(books: Books, channel: Channel, instant: datetime) -> bool:
    """Say whether a change of time or zone would bring two questions within eight hours."""
    latest = books.rounds.latest(channel.id)
    return (
        latest is not None
        and latest.kind == "scheduled"
        and channel.saved_at > latest.planned_at
        and abs(instant - latest.due_at) < APART
    )


def next_pick(
    tools: Tools, books: Books, channel: Channel, *, instead_of: Round | None = None
) -> picker.Pick | None:
    """Pick the channel's next question, or another in the place of a round's; None: none fits."""
    fitting = fitting_questions(tools, channel)
    if not fitting:
        return None
    besides = instead_of.id if instead_of is not None else None
    return picker.pick(fitting, had(books, channel, besides), channel.seed)


def had(books: Books, channel: Channel, besides: str | None = None) -> list[picker.Asked]:
    """List what the channel was asked or passed over, perhaps `besides` one of its rounds."""
    return [picker.Asked(*asked) for asked in books.rounds.history(channel.id, besides)]


def is_over(channel: Channel, now: datetime) -> bool:
    """Say whether a channel's pause has come to the date that was set for its end."""
    until = channel.paused_until
    return (
        channel.state == "paused"
        and until is not None
        and until <= practice_day.local_date(now, channel.zone)
    )


def resumed(channel: Channel, now: datetime) -> Channel:
    """Give the channel after its pause: nothing from before its end is asked or was missed."""
    since = now
    if channel.paused_until is not None and is_over(channel, now):
        since = practice_day.due_instant(channel.paused_until, time(0), channel.zone) or now
    return replace(
        channel,
        state="active",
        reason=None,
        paused_until=None,
        saved_at=max(since, channel.saved_at),
    )


def with_question(round_: Round, pick: picker.Pick, rendering: dict[str, Any]) -> Round:
    """Give a round with another question in it."""
    return replace(
        round_,
        question_id=pick.question.id,
        question=freeze(pick.question),
        rendering=rendering,
        reason=pick.reason,
    )


def new_round(
    books: Books,
    channel: Channel,
    day: date,
    instant: datetime,
    *,
    kind: str,
    state: str,
    reason: str,
    counts: bool = False,
    question: Question | None = None,
    rendering: dict[str, Any] | None = None,
    by: str | None = None,
) -> Round:
    """Make a round as it is planned, or given up, before anybody has tried to send it."""
    return Round(
        id=round_id(books.workspace, channel.id, day),
        channel=channel.id,
        local_date=day,
        zone=channel.zone,
        due_at=instant,
        kind=kind,
        counts=counts,
        question_id=question.id if question is not None else "",
        question=freeze(question) if question is not None else {},
        rendering=rendering or {},
        state=state,
        reason=reason,
        owner=None,
        lease_until=None,
        attempt=0,
        not_before=None,
        send_started_at=None,
        ts=None,
        sweeps=0,
        next_sweep_at=None,
        last_error=None,
        planned_at=books.now(),
        posted_at=None,
        late=False,
        requested_by=by,
    )
