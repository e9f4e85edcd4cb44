"""What happens when: threads that work queues off, and APScheduler, which only wakes them."""

import logging
from collections.abc import Callable
from datetime import UTC
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import Clock
from bot.jobs import (
    back_fill,
    backup,
    digest,
    heartbeat,
    inbox,
    outbox,
    peer_review,
    post_daily,
    reminders,
    retention,
    sweep,
)
from bot.jobs.worker import Worker
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.listeners.events import Events

_log = logging.getLogger(__name__)

INBOX_THREADS = 4
# One that waits for Slack to answer, for a channel that is slow, leaves the others to the rest.
SENDING_THREADS = 4
SELDOM = 6 * 3600.0
FALLBACK = 5.0  # seconds after which a queue is looked at though nobody woke it


class Timetable:
    """The jobs of one workspace. `tick` is how often rounds are looked for, in seconds.

    `queues`: work off inbox and outbox; `rounds`: plan, post and sweep. One process may do both.
    """

    def __init__(
        self,
        tools: Tools,
        chat: Chat,
        events: Events,
        workspace: str,
        *,
        tick: float = 60,
        queues: bool = True,
        rounds: bool = True,
    ) -> None:
        def each_inbox() -> bool:
            worked = inbox.work_one(tools, events, workspace)
            if worked:
                self.wake_outbox()
            return worked

        self._inbox = _threads(
            "inbox", INBOX_THREADS, tick, each_inbox, lambda: inbox.next_in(tools, workspace)
        )
        self._outbox = _threads(
            "outbox",
            SENDING_THREADS,
            tick,
            lambda: outbox.send_next(tools, chat, workspace),
            lambda: outbox.next_in(tools, chat, workspace),
        )
        self._rounds = _threads(
            "rounds",
            SENDING_THREADS,
            tick,
            lambda: post_daily.post_next(tools, chat, workspace),
            lambda: post_daily.next_in(tools, chat, workspace),
        )
        kind = "run" if queues and rounds else "serve" if queues else "clock"
        ticking = "post_daily" if rounds else "heartbeat"

        def live() -> None:
            gap = heartbeat.beat(tools, workspace, kind)
            if gap and ticking in self._ran:  # a start reads the threads anyway
                self.wake_back_fill()

        def look_for_rounds() -> None:
            post_daily.close(tools, workspace)
            if post_daily.plan_due(tools, workspace):
                self._wake(self._rounds)
            live()  # last, so that a tick that fails is none

        self._back_fill = Worker(
            "back-fill", lambda: back_fill.back_fill(tools, events, workspace), SELDOM
        )
        self._working = [*self._inbox, *self._outbox, self._back_fill] if queues else []
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._ran: set[str] = set()
        if rounds:
            self._working += self._rounds
            self._every(ticking, look_for_rounds, tick)
            self._every("sweep", lambda: sweep.sweep_due(tools, chat, workspace), tick)
            self._every("digest", self._waking(lambda: digest.plan_due(tools, workspace)), tick)
            remind = self._waking(lambda: reminders.remind_due(tools, workspace))
            self._every("reminders", remind, tick)
            keep_up = self._waking(lambda: peer_review.keep_up(tools, workspace))
            self._every("peer-review", keep_up, 5 * tick)
        if queues:
            if not rounds:
                self._every(ticking, live, tick)
            self._every("prune", lambda: inbox.prune(tools, workspace), 3600)
            self._every("retention", lambda: retention.let_go(tools, chat, workspace), 3600)
            self._every("backup", lambda: backup.back_up(tools), 3600)

    def start(self) -> None:
        """Begin, and return at once; what waited while nothing ran is taken up now."""
        for worker in self._working:
            worker.start()
        self._scheduler.start()

    def stop(self) -> None:
        """Finish what is in hand, then end."""
        self._scheduler.shutdown(wait=True)
        for worker in self._working:
            worker.stop()

    def wake_inbox(self) -> None:
        """An event has been stored."""
        self._wake(self._inbox)

    def wake_back_fill(self) -> None:
        """Events may have been missed."""
        self._back_fill.wake()

    def wake_outbox(self) -> None:
        """Something has been queued, a round perhaps."""
        self._wake(self._outbox)
        self._wake(self._rounds)

    def _waking(self, queued: Callable[[], bool]) -> Callable[[], None]:
        """Have what was queued sent at once."""

        def job() -> None:
            if queued():
                self.wake_outbox()

        return job

    def _wake(self, workers: list[Worker]) -> None:
        for worker in workers:
            worker.wake()

    def _every(self, name: str, job: Callable[[], Any], seconds: float) -> None:
        def guarded() -> None:
            try:
                job()
            except Exception:
                _log.exception("job.failed", extra={"fields": {"job": name}})
            finally:
                self._ran.add(name)

        # No grace time: a wake-up that comes late is still a wake-up.
        self._scheduler.add_job(
            guarded,
            "interval",
            seconds=seconds,
            id=name,
            next_run_time=Clock().now(),  # the machine's, as the scheduler's is: at once
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
        )


def _threads(
    queue: str,
    count: int,
    tick: float,
    work: Callable[[], bool],
    next_in: Callable[[], float | None],
) -> list[Worker]:
    """Give the threads that work one queue off."""
    return [Worker(f"{queue}-{n}", work, min(FALLBACK, tick), next_in) for n in range(count)]
