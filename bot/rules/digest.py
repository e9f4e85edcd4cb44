"""What a channel's week comes to, and when its digest is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.rules.practice_day import DAYS, due_instant, local_date, parse_days, parse_time
from bot.rules.quoting import quoted
from bot.rules.streak import Day
from bot.rules.weakness import Attempt, counted
from questions.model import Level

# Of fewer people it could be told who left something out; it takes several who did.
FEWEST_JUDGED = 5
FEWEST_MISSED = 3
MILESTONES = (5, 10, 20, 30, 50, 75, 100, 150, 200, 250, 300, 365)

_ALLOWED = "A weekly time is a day and a time, such as mon 08:30, or off."
_OFF = frozenset({"", "off", "none", "never"})
_WORDS = 2


@dataclass(frozen=True, slots=True)
class Weekly:
    """A day of the week, Monday being 0, and a local time on it."""

    weekday: int
    at: time


def parse_weekly(text: str) -> Weekly | None:
    """Read "mon 08:30"; None for "off"."""
    words = text.strip().lower().split()
    if " ".join(words) in _OFF:
        return None
    if len(words) != _WORDS:
        raise ValueError(f"{quoted(text)} is not a weekly time. {_ALLOWED}")
    weekday, *more = parse_days(words[0])
    if more:
        raise ValueError(f"{quoted(words[0])} is more than one day. {_ALLOWED}")
    return Weekly(weekday, parse_time(words[1]))


def describe_weekly(weekly: Weekly | None) -> str:
    """Say a weekly time as `parse_weekly` reads it."""
    return "off" if weekly is None else f"{DAYS[weekly.weekday]} {weekly.at:%H:%M}"


def due_within(
    weekly: Weekly, zone: str, after: datetime, until: datetime
) -> tuple[date, datetime] | None:
    """Give the last date and instant of a weekly time that is later than `after`, up to `until`."""
    day = local_date(until, zone)
    while day >= local_date(after, zone):
        if day.weekday() == weekly.weekday:
            instant = due_instant(day, weekly.at, zone)
            if instant is not None and after < instant <= until:
                return day, instant
        day -= timedelta(days=1)
    return None


def missed_most(verdicts: Mapping[str, Sequence[Attempt]]) -> str | None:
    """Name the criterion that most people left out, given what was found in each one's answers.

    None where that would say too much of one person: it takes five people who were judged on it
    and three who left it out. Each person counts once, and of equals the less asked comes first.
    """
    judged: dict[str, int] = {}
    missed: dict[str, int] = {}
    for attempts in verdicts.values():
        levels: dict[str, list[int]] = {}
        for each in counted(attempts):
            levels.setdefault(each.criterion, []).append(each.level)
        for criterion, found in levels.items():
            judged[criterion] = judged.get(criterion, 0) + 1
            missed[criterion] = missed.get(criterion, 0) + (Level.MISSING in found)
    hidden = [
        each for each in judged if judged[each] >= FEWEST_JUDGED and missed[each] >= FEWEST_MISSED
    ]
    return min(hidden, key=lambda each: (-missed[each], judged[each], each), default=None)


def reached(days: Iterable[Day], first: date, last: date) -> int | None:
    """Give the longest milestone that a streak came to on these dates; None for none."""
    run, found = 0, None
    for day in days:
        if day.kept is not None:
            run = run + 1 if day.kept else 0
        if day.kept and run in MILESTONES and first <= day.date <= last:
            found = run
    return found
