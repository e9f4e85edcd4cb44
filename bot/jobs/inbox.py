"""Works off the events that were stored before they were acknowledged."""

import logging
from datetime import datetime, timedelta

from bot.errors import NotYet, SlackAway, SlackError, SlackRefused
from bot.practice.answers import ADVICE
from bot.practice.back_fill import KIND, thread_of
from bot.practice.refusal import Mends
from bot.practice.sending import ITEM_KEPT, UNTIL_MENDED
from bot.practice.tools import Tools
from bot.slack.listeners.events import Events
from bot.slack.refusals import refusal
from storage.errors import StorageError
from storage.inbox import Event

_log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
TRIES = 8  # of what fails for a mistake of ours; Slack or the database being away is none
KEPT = timedelta(days=8)  # Slack repeats an event for at most a day; ids are cheap


def work_one(tools: Tools, events: Events, workspace: str) -> bool:
    """Handle the oldest waiting event; False when none waits. A failure is tried again later."""
    with tools.store.begin(workspace) as books:
        held = books.inbox.claim(books.now(), LEASE)
    if held is None:
        return False
    try:
        _handle(tools, events, workspace, held)
    except NotYet:
        with tools.store.begin(workspace) as books:
            books.inbox.put_back(held.id, books.now() + timedelta(seconds=2))
        return True
    except Exception as error:
        slack = isinstance(error, SlackError)
        _log.log(
            logging.WARNING if slack else logging.ERROR,
            "event.failed",
            exc_info=None if slack else error,
            extra={"fields": {"event": held.id, "kind": held.kind, "error": str(error)[:300]}},
        )
        with tools.store.begin(workspace) as books:
            wait = _back_off(error, held, books.now())
            later = None if wait is None else books.now() + wait
            books.inbox.failed(held.id, type(error).__name__, later)
        return True
    with tools.store.begin(workspace) as books:
        books.inbox.done(held.id)
    return True


def next_in(tools: Tools, workspace: str) -> float | None:
    """Give the seconds until an event that waits may be taken up; None when none waits."""
    with tools.store.read(workspace) as books:
        now = books.now()
        then = books.inbox.next_at(now)
    return None if then is None else (then - now).total_seconds()


def _handle(tools: Tools, events: Events, workspace: str, held: Event) -> None:
    body = held.body or {}
    if held.kind == ADVICE:
        events.advise(body, held.at)
        return
    if held.kind != KIND:
        events.handle(body)
        return
    thread = thread_of(tools, workspace, body)
    if thread is not None:
        events.back_fill(thread)


def _back_off(error: Exception, held: Event, now: datetime) -> timedelta | None:
    """Say when to try again; None if there is no point in it."""
    backing_off = timedelta(seconds=min(2**held.attempts, 300))
    match error:
        case SlackRefused(retry_after=float(wait)):
            return timedelta(seconds=wait)
        case SlackRefused(code=code) if refusal(code).mends is Mends.NOBODY:
            return None
        case SlackRefused(code=code) if refusal(code).mends is not Mends.UNKNOWN:
            return UNTIL_MENDED if now - held.at < ITEM_KEPT else None
        case SlackAway() | StorageError():
            return backing_off
    return backing_off if held.attempts < TRIES else None


def prune(tools: Tools, workspace: str) -> None:
    """Forget the ids of events that Slack will not repeat any more."""
    with tools.store.begin(workspace) as books:
        books.inbox.prune(books.now() - KEPT)
