"""The only place that asks the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

FAR = timedelta(minutes=1)  # nearer, it is the way from there to here, and the full second


class Clock:
    """Gives the time; the sandbox and the tests hand in a clock of their own."""

    def __init__(
        self,
        read: Callable[[], float] = time.time,  # noqa: TID251 - this is the place
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self.monotonic = monotonic

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        return datetime.fromtimestamp(self._read(), UTC)

    def beside(self, told: datetime) -> "Clock":
        """Give a clock that goes like one that tells this time; itself if they agree."""
        ahead = told - self.now()
        if abs(ahead) < FAR:
            return self
        return Clock(lambda: self._read() + ahead.total_seconds(), self.monotonic)
