"""What a seed settles beforehand: the dates, the channels, and where people are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import holidays

from bot.sandbox.seed import LOUNGE, PRIVATE, ROUNDS

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
ORGANISER = "U01MAYA"
PEOPLE = ("U01MAYA", "U02DANIEL", "U03PRIYA", "U04OWEN", "U05LENA")
NEWCOMERS = (("U07TOMAS", "Tomas"), ("U08AIKO", "Aiko"), ("U09FEMI", "Femi"))
ELSEWHERE = ("Asia/Tokyo", "America/Los_Angeles", "Asia/Kolkata", "Europe/London", "UTC")
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# The Sundays on which the clocks change, 2026 to 2028.
CHANGES = {
    NEW_YORK: ("2026-03-08", "2026-11-01", "2027-03-14", "2027-11-07", "2028-03-12", "2028-11-05"),
    BERLIN: ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31", "2028-03-26", "2028-10-29"),
}


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """One channel as it is set up."""

    id: str
    at: str
    zone: str
    days: str
    holidays: str | None
    hints: str

    def practises(self, day: date) -> bool:
        """Say whether the calendar asks for a question on this day."""
        first, dash, last = self.days.partition("-")
        if dash:
            named = _WEEK[_WEEK.index(first) : _WEEK.index(last) + 1]
        else:
            named = tuple(self.days.split(","))
        if _WEEK[day.weekday()] not in named:
            return False
        if self.holidays is None:
            return True
        country, _, part = self.holidays.partition("-")
        return day not in holidays.country_holidays(country, subdiv=part or None, years=day.year)

    def due(self, day: date) -> float:
        """Give the instant of its time on this day; what the clocks skip comes after the gap."""
        hour, minute = map(int, self.at.split(":"))
        return datetime.combine(day, time(hour, minute), ZoneInfo(self.zone)).timestamp()


@dataclass(frozen=True, slots=True)
class Plan:
    """`rounds`: what the calendars ask for: channel, date, instant. `zones`: since when where."""

    seed: int
    start: datetime
    until: datetime
    channels: tuple[ChannelPlan, ...]
    rounds: tuple[tuple[ChannelPlan, date, float], ...]
    zones: dict[str, list[tuple[float, str]]]
    newcomers: tuple[tuple[str, str], ...]
    hints: dict[str, str]


def make_plan(seed: int, days: int) -> Plan:
    """Choose the fortnight so that the clocks of a zone change in it."""
    chance = Random(f"{seed}/plan")
    zone = chance.choice([NEW_YORK, BERLIN])
    change = date.fromisoformat(chance.choice(CHANGES[zone]))
    first = change - timedelta(days=chance.randint(1, days - 2))
    start = datetime(first.year, first.month, first.day, chance.randint(0, 23), 7, tzinfo=UTC)
    times = chance.sample(["09:00", "02:30", "08:15", "23:30", "16:00", "01:30", "12:00"], 3)
    channels = tuple(
        ChannelPlan(
            id=channel,
            at=times[n],
            zone=(zone, BERLIN, NEW_YORK)[n],
            days=chance.choice(["mon-fri", "mon-sun", "mon,wed,fri,sat", "tue-sun"]),
            holidays=("DE-BE" if n == 1 else "US-NY" if n == 2 else None),
            hints=chance.choice(["private", "private", "thread", "dm"]),
        )
        for n, channel in enumerate((ROUNDS, LOUNGE, PRIVATE))
    )
    until = start + timedelta(days=days)
    rounds = sorted(
        (
            (channel, day, channel.due(day))
            for channel in channels
            for day in (first + timedelta(days=n) for n in range(-1, days + 3))
            if channel.practises(day) and start.timestamp() < channel.due(day)
        ),
        key=lambda each: (each[2], each[0].id),
    )
    zones: dict[str, list[tuple[float, str]]] = {}
    for user in (*PEOPLE, *(user for user, _ in NEWCOMERS)):
        home = chance.choice([NEW_YORK, BERLIN])
        zones[user] = [(0.0, home)]
        if chance.random() < 0.3:
            moves = start.timestamp() + chance.uniform(1, days - 1) * DAY
            zones[user].append((moves, chance.choice(ELSEWHERE)))
            if chance.random() < 0.5:
                zones[user].append((moves + chance.uniform(1, 5) * DAY, home))
    last = until.timestamp()
    zones = {user: [each for each in moves if each[0] < last] for user, moves in zones.items()}
    hints = {user: "thread" for user in zones if chance.random() < 0.25}
    hints |= {user: "dm" for user in zones if chance.random() < 0.1}
    return Plan(seed, start, until, channels, tuple(rounds), zones, NEWCOMERS, hints)
