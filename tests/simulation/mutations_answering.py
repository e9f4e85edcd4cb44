"""The answering protocol with one of its steps broken on purpose; each must be caught.

`python -m tests.simulation.mutations_answering` looks for the seeds that `test_answering.py` pins:
the first that the unbroken code passes and the broken code does not.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from sqlalchemy import update

from bot.errors import SlackError
from bot.jobs import back_fill
from bot.slack.chat import Chat
from bot.slack.wire import _Edge
from storage.aggregate import values
from storage.errors import StorageError
from storage.inbox import Inbox
from storage.messages import Message, Messages
from storage.tables.answers import MessageRow
from tests.simulation import answering


def _acknowledge_first(kept: Any) -> Any:
    def store_event(self: Any, body: Any, next_: Any) -> Any:
        try:
            return kept(self, body, next_)
        except StorageError:  # the 200 went out before
            return mock.Mock(status=200)

    return store_event


def _no_dedupe(kept: Any) -> Any:
    def put(self: Inbox, id: str, kind: str, body: Any, at: Any) -> bool:  # noqa: A002
        again = 0
        while not kept(self, f"{id}.{again}" if again else id, kind, body, at):
            again += 1
        return True

    return put


def _last_one_wins(_kept: Any) -> Any:
    def put(self: Messages, message: Message) -> bool:
        if self._add(MessageRow, **values(message)):
            return True
        known = self.get(message.channel, message.ts)
        assert known is not None
        if known.deleted or known.text == message.text:
            return False
        self._connection.execute(
            update(MessageRow)
            .where(self._mine(), self._at(message.channel, message.ts))
            .values(**values(replace(message, ruling=known.ruling, asked=known.asked)))
        )
        return True

    return put


def _no_tombstone(kept: Any) -> Any:
    def tombstone(self: Messages, channel: str, ts: str, at: Any) -> Message | None:
        return kept(self, channel, ts, at) if self.get(channel, ts) is not None else None

    return tombstone


def _no_early_edits(kept: Any) -> Any:
    def put(self: Messages, message: Message) -> bool:
        known = message.version == "0" or self.get(message.channel, message.ts) is not None
        return kept(self, message) if known else False

    return put


def _retries_dropped(kept: Any) -> Any:
    def take(self: Any, body: Any, number: int) -> int:
        return 200 if number else kept(self, body, number)

    return take


def _half_a_thread(_kept: Any) -> Any:
    def thread(self: Chat, channel: str, ts: str) -> list[Any]:
        try:
            page = self.call("conversations.replies", channel=channel, ts=ts, limit=200)
        except SlackError:
            return []
        return list(page["messages"])

    return thread


MUTATIONS: dict[str, tuple[Any, str, Callable[[Any], Any]]] = {
    "acknowledge before the row is durable": (_Edge, "store_event", _acknowledge_first),
    "drop the inbox's dedupe": (Inbox, "put", _no_dedupe),
    "let the last version win": (Messages, "put", _last_one_wins),
    "drop retries": (answering.History, "take", _retries_dropped),
    "keep no tombstone": (Messages, "tombstone", _no_tombstone),
    "ignore edits before originals": (Messages, "put", _no_early_edits),
    "fill nothing back": (back_fill, "back_fill", lambda _kept: lambda *_: False),
    "take half a thread for all of it": (Chat, "thread", _half_a_thread),
}


@contextmanager
def broken(name: str) -> Iterator[None]:
    """Break one step for a while."""
    owner, attribute, mutate = MUTATIONS[name]
    with mock.patch.object(owner, attribute, mutate(getattr(owner, attribute))):
        yield


def find(name: str, seeds: range) -> int | None:
    """The first seed that only the broken code fails."""
    for seed in seeds:
        with broken(name):
            caught = answering.run(seed).problems
        if caught and not answering.run(seed).problems:
            return seed
    return None


if __name__ == "__main__":
    for mutation in MUTATIONS:
        sys.stdout.write(f"{mutation}: {find(mutation, range(2000))}\n")
