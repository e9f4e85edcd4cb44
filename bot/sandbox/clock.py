"""The sandbox's own time: it starts at 09:00 in New York, runs on, and can be moved forward."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

HOME_ZONE = "America/New_York"
LONGEST_MOVE = 10 * 366 * 86_400.0


def nine_this_morning() -> float:
    """Give today at 09:00 in the zone where most of the seeded people live."""
    today = datetime.fromtimestamp(real_time(), tz=ZoneInfo(HOME_ZONE))
    return today.replace(hour=9, minute=0, second=0, microsecond=0).timestamp()


def real_time() -> float:
    """Ask the machine's clock; everything else asks the sandbox's."""
    return time.time()  # noqa: TID251 - the sandbox is its own world with its own clock


class Clock:
    """A clock that runs at the pace of the real one unless it stands, and never goes back."""

    def __init__(self, at: float | None = None, *, runs: bool = True) -> None:
        self._lock = threading.Lock()
        self._runs = runs
        self._chosen = at is not None
        self._base = nine_this_morning() if at is None else at
        self._since = time.monotonic()
        self._watchers: list[Callable[[], None]] = []

    def now(self) -> float:
        """Give the seconds since the epoch, as this world sees them."""
        with self._lock:
            return self._now()

    def _now(self) -> float:
        return self._base + (time.monotonic() - self._since if self._runs else 0.0)

    def move(self, seconds: float) -> float:
        """Go forward by so many seconds and give the new time; going back is refused."""
        if not 0 <= seconds <= LONGEST_MOVE:
            raise ValueError("The sandbox's clock only moves forward, by ten years at most.")
        with self._lock:
            self._base += seconds
            moved = self._now()
        for watcher in list(self._watchers):
            watcher()
        return moved

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have this called after each move."""
        self._watchers.append(watcher)

    def ahead(self) -> float:
        """Say how far this clock is ahead of the real one, in seconds."""
        return self.now() - real_time()

    def real_seconds_until(self, instant: float) -> float | None:
        """Say how long to wait for this instant; None if a standing clock never gets there."""
        left = instant - self.now()
        if left <= 0:
            return 0.0
        return left if self._runs else None

    def resume(self, saved_now: float, saved_ahead: float) -> None:
        """Go on from what was stored, unless this clock was set on purpose to something later."""
        with self._lock:
            running = real_time() + saved_ahead if self._runs else saved_now
            earliest = max(saved_now, running)
            if not self._chosen or self._now() < earliest:
                self._base, self._since = earliest, time.monotonic()
