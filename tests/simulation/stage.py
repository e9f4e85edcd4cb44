"""Virtual time, and actors of whom one at a time goes on: who, is the seed's choice.

Each actor has a thread of its own, because production code cannot be left in its middle any other
way; but only who holds the baton runs, so a history depends on nothing but its seed.
"""

import threading
from collections.abc import Callable
from random import Random

from tests.simulation.mortal import Killed


class Actor:
    """Somebody who acts until it pauses; `work` is its whole life."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.work = work
        self.wake_at = 0.0
        self.over = False  # the next pause is its last
        self.thread: Thread | None = None


class Stage:
    """Tells the time, which passes only while everybody pauses."""

    def __init__(self, now: float, chance: Random) -> None:
        self.now = now
        self._chance = chance
        self._actors: list[Actor] = []
        self.current: Actor | None = None
        self._until = now
        self._director = threading.Lock()
        self._director.acquire()
        self._failure: BaseException | None = None

    def enter(self, work: Callable[[], None]) -> Actor:
        """Let another actor begin."""
        actor = Actor(work)
        actor.wake_at = self.now
        self._actors.append(actor)
        return actor

    def play(self, until: float) -> None:
        """Go on until then, or until nobody is left; what an actor raises ends it all."""
        self._until = until
        self._pass_on(self._next())

    def close(self) -> None:
        """Send everybody home."""
        for actor in list(self._actors):
            actor.over = True
            if actor.thread is None:
                self._actors.remove(actor)
            else:
                self._pass_on(actor)

    def pause(self, seconds: float) -> None:
        """Let time go by for the one who acts; others act meanwhile."""
        actor = self.current
        if actor is None:  # nobody else is there: a history without a stage
            self.now += seconds
            return
        actor.wake_at = self.now + seconds
        following = self._next()
        if following is not actor:
            thread = actor.thread
            assert thread is not None
            self._start(following)
            thread.wait()
        if actor.over:
            raise Killed

    def _next(self) -> Actor | None:
        """Choose who goes on, and move the time to when it does; None when the play is over."""
        if not self._actors or self._failure is not None:
            return None
        first = min(actor.wake_at for actor in self._actors)
        if first > self._until:
            self.now = max(self.now, self._until)
            return None
        self.now = max(self.now, first)
        ready = [actor for actor in self._actors if actor.wake_at <= self.now]
        return ready[0] if len(ready) == 1 else self._chance.choice(ready)

    def _pass_on(self, actor: Actor | None) -> None:
        """Hand the baton over and wait, as the director, until it comes back."""
        if actor is not None:
            self._start(actor)
            self._director.acquire()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def _start(self, actor: Actor | None) -> None:
        self.current = actor
        if actor is None:
            self._director.release()
        elif actor.thread is None:
            actor.thread = Thread.take()
            actor.thread.go(lambda: self._live(actor))
        else:
            actor.thread.go()

    def _live(self, actor: Actor) -> None:
        try:
            actor.work()
        except Killed:
            pass
        except BaseException as failure:
            self._failure = failure
        self._actors.remove(actor)
        assert actor.thread is not None
        actor.thread.give_back()
        self._start(None if actor.over else self._next())


class Thread:
    """A thread that is used again for the next actor: starting one costs more than a history."""

    _idle: list["Thread"] = []  # noqa: RUF012 - shared on purpose

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._turn.acquire()
        self._work: Callable[[], None] = lambda: None
        threading.Thread(target=self._run, daemon=True).start()

    @classmethod
    def forget(cls) -> None:
        """After a fork: the threads stayed with the parent."""
        cls._idle.clear()

    @classmethod
    def take(cls) -> "Thread":
        return cls._idle.pop() if cls._idle else cls()

    def give_back(self) -> None:
        self._idle.append(self)

    def go(self, work: Callable[[], None] | None = None) -> None:
        if work is not None:
            self._work = work
        self._turn.release()

    def wait(self) -> None:
        self._turn.acquire()

    def _run(self) -> None:
        while True:
            self._turn.acquire()
            self._work()
