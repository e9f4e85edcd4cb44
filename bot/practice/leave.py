"""A person's own leave: days that neither break nor lengthen their streak."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import BadInput
from bot.practice.streaks import counted_on, streak_of
from bot.practice.tools import Caller, Tools
from bot.rules import practice_day
from storage.store import Books

LONGEST = timedelta(days=366)  # further ahead a date is a slip of the finger
_A_DAY = timedelta(days=1)

Days = tuple[date, date]  # the first and the last of them


@dataclass(frozen=True, slots=True)
class OnLeave:
    """The leave that lasts or is to come, in its order; `today` is the person's own date."""

    days: tuple[Days, ...]
    today: date


def show(tools: Tools, caller: Caller) -> OnLeave:
    """Give a person's leave from today on."""
    with tools.store.read(caller.workspace) as books:
        return _from_now_on(books, caller)


def take(tools: Tools, caller: Caller, first: date | None, last: date) -> OnLeave:
    """Take days off, both dates included; from today on, where no first one is named.

    What is over stays as it was. If today is kept already, leave begins tomorrow.
    """
    with tools.store.begin(caller.workspace) as books:
        books.members.ensure(caller.user, caller.zone, books.now())
        today = _today(books, caller)
        first = first or today
        _check(first, last, today)
        days = streak_of(books, caller.user, books.now()).days
        if first == today and any(day.date == today and day.kept for day in days):
            first = today + _A_DAY
        if first <= last:
            taken = [*books.members.leaves(caller.user), (first, last)]
            books.members.set_leaves(caller.user, _joined(taken))
        return _from_now_on(books, caller)


def end(tools: Tools, caller: Caller) -> OnLeave:
    """End all leave from today on; what is over stays leave."""
    with tools.store.begin(caller.workspace) as books:
        today = _today(books, caller)
        over = [
            (first, min(last, today - _A_DAY))
            for first, last in books.members.leaves(caller.user)
            if first < today
        ]
        books.members.set_leaves(caller.user, over)
        return _from_now_on(books, caller)


def _today(books: Books, caller: Caller) -> date:
    return counted_on(books, caller.user, books.now(), caller.zone)


def _from_now_on(books: Books, caller: Caller) -> OnLeave:
    today = _today(books, caller)
    leaves = books.members.leaves(caller.user)
    return OnLeave(tuple(each for each in leaves if each[1] >= today), today)


def _check(first: date, last: date, today: date) -> None:
    if last < first:
        raise BadInput({"leave": "The leave ends before it begins."})
    if first < today:
        said = practice_day.say_date(today)
        raise BadInput({"leave": f"Leave begins today, {said}, or later: what is over stays."})
    if last > today + LONGEST:
        raise BadInput({"leave": f"{practice_day.say_date(last)} is more than a year ahead."})


def _joined(leaves: Iterable[Days]) -> list[Days]:
    """Make one of what overlaps or touches."""
    joined: list[Days] = []
    for first, last in sorted(leaves):
        if joined and first <= joined[-1][1] + _A_DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
