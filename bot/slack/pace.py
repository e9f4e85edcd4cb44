"""How fast Rounds may ask Slack: it never sleeps, it says how long a request has to wait.

What nobody waits for keeps within Slack's published limits (slack-platform.md, section 13), so that
Slack seldom has to say 429. What a person waits for is held back by a 429 alone. Each process keeps
its own count; where several share a workspace, the 429 tells them.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_CLOSED = 3600.0  # seconds; no Retry-After is believed beyond that
_KEPT = 5000
_AT_ONCE = 0.001  # what is less is a rounding


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests a minute, and so many of them at once after a rest."""

    per_minute: float
    burst: int

    @property
    def apart(self) -> float:
        """Give the seconds between two requests in the long run."""
        return 60 / self.per_minute


# The tiers' figures are what Slack lets through at least; `several hundred` posts is taken as 300.
LIMITS = {
    "chat.postMessage": Limit(300, 10),
    "conversations.open": Limit(50, 10),
    "conversations.history": Limit(50, 10),
    "conversations.replies": Limit(50, 10),
    "chat.update": Limit(50, 10),
    "chat.delete": Limit(50, 10),
    "reactions.add": Limit(50, 10),
    "reactions.remove": Limit(20, 5),
}
IN_ONE_CHANNEL = {"chat.postMessage": Limit(60, 3)}

_Key = tuple[str, str]  # a method, and a channel or nothing for the whole workspace


class Pace:
    """The requests to one workspace: counted, and closed for as long as Slack says."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._used: dict[_Key, float] = {}  # when what was used is all there again
        self._closed: dict[_Key, float] = {}  # until when Slack wants to hear nothing
        self._last: dict[str, float] = {}  # when the last of those that wait comes again
        self._shut = float("-inf")

    def wait(self, method: str, channel: str = "") -> float:
        """Give the seconds until a request may go; nothing is counted."""
        with self._lock:
            return self._wait(method, channel, self._monotonic())

    def wait_for_token(self) -> float:
        """Give the seconds until a token that Slack refused is worth a try."""
        return max(0.0, self._shut - self._monotonic())

    def turn(self, method: str, channel: str = "") -> float:
        """Give the seconds after which to come again, each one later than the one before."""
        with self._lock:
            return self._turn(method, channel, self._monotonic())

    def take(self, method: str, channel: str = "", *, goes_on: bool = False) -> float:
        """Count a request that goes now; if it may not, give its turn and count nothing.

        One that goes on with what was begun, the next page of a look-up, is counted but held back
        by a 429 alone: else a long look-up would begin again and again, and never end.
        """
        with self._lock:
            now = self._monotonic()
            turn = (
                self._closed_for(method, channel, now)
                if goes_on
                else self._turn(method, channel, now)
            )
            if turn == 0:
                for key, limit in _limits(method, channel):
                    self._used[key] = max(self._used.get(key, now), now) + limit.apart
                self._tidy(now)
            return turn

    def limited(self, method: str, channel: str, seconds: float) -> None:
        """Slack said 429: the method is closed in the workspace for as long as it says.

        A post is limited per channel too, and the 429 does not say which limit it was. The first
        closes its channel alone; another channel's while that lasts means the workspace.
        """
        with self._lock:
            now = self._monotonic()
            until = now + min(seconds, LONGEST_CLOSED)
            others = any(
                key[0] == method and key[1] != channel and then > now
                for key, then in self._closed.items()
            )
            alone = method in IN_ONE_CHANNEL and bool(channel) and not others
            key = (method, channel if alone else "")
            self._closed[key] = max(until, self._closed.get(key, 0.0))

    def shut(self, seconds: float) -> None:
        """Slack will have none of our token: what nobody waits for tries again after that."""
        with self._lock:
            self._shut = self._monotonic() + seconds

    def reopen(self) -> None:
        """Slack took the token."""
        self._shut = float("-inf")

    def _wait(self, method: str, channel: str, now: float) -> float:
        until = [now + self._closed_for(method, channel, now)]
        for key, limit in _limits(method, channel):
            # Never further ahead than two bursts, whatever went on or the clock did meanwhile.
            used = min(self._used.get(key, now), now + 2 * limit.burst * limit.apart)
            until.append(used - (limit.burst - 1) * limit.apart)
        if method in LIMITS:
            until.append(self._shut)
        wait = max(until) - now
        return wait if wait > _AT_ONCE else 0.0

    def _closed_for(self, method: str, channel: str, now: float) -> float:
        closed = (self._closed.get(key, now) for key in ((method, ""), (method, channel)))
        return max(now, *closed) - now

    def _turn(self, method: str, channel: str, now: float) -> float:
        wait = self._wait(method, channel, now)
        if wait == 0:
            return 0.0
        apart = LIMITS[method].apart if method in LIMITS else 0.0
        self._last[method] = max(now + wait, self._last.get(method, now) + apart)
        return self._last[method] - now

    def _tidy(self, now: float) -> None:
        for kept in (self._used, self._closed):
            if len(kept) > _KEPT:
                for key in [key for key, then in kept.items() if then <= now]:
                    del kept[key]


def _limits(method: str, channel: str) -> list[tuple[_Key, Limit]]:
    found = [((method, ""), LIMITS[method])] if method in LIMITS else []
    if channel and method in IN_ONE_CHANNEL:
        found.append(((method, channel), IN_ONE_CHANNEL[method]))
    return found
