"""A Slack of a few lines: channels, what stands in them, and requests that arrive when they do."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Answer = dict[str, Any]


class No(Exception):
    """Slack refuses a request with this code."""


@dataclass
class Message:
    """What stands in a channel, or stood there once."""

    channel: str
    ts: str
    about: str  # the id of the round or item that sent it
    shown: dict[str, Any]
    at: float
    visible: float  # from then on history shows it
    gone: float | None = None
    by_hand: bool = False  # a person deleted it
    replies: int = 0
    moved: bool = False  # points to another message of the same round


@dataclass
class Window:
    """A time in which something is not as it should be."""

    start: float
    end: float
    what: str  # `away`, `silent`, or the code that Slack refuses with
    channel: str | None = None

    def at(self, now: float, channel: str | None = None) -> bool:
        return self.start <= now < self.end and self.channel in {None, channel}


def at_once() -> float:
    """Let history show a message as soon as it is there."""
    return 0.0


def unheeded(_message: Message) -> None:
    """Let nobody act on a message."""


@dataclass
class FalseSlack:
    """One workspace. Its clock is `skew` seconds ahead of the bot's."""

    skew: float = 0.0
    messages: list[Message] = field(default_factory=list)
    whispers: list[str] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    requests: int = 0
    answers: dict[int, Answer | str] = field(default_factory=dict)
    _arriving: list[tuple[float, int, str, Any]] = field(default_factory=list)
    _last: int = 0

    # What the seed may put in: a message came to be (lag of history), somebody may act on it.
    lag: Callable[[], float] = at_once
    noticed: Callable[[Message], None] = unheeded

    def request(self, at: float, method: str, arguments: Any) -> int:
        """Let a request arrive then; its answer will be under the number given."""
        self.requests += 1
        heapq.heappush(self._arriving, (at, self.requests, method, arguments))
        return self.requests

    def settle(self, now: float) -> None:
        """Do all that has arrived by now, in its order."""
        while self._arriving and self._arriving[0][0] <= now:
            at, number, method, arguments = heapq.heappop(self._arriving)
            try:
                self.answers[number] = self._do(at, method, arguments)
            except No as no:
                self.answers[number] = str(no)

    def forget_arriving(self) -> None:
        """Lose what is still on its way."""
        self._arriving.clear()

    def window(self, now: float, channel: str | None, *whats: str) -> Window | None:
        """Give the window that is open now, of these kinds."""
        found = (w for w in self.windows if w.what in whats and w.at(now, channel))
        return next(found, None)

    def standing(self, about: str) -> list[Message]:
        """Give the messages of a round or item that stand."""
        return [m for m in self.messages if m.about == about and m.gone is None]

    def _do(self, at: float, method: str, given: Any) -> Answer | str:
        if method == "a reply":
            given.replies += given.gone is None
            return {}
        if method == "deletion by hand":
            if given.gone is None:
                given.gone, given.by_hand = at, True
            return {}
        self._admit(at, method, given)
        name = method.replace(".", "_").lower()
        answer: Answer = getattr(self, f"_{name}")(at, **given)
        return answer

    def _admit(self, at: float, method: str, given: Answer) -> None:
        if self.window(at, None, "token_revoked"):
            raise No("token_revoked")
        channel = given.get("channel")
        if self.window(at, channel, "is_archived") and method != "conversations.history":
            raise No("is_archived")
        if self.window(at, channel, "not_in_channel"):
            raise No("not_in_channel")

    def _chat_postmessage(self, at: float, channel: str, metadata: Any, **shown: Any) -> Answer:
        channel = f"D{channel}" if channel.startswith("U") else channel
        self._last = max(self._last + 1, round((at + self.skew) * 1e6))
        ts = f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"
        about = metadata["event_payload"]["id"]
        shown |= {"metadata": metadata, "ts": ts}
        message = Message(channel, ts, about, shown, at, at + self.lag())
        self.messages.append(message)
        self.noticed(message)
        return {"channel": channel, "ts": ts}

    def _chat_postephemeral(self, at: float, text: str, **_: Any) -> Answer:
        self.whispers.append(text)
        return {"message_ts": f"{at:.6f}"}

    def _chat_update(self, at: float, channel: str, ts: str, **shown: Any) -> Answer:
        message = self._standing(channel, ts)
        message.shown |= shown
        message.moved = "posted twice" in shown["text"]
        return {"channel": channel, "ts": ts}

    def _chat_delete(self, at: float, channel: str, ts: str) -> Answer:
        self._standing(channel, ts).gone = at
        return {"channel": channel, "ts": ts}

    def _standing(self, channel: str, ts: str) -> Message:
        for message in self.messages:
            if message.channel == channel and message.ts == ts and message.gone is None:
                return message
        raise No("message_not_found")

    def _chat_getpermalink(self, at: float, channel: str, message_ts: str) -> Answer:
        self._standing(channel, message_ts)
        return {"permalink": f"https://practice.slack.com/archives/{channel}/p{message_ts}"}

    def _conversations_open(self, at: float, users: str) -> Answer:
        return {"channel": {"id": f"D{users}"}}

    def _conversations_history(
        self, at: float, channel: str, oldest: str, cursor: str | None = None, **_: Any
    ) -> Answer:
        """Give the newest first, three to a page."""
        shown = [
            m.shown | ({"reply_count": m.replies} if m.replies else {})
            for m in reversed(self.messages)
            if m.channel == channel
            and m.gone is None
            and m.visible <= at
            and float(m.ts) >= float(oldest)
        ]
        begin = int(cursor or 0)
        more = str(begin + 3) if len(shown) > begin + 3 else ""
        return {"messages": shown[begin : begin + 3], "response_metadata": {"next_cursor": more}}
