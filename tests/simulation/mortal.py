"""A store that may die: before a transaction, before its commit, and just after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storage.store import Books, Store


class Killed(BaseException):
    """The process is gone: what was not committed never was, and nothing is tidied up."""


class MortalStore(Store):
    """The production store, which tells `point` where it is; `point` may raise Killed there."""

    point: Callable[[str], None] = staticmethod(lambda _where: None)

    @contextmanager
    def begin(self, workspace: str) -> Iterator[Books]:
        """Open a transaction that writes, with a point at each of its edges."""
        self.point("before begin")
        with super().begin(workspace) as books:
            yield books
            self.point("before commit")
        self.point("after commit")
