"""What can go wrong between an app and Slack, on request."""

import threading
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer spoilt: an error instead of it, or done and then the line is cut."""

    error: str | None = None
    retry_after: int | None = None
    performs: bool = False
    cuts: bool = False
    delays: float = 0.0


class Faults:
    """Spoils the next answers of a method, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: dict[str, deque[Fault]] = {}

    def fail(self, method: str, error: str, times: int = 1) -> None:
        """Answer with this error and do nothing."""
        self._plan(method, Fault(error=error), times)

    def limit(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        """Answer 429 with Retry-After and do nothing."""
        self._plan(method, Fault(error="ratelimited", retry_after=retry_after), times)

    def fail_after(self, method: str, error: str = "internal_error", times: int = 1) -> None:
        """Do it, and answer with an error all the same."""
        self._plan(method, Fault(error=error, performs=True), times)

    def cut(self, method: str, times: int = 1) -> None:
        """Do it, and cut the line before the answer."""
        self._plan(method, Fault(performs=True, cuts=True), times)

    def refuse(self, method: str, times: int = 1) -> None:
        """Cut the line and do nothing."""
        self._plan(method, Fault(cuts=True), times)

    def delay(self, method: str, seconds: float, times: int = 1) -> None:
        """Do it, and answer late."""
        self._plan(method, Fault(performs=True, delays=seconds), times)

    def clear(self) -> None:
        """Let everything go well again."""
        with self._lock:
            self._planned.clear()

    def next(self, method: str) -> Fault | None:
        """Take the fault planned for this call."""
        with self._lock:
            planned = self._planned.get(method)
            return planned.popleft() if planned else None

    def _plan(self, method: str, fault: Fault, times: int) -> None:
        with self._lock:
            self._planned.setdefault(method, deque()).extend([fault] * times)
