"""Everything this Slack knows, in memory and on disk, behind one lock."""

import bisect
import json
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.documents import Documents

Doc = dict[str, Any]
KINDS = (
    "world",
    "user",
    "channel",
    "message",
    "ephemeral",
    "view",
    "screen",
    "response",
    "file",
    "pending",
)
MOST_MESSAGES = 20_000  # in one channel; a year of a busy team is far less
MOST_EPHEMERALS = 300  # for one person; Slack forgets them at the next reload


class State:
    """Documents by kind and key; change them inside `change`, which stores them and tells."""

    def __init__(self, clock: Clock, documents: Documents | None) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.after_change: list[Callable[[], None]] = []
        self.version = 0
        self.origin = ""  # where this Slack is reached, once it listens
        self._documents = documents
        self._tables: dict[str, dict[str, Doc]] = {kind: {} for kind in KINDS}
        self._dirty: set[tuple[str, str]] = set()
        self._depth = 0
        self._timeline: defaultdict[str, list[str]] = defaultdict(list)
        self._threads: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        if documents is not None:
            self._load(documents)

    # What is known

    @property
    def world(self) -> Doc:
        """Give the workspace itself: ids, tokens, counters."""
        return self._tables["world"].setdefault("world", {"last_ts": 0, "last_id": 0})

    @property
    def users(self) -> dict[str, Doc]:
        """Give the people and the bot, by id."""
        return self._tables["user"]

    @property
    def channels(self) -> dict[str, Doc]:
        """Give the conversations, direct ones included, by id."""
        return self._tables["channel"]

    @property
    def views(self) -> dict[str, Doc]:
        """Give the open modals and the published Homes, by id."""
        return self._tables["view"]

    @property
    def responses(self) -> dict[str, Doc]:
        """Give the response addresses handed out, by token."""
        return self._tables["response"]

    @property
    def files(self) -> dict[str, Doc]:
        """Give the uploaded files, by id."""
        return self._tables["file"]

    @property
    def pending(self) -> dict[str, Doc]:
        """Give the events that the app has not acknowledged, oldest first, by event id."""
        return self._tables["pending"]

    def screen(self, user: str) -> Doc:
        """Give what one person has before them: their modals, Home and notices."""
        empty: Doc = {"modals": [], "home": None, "notices": []}
        return self._tables["screen"].setdefault(user, empty)

    def message(self, channel: str, ts: str) -> Doc | None:
        """Give one message, or None."""
        return self._tables["message"].get(f"{channel}/{ts}")

    def messages(self, channel: str) -> list[Doc]:
        """Give a channel's messages and replies, oldest first."""
        table = self._tables["message"]
        return [table[f"{channel}/{ts}"] for ts in self._timeline[channel]]

    def replies(self, channel: str, root_ts: str) -> list[Doc]:
        """Give the replies to a message, oldest first."""
        table = self._tables["message"]
        return [table[f"{channel}/{ts}"] for ts in self._threads[channel, root_ts]]

    def ephemerals(self, user: str) -> list[Doc]:
        """Give the messages that only this person sees, oldest first."""
        prefix = f"{user}/"
        return [doc for key, doc in self._tables["ephemeral"].items() if key.startswith(prefix)]

    def ephemeral(self, user: str, ts: str) -> Doc | None:
        """Give one message that only this person sees, or None."""
        return self._tables["ephemeral"].get(f"{user}/{ts}")

    # Changing it

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the lock; at the end store what was saved, and wake everybody who waits."""
        with self.lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0 and self._dirty:
                    self._commit()

    def save(self, kind: str, key: str, doc: Doc) -> None:
        """Keep a document, new or changed in place."""
        self._tables[kind][key] = doc
        self._dirty.add((kind, key))

    def remove(self, kind: str, key: str) -> None:
        """Forget a document."""
        if self._tables[kind].pop(key, None) is not None:
            self._dirty.add((kind, key))

    def save_message(self, channel: str, message: Doc) -> None:
        """Keep a message, new or changed in place."""
        key = f"{channel}/{message['ts']}"
        if key not in self._tables["message"]:
            self._index(channel, message)
        self.save("message", key, message)
        if len(self._timeline[channel]) > MOST_MESSAGES:
            oldest = self._tables["message"][f"{channel}/{self._timeline[channel][0]}"]
            self.remove_message(channel, oldest)

    def remove_message(self, channel: str, message: Doc) -> None:
        """Forget a message."""
        ts, root = message["ts"], message.get("thread_ts")
        self.remove("message", f"{channel}/{ts}")
        self._timeline[channel].remove(ts)
        if root is not None and root != ts:
            self._threads[channel, root].remove(ts)

    def save_ephemeral(self, user: str, message: Doc) -> None:
        """Keep a message that only this person sees."""
        self.save("ephemeral", f"{user}/{message['ts']}", message)
        kept = self.ephemerals(user)
        for old in kept[: max(0, len(kept) - MOST_EPHEMERALS)]:
            self.remove("ephemeral", f"{user}/{old['ts']}")

    def save_screen(self, user: str) -> None:
        """Keep what one person has before them."""
        self.save("screen", user, self.screen(user))

    def next_ts(self) -> str:
        """Give a new message timestamp, later than every one before."""
        micros = max(int(self.clock.now() * 1_000_000), self.world["last_ts"] + 1)
        self.world["last_ts"] = micros
        self.save("world", "world", self.world)
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """Give a new id of the kind that the prefix says."""
        self.world["last_id"] += 1
        self.save("world", "world", self.world)
        return f"{prefix}{self.world['last_id']:09X}"

    def secret(self) -> str:
        """Give a string that nobody can guess."""
        return secrets.token_hex(16)

    def tell(self) -> None:
        """Wake everybody who waits, for something that is not stored."""
        with self.lock:
            self.changed.notify_all()

    def save_clock(self) -> None:
        """Store where the clock stands."""
        with self.change():
            self.save("world", "world", self.world)

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            if self._documents is not None:
                self._documents.close()
                self._documents = None

    def _commit(self) -> None:
        dirty, self._dirty = self._dirty, set()
        # Acknowledged and repeated events change nothing that a person could see.
        if any(kind != "pending" for kind, _ in dirty):
            self.version += 1
        if self._documents is not None:
            self.world["now"], self.world["ahead"] = self.clock.now(), self.clock.ahead()
            dirty.add(("world", "world"))
            self._documents.write((kind, key, self._body(kind, key)) for kind, key in dirty)
        self.changed.notify_all()
        for listener in self.after_change:
            listener()

    def _body(self, kind: str, key: str) -> str | None:
        doc = self._tables[kind].get(key)
        return None if doc is None else json.dumps(doc, ensure_ascii=False)

    def _load(self, documents: Documents) -> None:
        for kind, key, body in documents.read():
            doc = json.loads(body)
            self._tables[kind][key] = doc
            if kind == "message":
                self._index(key.partition("/")[0], doc)
        if "now" in self.world:
            self.clock.resume(self.world["now"], self.world["ahead"])

    def _index(self, channel: str, message: Doc) -> None:
        ts, root = message["ts"], message.get("thread_ts")
        bisect.insort(self._timeline[channel], ts)
        if root is not None and root != ts:
            bisect.insort(self._threads[channel, root], ts)
