"""Which days are practised, when a round is due, and which date an instant belongs to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.rules.quoting import quoted

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = tuple(name[:3].lower() for name in DAY_NAMES)
WEEKDAYS = frozenset(range(5))
DAY_END = time(4)
LATEST_DAY_END = time(12)
LOOK_AHEAD = 400
A_RANGE = 3  # so many days in a row are said as a range
MOST_BREAKS = 40

_DAYS_ALLOWED = (
    f"Days are {', '.join(DAYS)}: a range such as mon-fri, a list such as mon,wed, or both."
)
_TIME_ALLOWED = "A time is hours and minutes from 00:00 to 23:59, such as 09:00."
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BREAK = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:\s*(?:to|until|/|\.\.|-|–|—)\s*(\d{4}-\d{2}-\d{2}))?", re.ASCII
)
_BREAKS_ALLOWED = (
    "A break is a date, such as 2026-12-24, or two with “to” between them, such as "
    "2026-12-24 to 2027-01-02; put commas between breaks."
)
_NOT_PLACES = frozenset({"localtime", "Factory"})  # listed as zones, but they name no place


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a channel practises.

    `breaks` include both their dates. `paused_until` is the first day that is practised again;
    `paused` without it lasts until somebody resumes. `holidays` is "US" or "US-NY".
    """

    at: time
    zone: str
    days: frozenset[int] = WEEKDAYS
    holidays: str | None = None
    breaks: tuple[tuple[date, date], ...] = ()
    paused_until: date | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class DayClock:
    """From when on a person's days run by this zone, and end at this time there."""

    since: datetime
    zone: str
    end: time = DAY_END


def parse_days(text: str) -> frozenset[int]:
    """Read "mon-fri", "mon,wed" or "sat-mon" as weekdays, Monday being 0."""
    days: set[int] = set()
    for part in re.sub(r"\s*[-–—]\s*", "-", text.strip().lower()).replace(",", " ").split():
        first, dash, last = part.partition("-")
        start = _day(first, text)
        length = (_day(last, text) - start) % 7 if dash else 0
        days.update((start + step) % 7 for step in range(length + 1))
    if not days:
        raise ValueError(f"No day is named. {_DAYS_ALLOWED}")
    return frozenset(days)


def _day(word: str, text: str) -> int:
    for number, name in enumerate(DAY_NAMES):
        if len(word) >= len(DAYS[number]) and name.lower().startswith(word):
            return number
    raise ValueError(f"{quoted(word or text)} is not a day. {_DAYS_ALLOWED}")


def describe_days(days: Iterable[int]) -> str:
    """Say weekdays as `parse_days` reads them: three or more in a row as a range."""
    chosen = set(days)
    if len(chosen) == len(DAYS):
        return "mon-sun"
    words = []
    for start in sorted(chosen):
        if (start - 1) % 7 in chosen:
            continue
        run = [start]
        while (run[-1] + 1) % 7 in chosen:
            run.append((run[-1] + 1) % 7)
        names = [DAYS[day] for day in run]
        words += names if len(names) < A_RANGE else [f"{names[0]}-{names[-1]}"]
    return ",".join(words)


def parse_time(text: str) -> time:
    """Read "9:00" or "09:00" as a time of day."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip(), re.ASCII)
    if not found:
        raise ValueError(f"{quoted(text)} is not a time. {_TIME_ALLOWED}")
    return time(int(found[1]), int(found[2]))


def parse_day_end(text: str) -> time:
    """Read when a person's day ends: an hour from 00:00 to 12:00.

    Whole hours alone: where the clocks are put back, another time would end the same day twice.
    """
    end = parse_time(text)
    if end.minute or end > LATEST_DAY_END:
        raise ValueError("A day ends on the hour, from 00:00 to 12:00, such as 04:00.")
    return end


def parse_date(text: str) -> date:
    """Read "2026-12-24" as a date."""
    try:
        if _DATE.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"There is no {text.strip()} in the calendar.") from None
    raise ValueError(f"{quoted(text)} is not a date. Write it like 2026-12-24.")


def parse_breaks(text: str) -> tuple[tuple[date, date], ...]:
    """Read dates and ranges, with commas or line breaks between, as breaks in their order."""
    found = []
    for part in re.split(r"[,;\n]", text):
        if not part.strip():
            continue
        written = _BREAK.fullmatch(part.strip().lower())
        if not written:
            raise ValueError(f"{quoted(part)} is not a break. {_BREAKS_ALLOWED}")
        first = parse_date(written[1])
        last = parse_date(written[2] or written[1])
        if last < first:
            raise ValueError(f"The break {quoted(part)} ends before it begins.")
        found.append((first, last))
    if len(found) > MOST_BREAKS:
        raise ValueError(f"These are {len(found)} breaks; a channel can have {MOST_BREAKS}.")
    return tuple(sorted(set(found)))


def describe_breaks(breaks: Iterable[tuple[date, date]], between: str = ", ") -> str:
    """Say breaks as `parse_breaks` reads them."""
    return between.join(
        first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
        for first, last in breaks
    )


def known_zone(name: str) -> bool:
    """Say whether this is the name of a time zone, such as America/New_York."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_PLACES


def holidays_known(code: str) -> bool:
    """Say whether the public holidays of "US" or "US-NY" are known."""
    try:
        _holiday(code, date(2025, 1, 1))
    except NotImplementedError:
        return False
    return True


def due_instant(day: date, at: time, zone: str) -> datetime | None:
    """Give the instant of this local time, or None where that date does not exist.

    A time that the clocks skip falls on the far side of the gap, on the same date; one that
    comes twice is the first of the two.
    """
    for fold in (0, 1):
        local = datetime.combine(day, at.replace(fold=fold), tzinfo=ZoneInfo(zone))
        instant = local.astimezone(UTC)
        if local_date(instant, zone) == day:
            return instant
    return None


def day_off(day: date, schedule: Schedule) -> str | None:
    """Say why nothing is asked on this day; None on a practice day."""
    if schedule.paused_until is not None:
        if day < schedule.paused_until:
            return f"paused until {say_date(schedule.paused_until)}"
    elif schedule.paused:
        return "paused until it is resumed"
    if day.weekday() not in schedule.days:
        return f"{DAY_NAMES[day.weekday()]} is not a practice day"
    for first, last in schedule.breaks:
        if first <= day <= last:
            return f"a break until {say_date(last)}" if first < last else "a break"
    return _holiday(schedule.holidays, day) if schedule.holidays else None


def due_on(day: date, schedule: Schedule) -> datetime | None:
    """Give the instant of a day's question, or None where the day has none."""
    if day_off(day, schedule) is not None:
        return None
    return due_instant(day, schedule.at, schedule.zone)


def next_due(after: datetime, schedule: Schedule) -> tuple[date, datetime] | None:
    """Give the first practice day whose due instant is later than `after`, within 400 days.

    A round may still be planned at `now` if `next_due(now - catch_up, schedule)` is not in the
    future.
    """
    first = local_date(after, schedule.zone)
    for day in (first + timedelta(days=ahead) for ahead in range(LOOK_AHEAD + 1)):
        instant = due_on(day, schedule)
        if instant is not None and instant > after:
            return day, instant
    return None


def local_date(at: datetime, zone: str) -> date:
    """Give the calendar date of an instant in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def local_time(at: datetime, zone: str) -> time:
    """Give what the clocks of a zone say at an instant."""
    return at.astimezone(ZoneInfo(zone)).time()


def next_at(after: datetime, clock: time, zone: str) -> datetime:
    """Give the next instant at which the clocks of a zone say this; it is after the other."""
    day = local_date(after, zone)
    for ahead in range(3):
        instant = due_instant(day + timedelta(days=ahead), clock, zone)
        if instant is not None and instant > after:
            return instant
    return after + timedelta(days=1)


def practice_date(at: datetime, zone: str, day_end: time = DAY_END) -> date:
    """Give the date that an instant counts for: before the day's end it is still yesterday."""
    local = at.astimezone(ZoneInfo(zone))
    return local.date() - timedelta(days=local.time() < day_end)


def end_of(day: date, clock: DayClock) -> datetime:
    """Give the instant at which a day of this clock is over."""
    following = day + timedelta(days=1)
    instant = due_instant(following, clock.end, clock.zone)
    while instant is None:  # a date that the calendar of this place leaves out
        following += timedelta(days=1)
        instant = due_instant(following, clock.end, clock.zone)
    return instant


def counted_date(at: datetime, zone: str, round_date: date, day_end: time = DAY_END) -> date:
    """Give the date that an answer to a round counts for.

    It is the round's date until that date ends where the person is, and the person's own after.
    """
    return max(round_date, practice_date(at, zone, day_end))


def say_date(day: date) -> str:
    """Write a date as people do: 1 December 2026."""
    return f"{day.day} {day:%B %Y}"


def _holiday(code: str, day: date) -> str | None:
    return _holidays(code, day.year).get(day)


@lru_cache(maxsize=1024)
def _holidays(code: str, year: int) -> dict[date, str]:
    import holidays  # noqa: PLC0415 - heavy, and only channels that keep holidays need it

    country, dash, part = code.partition("-")
    if dash and not part:
        raise NotImplementedError(f"No part of {country} is named.")
    known = holidays.country_holidays(country, subdiv=part or None)
    english = [name for name in ("en_GB", "en_US") if name in known.supported_languages]
    language = english[0] if english else None
    return dict(
        holidays.country_holidays(country, subdiv=part or None, years=year, language=language)
    )
