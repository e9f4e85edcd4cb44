"""Why a channel asked nothing on a day, as its calendar stood then."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from bot.practice.schedule import schedule_of
from bot.practice.unreadable import unreadable
from bot.rules import practice_day
from storage.channels import Change, Channel
from storage.rounds import RoundDay
from storage.store import Books

_A_DAY = timedelta(days=1)
_FAILED = "no question came: Rounds could not post it"
_GIVEN_UP = {
    "missed": _FAILED,
    "failed": _FAILED,
    "skipped": "an organiser skipped the question",
}


def why_not_asked(
    books: Books, rounds: Iterable[RoundDay], since: Mapping[str, date], now: datetime
) -> dict[date, str]:
    """Say of days without a question why there was none, in each channel `since` a date."""
    reasons: dict[date, str] = {}
    for channel, first in sorted(since.items()):
        known = books.channels.get(channel)
        if known is not None and unreadable(known) is None:
            until = practice_day.local_date(now, known.zone)
            for day, reason in _off(known, books.channels.changes(channel), first, until):
                reasons.setdefault(day, reason)
    return reasons | {
        each.local_date: _GIVEN_UP[each.state] for each in rounds if each.state in _GIVEN_UP
    }


def _off(
    channel: Channel, changes: Iterable[Change], first: date, until: date
) -> Iterator[tuple[date, str]]:
    """Give the days off from one change of the calendar to the next."""
    steps = [(first, channel), *_as_it_stood(channel, changes), (until + _A_DAY, channel)]
    for (start, then), (end, _) in pairwise(steps):
        if unreadable(then) is not None:
            continue
        schedule = schedule_of(then)
        day = max(first, start)
        while day < min(end, until + _A_DAY):
            off = practice_day.day_off(day, schedule)
            if off is not None:
                yield day, "the channel was paused" if schedule.paused else off
            day += _A_DAY


def _as_it_stood(channel: Channel, changes: Iterable[Change]) -> Iterator[tuple[date, Channel]]:
    """Give the channel after each change, and the date there from which on it was so."""
    names = {field.name for field in fields(Channel)}
    then = channel
    for change in changes:
        new = {name: _typed(name, value) for name, value in change.what.items() if name in names}
        then = replace(then, **new)
        yield practice_day.local_date(change.at, channel.zone), then


def _typed(name: str, noted: Any) -> Any:
    """Give a setting as it was before it was noted as plain JSON."""
    if name == "paused_until" and noted is not None:
        return date.fromisoformat(noted)
    if name == "breaks":
        return tuple(tuple(map(date.fromisoformat, each)) for each in noted)
    return tuple(noted) if isinstance(noted, list) else noted
