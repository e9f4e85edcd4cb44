"""Works off the events that were stored before they were acknowledged."""

import logging
from datetime import timedelta

from bot.errors import NotYet, SlackAway, SlackRefused
from bot.practice.tools import Tools
from bot.slack.listeners.events import Events

_log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
TRIES = 8  # of what fails for a reason of ours; Slack being away is no reason to give up
KEPT = timedelta(days=8)  # Slack repeats an event for at most a day; ids are cheap


def work_one(tools: Tools, events: Events, workspace: str) -> bool:
    """Handle the oldest waiting event; False when none waits. A failure is tried again later."""
    with tools.store.begin(workspace) as books:
        held = books.inbox.claim(books.now(), LEASE)
    if held is None:
        return False
    try:
        events.handle(held.body or {})
    except NotYet:
        with tools.store.begin(workspace) as books:
            books.inbox.put_back(held.id, books.now() + timedelta(seconds=2))
        return True
    except Exception as error:
        wait = error.retry_after if isinstance(error, SlackRefused) else None
        final = isinstance(error, SlackRefused) and wait is None
        away = isinstance(error, SlackAway) or wait is not None
        _log.exception("event.failed", extra={"fields": {"event": held.id, "kind": held.kind}})
        with tools.store.begin(workspace) as books:
            pause = timedelta(seconds=wait or min(2**held.attempts, 300))
            gone = final or (held.attempts >= TRIES and not away)
            later = None if gone else books.now() + pause
            books.inbox.failed(held.id, type(error).__name__, later)
        return True
    with tools.store.begin(workspace) as books:
        books.inbox.done(held.id)
    return True


def prune(tools: Tools, workspace: str) -> None:
    """Forget the ids of events that Slack will not repeat any more."""
    with tools.store.begin(workspace) as books:
        books.inbox.prune(books.now() - KEPT)
