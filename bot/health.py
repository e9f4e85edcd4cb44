"""What an operator's probe is told: whether Rounds works, and what it knows of itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.practice import back_fill
from bot.practice.asking import coming
from bot.practice.tools import Tools
from bot.practice.unreadable import readable
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
    following = [coming(books, each) for each in readable(scheduled)]
    return {
        "channels": len(scheduled),
        "seconds_since_tick": _since(books.heartbeats.latest(CLOCKS), now),
        "seconds_since_event": _since(books.inbox.latest(back_fill.KIND), now),
        "seconds_since_post": _since(books.rounds.latest_post(), now),
        "next_due": min((each.due.isoformat() for each in following if each), default=None),
        "waiting": {
            "events": books.inbox.pending(),
            "messages": books.outbox.pending(),
            "rounds": len(books.rounds.expired(now)),
        },
    }


def _since(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, int((now - at).total_seconds()))
