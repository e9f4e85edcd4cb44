"""A person's streak, replayed from the days they were asked and the days they practised."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from bot.rules.practice_day import DayClock, counted_date, end_of, practice_date

DAYS_PER_FREEZE = 7
MOST_FREEZES = 2
MEND_WITHIN = timedelta(hours=48)  # from the end of the day
MEND_AGAIN = timedelta(days=14)

_FULL = DAYS_PER_FREEZE * MOST_FREEZES


class What(StrEnum):
    """What a day was; only the first three are kept, and only `MISSED` is not."""

    ANSWER = "kept with an answer"
    DRILL = "kept with a drill"
    MENDED = "mended: its question was answered within 48 hours"
    MISSED = "missed"
    FREEZE = "missed: a freeze was spent, so the streak goes on"
    TRAVEL = "missed, but a change of time zone cut it short: it does not count"
    LEAVE = "on leave"
    ON_LEAVE = "practised on leave: it neither breaks nor lengthens the streak"
    DAY_OFF = "practised on a day off: it neither breaks nor lengthens the streak"
    NOT_ASKED = "nothing was asked"
    OPEN = "still open"


_KEPT = dict.fromkeys((What.ANSWER, What.DRILL, What.MENDED), True) | {What.MISSED: False}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that counts: its date where it was asked, and the instant it was posted.

    `since` is the day from which on the person takes part in its channel.
    """

    local_date: date
    at: datetime
    since: date = date.min


@dataclass(frozen=True, slots=True)
class Practice:
    """An answer or a finished drill, with the date that was stored with it.

    `to` is the question that it answers, if that was a day's.
    """

    at: datetime
    local_date: date
    kind: str
    to: Asked | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar; `kept` is None where it neither breaks nor lengthens."""

    date: date
    kept: bool | None
    reason: str
    what: What = What.NOT_ASKED


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
            left = self.reserve - DAYS_PER_FREEZE
            return _Path(self.run, left, self.kept, self.mended, _day(day, What.FREEZE), self)
        return _Path(0, 0, self.kept, self.mended, _day(day, What.MISSED), self)

    def days(self) -> Iterator[Day]:
        path: _Path | None = self
        while path is not None:
            if path.last is not None:
                yield path.last
            path = path.before


def replay(
    practised: Collection[Practice],
    asked: Iterable[Asked],
    now: datetime,
    clocks: Sequence[DayClock],
    leave: Iterable[tuple[date, date]] = (),
    not_asked: Mapping[date, str] | None = None,
) -> Streak:
    """Give a person's streak as it stands now, with the reason for each day.

    - A question is asked on its own date, or on the person's, where that is later already.
    - Days count from the first practice on, and only if asked and outside the person's leave
      (both dates included). Of the others `not_asked` may say why, in words.
    - A day with practice is kept: the run grows by one, and so does the reserve, up to 14.
      Seven in the reserve are one freeze.
    - A day without practice spends a freeze, or else ends the run and empties the reserve; but one
      that a change of zone made shorter for this person does not count.
    - A day whose own question was answered within 48 hours of the day's end is mended: it is kept
      after all. No two mended days lie within 14 days; where two late answers compete, the one
      counts that leaves the longer streak, so that no answer can ever cost anything.
    - Today, and what lies ahead of it in another zone, is open until practised.

    `clocks` are those by which the person's days ran, oldest first; the first holds before it too.
    """
    if not practised:
        return Streak(0, 0, 0, 0, ())
    kinds = _kinds(practised, clocks)
    late = {day for each in practised if (day := _missed_by(each, clocks)) is not None}
    today = _date(now, clocks)
    first, last = min(kinds), max(today, *kinds)
    away = {day for start, end in leave for day in _dates(max(first, start), min(last, end))}
    cut = set(_cut_short(clocks))
    days_asked = {day for each in asked if (day := _asked_on(each, clocks)) >= each.since}
    counting = sorted(day for day in days_asked - away if first <= day <= last)

    best = 0
    paths = [_Path()]
    for day in counting:
        if day in kinds:
            kept = _day(day, What.DRILL if kinds[day] == "drill" else What.ANSWER)
            paths = [path.keep(kept, path.mended) for path in paths]
        elif day < today and day not in cut:
            paths = _after_missing(paths, day, can_mend=day in late)
        best = max(best, *(path.run for path in paths))
    shown = max(paths, key=lambda path: (path.run, path.reserve, path.kept))

    told = {day.date: day for day in shown.days()}
    told |= {d: _day(d, What.TRAVEL if d < today else What.OPEN) for d in counting if d not in told}
    told |= {d: _day(d, What.ON_LEAVE if d in kinds else What.LEAVE) for d in away}
    told |= {d: _day(d, What.DAY_OFF) for d in kinds if d not in told}
    why = not_asked or {}
    days = [
        told.get(day) or Day(day, None, why.get(day, str(What.NOT_ASKED)))
        for day in _dates(first, last)
    ]
    recent = sum(timedelta(0) <= today - day < timedelta(days=30) for day in kinds)
    return Streak(shown.run, best, recent, shown.reserve // DAYS_PER_FREEZE, tuple(days))


def clock_at(clocks: Sequence[DayClock], at: datetime) -> DayClock:
    """Give the clock by which a person's days ran at an instant."""
    return next((each for each in reversed(clocks) if each.since <= at), clocks[0])


def _date(at: datetime, clocks: Sequence[DayClock]) -> date:
    clock = clock_at(clocks, at)
    return practice_date(at, clock.zone, clock.end)


def _asked_on(asked: Asked, clocks: Sequence[DayClock]) -> date:
    """Give the day on which this person is asked: a question may come after its date's end there.

    It is then answered on the person's own date, so that is the date that it asks for.
    """
    clock = clock_at(clocks, asked.at)
    return counted_date(asked.at, clock.zone, asked.local_date, clock.end)


def _kinds(practised: Collection[Practice], clocks: Sequence[DayClock]) -> dict[date, str]:
    """Give what kept each date: an answer rather than a drill, where there were both.

    Whoever flew west since the question came answers it on an earlier date than it asks for.
    """
    kinds: dict[date, str] = {}
    for each in practised:
        day = each.local_date
        if each.to is not None:
            day = max(day, _asked_on(each.to, clocks))
        if each.kind != "drill" or day not in kinds:
            kinds[day] = each.kind
    return kinds


def _missed_by(practice: Practice, clocks: Sequence[DayClock]) -> date | None:
    """Give the missed day whose question this answers in time to mend it."""
    if practice.to is None:
        return None
    day = _asked_on(practice.to, clocks)
    over = end_of(day, clock_at(clocks, practice.to.at))
    in_time = practice.local_date > day and practice.at < over + MEND_WITHIN
    return day if in_time else None


def _cut_short(clocks: Sequence[DayClock]) -> Iterator[date]:
    """Give the days that were shorter for this person, because their zone was put forward.

    Another end of the day excuses none: whoever moves it daily would never miss a day.
    """
    for before, after in pairwise(clocks):
        if before.zone == after.zone:
            continue
        at = after.since
        day = practice_date(at, before.zone, before.end)
        if end_of(day, after) < end_of(day, before):
            yield from _dates(day, practice_date(at, after.zone, after.end))


def _after_missing(paths: list[_Path], day: date, *, can_mend: bool) -> list[_Path]:
    """Give the ways to read the days up to one that was missed; of equals, the best is enough."""
    mended = _day(day, What.MENDED)
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


def _day(day: date, what: What) -> Day:
    return Day(day, _KEPT.get(what), str(what), what)


def _dates(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)
