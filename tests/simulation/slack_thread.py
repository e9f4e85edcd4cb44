"""A Slack of one channel: the threads as they stand, the events they make, the calls they take.

What stands here is the truth that the bot's answers are compared with.
"""

import http.client
import urllib.error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.slack.ids import TICK
from tests.simulation.texts import Text

CHANNEL, BOT, APP_BOT = "C1", "UBOT", "BBOT"
Event = dict[str, Any]


@dataclass
class Post:
    """A message; `said` holds every version of it, by `edited.ts`, the first under "0"."""

    ts: str
    thread_ts: str
    user: str
    said: dict[str, Text]
    subtype: str | None = None
    own_id: str | None = None
    deleted: bool = False
    ruling: bool | None = None

    @property
    def version(self) -> str:
        return list(self.said)[-1]

    @property
    def text(self) -> Text:
        return self.said[self.version]

    @property
    def at(self) -> datetime:
        seconds, _, micro = self.ts.partition(".")
        return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(micro))


@dataclass
class Person:
    """Somebody in the channel; only full members practise."""

    id: str
    zone: str
    kind: str = "member"  # or guest, bot

    def as_user(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "tz": self.zone,
            "is_bot": self.kind == "bot",
            "is_restricted": self.kind == "guest",
        }


@dataclass
class Whisper:
    """A private message as Slack showed it."""

    user: str
    thread_ts: str | None
    text: str
    blocks: list[dict[str, Any]]


@dataclass
class Answer:
    """What the SDK gives back."""

    data: Any
    status_code: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class SlackThread:
    """The channel. `between` is called before and after each call takes effect."""

    base_url = "http://slack.test/api/"

    def __init__(
        self,
        chance: Random,
        now: Callable[[], datetime],
        between: Callable[[str], None],
        fault: Callable[[str], str | None],
    ) -> None:
        self.posts: dict[str, Post] = {}
        self.roots: dict[str, bool] = {}  # False once it is a tombstone
        self.people: dict[str, Person] = {}
        self.ticks: set[str] = set()
        self.whispers: list[Whisper] = []
        self._chance, self._now = chance, now
        self._between, self._fault = between, fault
        self._last = ""

    # What people do; each gives the events that Slack makes of it.

    def ts(self) -> str:
        """A timestamp of now that no other message has."""
        now = self._now()
        micro = now.microsecond
        ts = f"{int(now.timestamp())}.{micro:06d}"
        while ts <= self._last:
            seconds, _, fraction = self._last.partition(".")
            ts = f"{seconds}.{int(fraction) + 1:06d}"
        self._last = ts
        return ts

    def say(self, thread_ts: str, user: str, text: Text, subtype: str | None = None) -> list[Event]:
        ts = self.ts()
        own_id = f"c-{ts}" if self._chance.random() < 0.9 else None
        post = Post(ts, thread_ts, user, {"0": text}, subtype, own_id)
        self.posts[ts] = post
        events = [{**self._shown(post), **self._outer(ts)}]
        if self._chance.random() < 0.1:  # documented to come without its subtype
            root = {"type": "message", "ts": thread_ts, "thread_ts": thread_ts, "user": BOT}
            events.append({"type": "message", "message": root, **self._outer(self.ts())})
        if self._chance.random() < 0.05:  # the root's counters
            counted = {"type": "message", "ts": thread_ts, "user": BOT, "reply_count": 3}
            events.append(self._changed({**counted, "thread_ts": thread_ts}, None))
        return events

    def edit(self, post: Post, text: Text | None) -> list[Event]:
        """Change a message; without a text, its formatting only."""
        before = self._shown(post)
        post.said[self.ts()] = text or post.text
        return [self._changed(self._shown(post), before)]

    def unfurl(self, post: Post) -> list[Event]:
        shown = {**self._shown(post), "attachments": [{"from_url": "https://example.com"}]}
        return [self._changed(shown, self._shown(post))]

    def broadcast(self, post: Post) -> list[Event]:
        """Send a reply to the channel too, after the fact."""
        before = self._shown(post)
        post.subtype = "thread_broadcast"
        return [self._changed(self._shown(post), before)]

    def delete(self, post: Post) -> list[Event]:
        before = self._shown(post)
        post.deleted = True
        self.ticks.discard(post.ts)
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "deleted_ts": post.ts,
            **self._outer(self.ts()),
        }
        if self._chance.random() < 0.5:  # the minimal form is without
            event["previous_message"] = before
        return [event]

    def delete_root(self, ts: str) -> list[Event]:
        self.roots[ts] = False
        return [self._changed(self._root(ts), None)]

    def chatter(self, user: str) -> Event:
        """What asks for nothing: somebody joins, or something is said outside of threads."""
        ts = self.ts()
        joined = {"type": "message", "subtype": "channel_join", "user": user, "ts": ts}
        said = {"type": "message", "user": user, "ts": ts, "text": "Morning all."}
        return {**self._chance.choice([joined, said]), **self._outer(ts)}

    def _changed(self, message: Event, before: Event | None) -> Event:
        event = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": message,
            **self._outer(self.ts()),
        }
        if before is not None and self._chance.random() < 0.6:
            event["previous_message"] = before
        return event

    def _outer(self, ts: str) -> Event:
        return {"channel": CHANNEL, "channel_type": "channel", "event_ts": ts, "ts": ts}

    def _shown(self, post: Post) -> Event:
        shown: Event = {
            "type": "message",
            "user": post.user,
            "text": post.text.raw,
            "ts": post.ts,
            "thread_ts": post.thread_ts,
        }
        if post.subtype is not None:
            shown["subtype"] = post.subtype
        if post.subtype == "thread_broadcast":
            shown["root"] = {"ts": post.thread_ts, "reply_count": 1}
        if post.own_id is not None:
            shown["client_msg_id"] = post.own_id
        if post.user not in self.people or self.people[post.user].kind == "bot":
            shown["bot_id"] = APP_BOT
        if post.version != "0":
            shown["edited"] = {"user": post.user, "ts": post.version}
        return shown

    def _root(self, ts: str) -> Event:
        root: Event = {"type": "message", "ts": ts, "thread_ts": ts}
        if self.roots[ts]:
            return {**root, "user": BOT, "bot_id": APP_BOT, "text": "Question for today"}
        gone = {"subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
        return {**root, **gone, "text": "This message was deleted."}

    # What the bot calls, through the production `Chat`.

    def api_call(
        self,
        method: str,
        *,
        json: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Stand for the SDK's client: the same errors, for the same reasons."""
        self._between(f"before {method}")
        fault = self._fault(method)
        if fault == "limited":
            limited = Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"})
            raise SlackApiError("ratelimited", limited)
        if fault == "down":
            raise SlackApiError("down", Answer("<html>", 503))
        if fault == "unreachable":
            raise urllib.error.URLError(ConnectionRefusedError())
        if fault == "timeout":
            raise TimeoutError
        answer = getattr(self, "_" + method.replace(".", "_"))({**(json or {}), **(params or {})})
        self._between(f"after {method}")
        if fault == "lost":
            raise http.client.RemoteDisconnected("")
        if fault == "unsure":
            answer = {"ok": False, "error": "internal_error"}
        if not answer.get("ok", True):
            raise SlackApiError("no", Answer(answer))
        return Answer(answer)

    def _users_info(self, asked: Mapping[str, Any]) -> Event:
        return {"ok": True, "user": self.people[asked["user"]].as_user()}

    def _conversations_replies(self, asked: Mapping[str, Any]) -> Event:
        root = asked["ts"]
        there = [p for p in self.posts.values() if p.thread_ts == root and not p.deleted]
        if root not in self.roots:
            return {"ok": False, "error": "thread_not_found"}
        after = asked.get("cursor") or ""
        page = self._chance.randint(1, 4)  # Slack may give fewer than were asked for
        messages = [self._root(root), *map(self._shown, there)]
        left = sorted((m for m in messages if m["ts"] > after), key=lambda m: str(m["ts"]))
        following = left[page - 1]["ts"] if len(left) > page else ""
        return {
            "ok": True,
            "messages": left[:page],
            "response_metadata": {"next_cursor": following},
        }

    def _reactions_add(self, asked: Mapping[str, Any]) -> Event:
        ts = asked["timestamp"]
        assert asked["name"] == TICK
        if ts not in self.posts or self.posts[ts].deleted:
            return {"ok": False, "error": "message_not_found"}
        if ts in self.ticks:
            return {"ok": False, "error": "already_reacted"}
        self.ticks.add(ts)
        return {"ok": True}

    def _reactions_remove(self, asked: Mapping[str, Any]) -> Event:
        ts = asked["timestamp"]
        if ts not in self.posts or self.posts[ts].deleted:
            return {"ok": False, "error": "message_not_found"}
        if ts not in self.ticks:
            return {"ok": False, "error": "no_reaction"}
        self.ticks.discard(ts)
        return {"ok": True}

    def _chat_postEphemeral(self, asked: Mapping[str, Any]) -> Event:  # noqa: N802 - Slack's name
        self.whispers.append(
            Whisper(
                asked["user"], asked.get("thread_ts"), asked["text"], list(asked.get("blocks", []))
            )
        )
        return {"ok": True, "message_ts": self.ts()}
