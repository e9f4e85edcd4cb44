"""A store that may die: before a transaction, before its commit, and just after it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from storage.store import Books, Store


class Killed(BaseException):
    """The process is gone: what was not committed never was, and nothing is tidied up."""


class MortalStore(Store):
    """The production store, which tells `point` where it is; `point` may raise Killed there.

    `turn` is held for the time of each transaction: where time is virtual, so is waiting for it.
    """

    point: Callable[[str], None] = staticmethod(lambda _where: None)
    turn: Callable[[], AbstractContextManager[object]] = staticmethod(nullcontext)

    @contextmanager
    def begin(self, workspace: str) -> Iterator[Books]:
        """Open a transaction that writes, with a point at each of its edges."""
        self.point("before begin")
        with self.turn(), super().begin(workspace) as books:
            yield books
            self.point("before commit")
        self.point("after commit")

    @contextmanager
    def read(self, workspace: str) -> Iterator[Books]:
        """Open a transaction that only reads, when its turn has come."""
        with self.turn(), super().read(workspace) as books:
            yield books
