"""What an operator's probe is told: whether Rounds works, and what it knows of itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.practice import back_fill
from bot.practice.asking import CATCH_UP, coming
from bot.practice.schedule import schedule_of
from bot.practice.tools import Tools
from bot.practice.unreadable import readable
from bot.rules import practice_day
from storage.channels import Channel
from storage.errors import StorageError
from storage.store import Books

SILENT = timedelta(minutes=2)  # without a tick: twice the time between two
CLOCKS = ("clock", "run")  # the kinds of process that post


def look(tools: Tools, workspace: str, silences: Sequence[int] = ()) -> dict[str, Any]:
    """Say how Rounds is; `silences` are the seconds since Slack answered on each connection.

    Unhealthy: the database does not answer, or channels wait for a clock that does not tick, or
    Slack is heard on no connection.
    """
    try:
        with tools.store.read(workspace) as books:
            found = _of(books)
    except StorageError as error:
        return {"healthy": False, "reasons": [str(error)]}
    reasons = []
    tick = found["seconds_since_tick"]
    if found["channels"] and (tick is None or tick > SILENT.total_seconds()):
        reasons.append("Nothing posts: no rounds clock or rounds run has ticked for two minutes.")
    if silences:
        found["seconds_since_ping"] = list(silences)
        if min(silences) > SILENT.total_seconds():
            reasons.append("Slack has not been heard on any connection for two minutes.")
    return {"healthy": not reasons, "reasons": reasons, **found}


def _of(books: Books) -> dict[str, Any]:
    now = books.now()
    scheduled = [each for each in books.channels.all() if each.state != "broken"]
    following = _next_due(books, readable(scheduled))
    return {
        "channels": len(scheduled),
        "seconds_since_tick": _since(books.heartbeats.latest(CLOCKS), now),
        "seconds_since_event": _since(books.inbox.latest(back_fill.KIND), now),
        "seconds_since_post": _since(books.rounds.latest_post(), now),
        "next_due": following.isoformat() if following is not None else None,
        "waiting": {
            "events": books.inbox.pending(),
            "messages": books.outbox.pending(),
            "rounds": len(books.rounds.expired(now)),
        },
    }


def _next_due(books: Books, channels: Sequence[Channel]) -> datetime | None:
    """Say when the next question of all comes, without asking about each of a thousand channels."""
    now = books.now()
    there = books.rounds.local_dates([each.id for each in channels], now.date() - timedelta(days=2))
    ahead = []  # no question of a channel comes earlier than this
    for channel in channels:
        schedule = schedule_of(channel)
        found = practice_day.next_due(now - CATCH_UP, schedule)
        while found is not None and (channel.id, found[0]) in there:
            found = practice_day.next_due(found[1], schedule)
        if found is not None:
            ahead.append((found[1], channel))
    soonest: datetime | None = None
    for due, channel in sorted(ahead, key=lambda each: each[0]):
        if soonest is not None and soonest <= due:
            break
        following = coming(books, channel)
        if following is not None and (soonest is None or following.due < soonest):
            soonest = following.due
    return soonest


def _since(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, int((now - at).total_seconds()))
