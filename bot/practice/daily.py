"""The daily question: planned, claimed, posted, or recorded as missed with its reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.practice.asking import (
    CATCH_UP,
    Unasked,
    is_over,
    new_round,
    next_pick,
    resumed,
    unasked,
    with_question,
)
from bot.practice.missed import missed_days, record_missed
from bot.practice.notices import notify_organisers
from bot.practice.reach import took_a_post
from bot.practice.refusal import Refusal
from bot.practice.schedule import schedule_of
from bot.practice.tools import Tools
from bot.practice.unreadable import readable, tell_unreadable
from bot.rules import picker, practice_day, reading
from questions.model import Format, Question
from storage.channels import Channel
from storage.delivery import UNASKED
from storage.rounds import Round, round_id
from storage.store import Books

SUPPLY = 5  # new questions left: time to say so


@dataclass(frozen=True, slots=True)
class Card:
    """What the message of a round shows; `counts`: a streak asks for its day."""

    round_id: str
    question: Question
    local_date: date
    floor: int
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Planned:
    """The round now has a row and waits to be sent."""

    round: Round


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """That day's round exists; a second call changes nothing."""

    round: Round


@dataclass(frozen=True, slots=True)
class NoQuestion:
    """No question fits what the channel asks for."""


Render = Callable[[Card], dict[str, Any]]


def card_of(round_id: str, question: Question, day: date, *, counts: bool) -> Card:
    """Give what the message of a round shows."""
    floor = reading.floor(code=question.format == Format.CODING)
    return Card(round_id, question, day, floor, counts)


def plan(tools: Tools, workspace: str, render: Render) -> int:
    """Plan every round that is due in the workspace, and end pauses; give how many were new."""
    tell_unreadable(tools, workspace)
    _end_pauses(tools, workspace)
    with tools.store.read(workspace) as books:
        channels = [each.id for each, _, _ in _due(books, books.channels.all())]
    planned = 0
    for each in channels:
        with tools.store.begin(workspace) as books:
            found = books.channels.get(each)
            for channel, day, instant in _due(books, [found] if found is not None else []):
                made = _plan(tools, books, channel, day, instant, "scheduled", render)
                planned += isinstance(made, Planned)
    return planned


def _due(books: Books, channels: Sequence[Channel]) -> list[Unasked]:
    """Give the rounds to be planned now, of channels that can be reached."""
    reached = [channel for channel in channels if channel.state != "broken"]
    since = books.now() - CATCH_UP
    return [each for each in unasked(books, reached, timedelta(days=1)) if each.due > since]


def _end_pauses(tools: Tools, workspace: str) -> None:
    """Let the channels go on whose pause has come to its date."""
    with tools.store.read(workspace) as books:
        now = books.now()
        over = [each.id for each in readable(books.channels.all()) if is_over(each, now)]
    for each in over:
        with tools.store.begin(workspace) as books:
            channel, now = books.channels.get(each), books.now()
            if channel is not None and is_over(channel, now):
                books.channels.save(resumed(channel, now), "calendar", now)


def plan_now(
    tools: Tools, workspace: str, channel_id: str, by: str, render: Render
) -> Planned | AlreadyThere | NoQuestion | None:
    """Make today's round at once, in the place of the scheduled one; None without a schedule."""
    with tools.store.begin(workspace) as books:
        channel = books.channels.get(channel_id)
        if channel is None:
            return None
        now = books.now()
        today = practice_day.local_date(now, channel.zone)
        return _plan(tools, books, channel, today, now, "post-now", render, by)


def posted(tools: Tools, workspace: str, held: Round, ts: str) -> str:
    """Record where the round stands in Slack; give the timestamp that is on record.

    Another timestamp than `ts` means that somebody else posted first, and ours is the extra.
    """
    with tools.store.begin(workspace) as books:
        now = books.now()
        late = held.kind == "scheduled" and now - held.due_at > timedelta(minutes=2)
        if books.rounds.posted(held.id, ts, now, late=late):
            took_a_post(books, held.channel)
            return ts
        kept = books.rounds.get(held.id)
        if kept is None or not kept.ts or kept.ts == ts:
            return ts
        # Whoever wrote under ours meanwhile is heard; and should we die before it is removed,
        # or was it sent after an hour's freeze, a sweep comes once more.
        books.rounds.add_alias(held.id, ts)
        books.rounds.sweep_again(held.id, now)
        return kept.ts


def found(tools: Tools, workspace: str, closed: Round, ts: str, render: Render) -> bool:
    """Record that a round which was given up stands in Slack after all; False if it cannot be.

    A day without a row, as a restored backup leaves it, has no question: it was asked what was
    next, as it is now. The message is edited, so that it shows what is on record.
    """
    with tools.store.begin(workspace) as books:
        asked = closed
        if not closed.question:
            channel = books.channels.get(closed.channel)
            pick = next_pick(tools, books, channel, instead_of=closed) if channel else None
            if pick is None:
                return False
            day, counts = closed.local_date, closed.counts
            card = card_of(closed.id, pick.question, day, counts=counts)
            asked = with_question(closed, pick, render(card))
        if not books.rounds.posted(closed.id, ts, books.now(), late=True):
            return False
        if asked is not closed:
            books.rounds.ask_instead(asked)
        body = {"kind": "round", "round": closed.id, "ts": ts}
        books.outbox.put(f"adopted:{closed.id}:{ts}", closed.channel, "update", body, books.now())
        return True


def refused(
    tools: Tools, workspace: str, held: Round, refusal: Refusal, *, looking: bool = False
) -> None:
    """Slack will not take this round now: pause the channel if it is gone, tell the organiser.

    `looking`: it was a look-up that Slack refused, so whether the round stands there is unknown.
    """
    with tools.store.begin(workspace) as books:
        now, owner = books.now(), held.owner or ""
        until, intent = now + refusal.wait, held.send_started_at
        if looking:
            mine = books.rounds.release(
                held.id, owner, held.attempt, "uncertain", until, refusal.words
            )
        else:
            mine = books.rounds.unsent(held.id, owner, held.attempt, intent, until, refusal.words)
        if not mine or (held.lease_until is not None and held.lease_until <= now):
            return  # an old answer: the channel may be back since, so whoever asks next finds out
        channel = books.channels.get(held.channel)
        if refusal.gone and channel is not None and channel.state == "active":
            books.channels.set_state(held.channel, "broken", refusal.words)
        key = f"refused:{held.channel}:{held.local_date}:{refusal.code}"
        notify_organisers(books, held.channel, key, "refused", reason=refusal.words)


def close_overdue(tools: Tools, workspace: str) -> list[Round]:
    """Record as missed what can no longer be posted in time; the organiser is told once."""
    with tools.store.read(workspace) as books:
        overdue = [
            late
            for late in books.rounds.expired(books.now() - CATCH_UP)
            # What is in doubt may stand in Slack: the look-up decides, not the clock.
            if (late.state == "due" and late.send_started_at is None) or _given_up(books, late)
        ]
    if not overdue:
        return []
    with tools.store.begin(workspace) as books:
        return [missed for late in overdue if (missed := _miss(books, late)) is not None]


def _miss(books: Books, late: Round) -> Round | None:
    """Close a round as missed and tell its organisers; None if it was not missed but paused."""
    if _rests(books, late):
        books.rounds.close(late, "skipped", "the channel was paused", books.now())
        return None
    why = late.last_error or "nobody could post it"
    reason = f"not posted within {CATCH_UP.seconds // 3600} hours of its time: {why}"
    if not books.rounds.close(late, "missed", reason, books.now()):
        return None
    day = late.local_date.isoformat()
    notify_organisers(books, late.channel, f"missed:{late.id}", "missed", day=day, reason=why)
    return replace(late, reason=reason)


def _rests(books: Books, planned: Round) -> bool:
    """Say whether a round is not to be posted because its channel was paused meanwhile."""
    channel = books.channels.get(planned.channel)
    return planned.kind == "scheduled" and channel is not None and channel.state == "paused"


def _given_up(books: Books, late: Round) -> bool:
    """Say whether nobody can look any more: the channel has been out of reach for a day."""
    channel = books.channels.get(late.channel)
    lost = channel is None or channel.state != "active"
    return lost and books.now() - late.due_at > timedelta(days=1)


def too_late(tools: Tools, workspace: str, held: Round) -> bool:
    """Close a round not found in Slack whose time is over, or a pause's; say whether it was so."""
    with tools.store.read(workspace) as books:
        if not _is_over(books, held):
            return False
    with tools.store.begin(workspace) as books:
        over = _is_over(books, held)
        if over:
            _miss(books, held)
        return over


def _is_over(books: Books, held: Round) -> bool:
    return books.now() - held.due_at >= CATCH_UP or _rests(books, held)


def note_missed_days(tools: Tools, workspace: str) -> int:
    """Record the rounds for which nothing was running at all; give how many were new."""
    with tools.store.read(workspace) as books:
        some = {each.id for each, _, _ in missed_days(books, books.channels.all())}
    noted = 0
    for each in sorted(some):
        with tools.store.begin(workspace) as books:
            channel = books.channels.get(each)
            noted += record_missed(books, channel) if channel is not None else 0
    return noted


def _plan(
    tools: Tools,
    books: Books,
    channel: Channel,
    day: date,
    instant: datetime,
    kind: str,
    render: Render,
    by: str | None = None,
) -> Planned | AlreadyThere | NoQuestion:
    there = books.rounds.for_day(channel.id, day)
    closed = there is not None and there.state in UNASKED
    if there is not None and not (closed and kind == "post-now"):
        return AlreadyThere(there)
    pick = next_pick(tools, books, channel)
    if pick is None:
        key = f"no-question:{channel.id}:{day}"
        notify_organisers(books, channel.id, key, "no-question")
        return NoQuestion()
    _warn_of_supply(books, channel, pick)
    counts = practice_day.day_off(day, schedule_of(channel)) is None
    named = round_id(books.workspace, channel.id, day)
    row = new_round(
        books,
        channel,
        day,
        instant,
        kind=kind,
        counts=counts,
        question=pick.question,
        rendering=render(card_of(named, pick.question, day, counts=counts)),
        state="due",
        reason=pick.reason,
        by=by,
    )
    if books.rounds.plan_again(row) if closed else books.rounds.plan(row):
        return Planned(row)
    there = books.rounds.for_day(channel.id, day)
    return AlreadyThere(there or row)


def _warn_of_supply(books: Books, channel: Channel, pick: picker.Pick) -> None:
    """Tell the organisers, once for each bag, that it runs out, and once that it is used up."""
    if not pick.new:
        notify_organisers(books, channel.id, f"used-up:{channel.id}:{pick.cycle}", "used-up")
    elif pick.left <= SUPPLY:
        key = f"supply:{channel.id}:{pick.cycle}"
        notify_organisers(books, channel.id, key, "supply", count=str(pick.left))
