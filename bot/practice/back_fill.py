"""Collecting what was written in a thread while nobody listened."""

from dataclasses import dataclass
from datetime import timedelta

from bot.practice.tools import Tools

# Older threads are quiet: what is written there later comes as an event like any other.
OPEN_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread worth reading again, and the messages of it that are stored and not deleted."""

    channel: str
    ts: str
    known: frozenset[str]


def open_threads(tools: Tools, workspace: str) -> list[OpenThread]:
    """Give the threads of the last days' rounds, those of an extra message too, as known now."""
    with tools.store.read(workspace) as books:
        return [
            OpenThread(channel, ts, frozenset(books.messages.alive(round_id, ts)))
            for round_id, channel, ts in books.rounds.threads_since(books.now() - OPEN_FOR)
        ]
