"""Collecting what was written in a thread while nobody listened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.practice.tools import Tools

# Older threads are quiet: what is written there later comes as an event like any other. Counted
# from the reading before, so that each is read once more after its last open day, and a long
# absence loses nothing.
OPEN_FOR = timedelta(days=3)
LONGEST = timedelta(days=30)
KIND = "back_fill"  # of the inbox's rows that are threads to be read again
_READ = "back-fill"  # the kind of sign of life that a reading leaves


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread worth reading again, and the messages of it that are stored and not deleted."""

    channel: str
    ts: str
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be read again, as it is known at that instant."""

    at: datetime
    threads: list[OpenThread]


def open_threads(tools: Tools, workspace: str) -> Reading:
    """Give the threads of the last days' rounds, those of an extra message too, as known now."""
    with tools.store.read(workspace) as books:
        now = books.now()
        before = books.heartbeats.latest([_READ]) or now
        since = max(min(before, now) - OPEN_FOR, now - LONGEST)
        return Reading(
            now,
            [
                OpenThread(channel, ts, frozenset(books.messages.alive(round_id, ts)))
                for round_id, channel, ts in books.rounds.threads_since(since)
            ],
        )


def read_later(tools: Tools, workspace: str, thread: OpenThread, wait: float) -> None:
    """Let the inbox bring a thread again that could not be read, until it could."""
    with tools.store.begin(workspace) as books:
        now = books.now()
        books.inbox.put_again(
            f"{KIND}:{thread.channel}:{thread.ts}",
            KIND,
            {"channel": thread.channel, "ts": thread.ts},
            now,
            now + timedelta(seconds=wait),
        )


def thread_of(tools: Tools, workspace: str, body: Mapping[str, Any]) -> OpenThread | None:
    """Give a thread that `read_later` kept, as it is known now; None if its round is gone."""
    channel, ts = str(body["channel"]), str(body["ts"])
    with tools.store.read(workspace) as books:
        found = books.rounds.by_ts(channel, ts)
        if found is None:
            return None
        return OpenThread(channel, ts, frozenset(books.messages.alive(found.id, ts)))


def all_read(tools: Tools, workspace: str, reading: Reading) -> None:
    """Note that all that was written before then is read, or stored to be read again."""
    with tools.store.begin(workspace) as books:
        books.heartbeats.beat(_READ, reading.at)
