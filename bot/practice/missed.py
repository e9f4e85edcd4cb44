"""The practice days on which nothing was running: recorded, and told once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.practice.asking import CATCH_UP, Unasked, new_round, unasked
from bot.practice.notices import notify_organisers
from bot.practice.sweeping import LONGEST, PAUSES
from storage.channels import Channel
from storage.rounds import FIRST_SWEEP
from storage.store import Books

LOOK_BACK = timedelta(days=30)  # missed days are recorded this far back


def missed_days(books: Books, channels: Sequence[Channel]) -> list[Unasked]:
    """Give the practice days of the last month that have no round and can get none any more."""
    until = books.now() - CATCH_UP
    return [each for each in unasked(books, channels, LOOK_BACK) if each.due <= until]


def record_missed(books: Books, channel: Channel) -> int:
    """Record them, and tell the organisers in one notice; give how many there were.

    Before the calendar of a channel changes this is the last moment at which they are known.
    Each is looked for once: a restored backup knows nothing of what was posted after it.
    """
    reason = "Rounds was not running then, nor in the six hours after"
    if channel.state == "broken":
        reason = channel.reason or "Rounds could not post in the channel"
    missed = []
    for _, day, due in missed_days(books, [channel]):
        row = new_round(books, channel, day, due, kind="scheduled", state="missed", reason=reason)
        if channel.state != "broken" and books.now() - due < LONGEST:
            look = books.now() + FIRST_SWEEP
            row = replace(row, sweeps=len(PAUSES), next_sweep_at=look)  # the last look of four
        if books.rounds.plan(row):
            missed.append(day)
    if missed and channel.state != "broken":  # of that its organisers know already
        last = missed[-1].isoformat()
        notify_organisers(
            books,
            channel.id,
            f"missed:{channel.id}:{last}",
            "missed",
            day=last,
            count=str(len(missed)),
            reason="Rounds was not running",
        )
    return len(missed)
