"""Collecting what was written in a thread while nobody listened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.practice.tools import Tools

# Older threads are quiet: what is written there later comes as an event like any other. Counted
# from the reading before, so that each is read once more after its last open day, and a long
# absence loses nothing.
OPEN_FOR = timedelta(days=3)
LONGEST = timedelta(days=30)
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


def all_read(tools: Tools, workspace: str, reading: Reading) -> None:
    """Note that nothing written before then is left to be read."""
    with tools.store.begin(workspace) as books:
        books.heartbeats.beat(_READ, reading.at)
