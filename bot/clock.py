"""The only place that asks the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


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
