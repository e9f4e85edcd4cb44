"""A thread that works something off whenever it is woken, and now and then anyway."""

import logging
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)

SHORTEST = 0.01  # seconds


class Worker:
    """Calls `work` until it gives False, then sleeps until woken or for `every` seconds.

    `next_in` may name an earlier moment, in seconds, at which something that waits is due.
    Nothing escapes: what `work` raises is logged, and the next turn tries again.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], bool],
        every: float,
        next_in: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._name, self._work, self._every, self._next_in = name, work, every, next_in
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._woken.set()

    def stop(self) -> None:
        """Finish what is in hand, then end."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(timeout=15)

    def _run(self) -> None:
        while not self._stopping.is_set():
            wait = self._every
            try:
                while self._work() and not self._stopping.is_set():
                    pass
                ahead = self._next_in()
                if ahead is not None:
                    wait = min(max(ahead, SHORTEST), self._every)
            except Exception:
                _log.exception("job.failed", extra={"fields": {"job": self._name}})
            self._woken.wait(wait)
            self._woken.clear()
