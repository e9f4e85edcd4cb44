"""A person's streak, replayed from the days they were asked and the days they practised."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAYS_PER_FREEZE = 7
MOST_FREEZES = 2
MEND_WITHIN = timedelta(days=2)  # 48 hours from the end of a day, in days that end as it did
MEND_AGAIN = timedelta(days=14)

_FULL = DAYS_PER_FREEZE * MOST_FREEZES
_KEPT_BY = {"drill": "kept with a drill"}


@dataclass(frozen=True, slots=True)
class Practice:
    """An answer or a finished drill, with the date that was stored with it.

    `for_date` is the day whose question it answers: earlier than `local_date` if it was late.
    """

    local_date: date
    at: datetime
    for_date: date
    kind: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar; `kept` is None where it neither breaks nor lengthens."""

    date: date
    kept: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Streak:
    """What is shown of a streak; `days` run from the first day of practice, oldest first."""

    current: int
    best: int
    practised_of_30: int
    freezes_left: int
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class _Path:
    """One way to read the days so far: they differ in which missed days were mended."""

    run: int = 0
    reserve: int = 0  # days kept towards freezes; seven are one
    kept: int = 0
    mended: date | None = None
    last: Day | None = None
    before: "_Path | None" = None

    def keep(self, day: Day, mended: date | None) -> "_Path":
        reserve = min(_FULL, self.reserve + 1)
        return _Path(self.run + 1, reserve, self.kept + 1, mended, day, self)

    def miss(self, day: date) -> "_Path":
        if self.reserve >= DAYS_PER_FREEZE:
            spent = Day(day, None, "missed: a freeze was spent, so the streak goes on")
            left = self.reserve - DAYS_PER_FREEZE
            return _Path(self.run, left, self.kept, self.mended, spent, self)
        return _Path(0, 0, self.kept, self.mended, Day(day, kept=False, reason="missed"), self)

    def days(self) -> Iterator[Day]:
        path: _Path | None = self
        while path is not None:
            if path.last is not None:
                yield path.last
            path = path.before


def replay(
    practised: Collection[Practice],
    asked: Collection[date],
    today: date,
    leave: Collection[tuple[date, date]] = (),
    not_asked: Mapping[date, str] | None = None,
) -> Streak:
    """Give a person's streak as it stands today, with the reason for each day.

    - Days count from the first practice on, and only if asked and outside the person's leave
      (both dates included). Of the others `not_asked` may say why, in words.
    - A day with practice is kept: the run grows by one, and so does the reserve, up to 14.
      Seven in the reserve are one freeze.
    - A day without practice spends a freeze, or else ends the run and empties the reserve.
    - A day whose own question was answered at most two days later is mended: it is kept after
      all. No two mended days lie within 14 days; where two late answers compete, the one counts
      that leaves the longer streak, so that no answer can ever cost anything.
    - Today, and what lies ahead of it in another zone, is open until practised.
    """
    if not practised:
        return Streak(0, 0, 0, 0, ())
    kinds = _kinds(practised)
    late = {
        each.for_date
        for each in practised
        if timedelta(0) < each.local_date - each.for_date <= MEND_WITHIN
    }
    first, last = min(kinds), max(today, *kinds)
    away = {day for start, end in leave for day in _dates(max(first, start), min(last, end))}
    counting = sorted(day for day in set(asked) - away if first <= day <= last)

    best = 0
    paths = [_Path()]
    for day in counting:
        if day in kinds:
            kept = Day(day, kept=True, reason=_KEPT_BY.get(kinds[day], "kept with an answer"))
            paths = [path.keep(kept, path.mended) for path in paths]
        elif day < today:
            paths = _after_missing(paths, day, can_mend=day in late)
        best = max(best, *(path.run for path in paths))
    shown = max(paths, key=lambda path: (path.run, path.reserve, path.kept))

    told = {day.date: day for day in shown.days()}
    reasons = dict(not_asked or {}) | dict.fromkeys(away, "on leave")
    reasons |= {day: "still open" for day in counting if day not in told}
    days = [told.get(day) or _other(day, kinds, reasons) for day in _dates(first, last)]
    recent = sum(timedelta(0) <= today - day < timedelta(days=30) for day in kinds)
    return Streak(shown.run, best, recent, shown.reserve // DAYS_PER_FREEZE, tuple(days))


def _after_missing(paths: list[_Path], day: date, *, can_mend: bool) -> list[_Path]:
    """Give the ways to read the days up to one that was missed; of equals, the best is enough."""
    mended = Day(day, kept=True, reason="mended: its question was answered within 48 hours")
    ways = [path.miss(day) for path in paths]
    if can_mend:
        ways += [path.keep(mended, day) for path in paths if _may_mend(path, day)]
    best: dict[tuple[int, date | None], _Path] = {}
    for way in sorted(ways, key=lambda way: (way.run, way.kept)):
        mended_lately = None if _may_mend(way, day + timedelta(days=1)) else way.mended
        best[way.reserve, mended_lately] = way
    return list(best.values())


def _may_mend(path: _Path, day: date) -> bool:
    return path.mended is None or day - path.mended >= MEND_AGAIN


def _kinds(practised: Collection[Practice]) -> dict[date, str]:
    """Give what kept each date: an answer rather than a drill, where there were both."""
    kinds: dict[date, str] = {}
    for each in practised:
        if each.kind != "drill" or each.local_date not in kinds:
            kinds[each.local_date] = each.kind
    return kinds


def _other(day: date, practised: Collection[date], reasons: Mapping[date, str]) -> Day:
    if day in practised:
        return Day(day, None, "practised on a day off: it neither breaks nor lengthens the streak")
    return Day(day, None, reasons.get(day, "nothing was asked"))


def _dates(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)
