"""The streak: its calendar with the reason for each day, and one's own leave."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.practice.leave import Days, OnLeave
from bot.practice.streaks import Calendar
from bot.rules.streak import Day, Streak, What
from bot.slack.views import samples
from bot.slack.views.message import Examples, Message, message
from bot.slack.views.text import aside, escape, say, short_day

_REASONS = 14  # days, of a month all
_DRAWN = 35
_MARKS = {
    What.ANSWER: "✓",
    What.DRILL: "✓",
    What.MENDED: "↺",
    What.FREEZE: "❄",
    What.MISSED: "·",
    What.OPEN: "○",
}
LEGEND = "✓ kept, ↺ mended, ❄ a freeze was spent, · missed, ○ still open, – does not count"
_HOW = (
    "A day counts if a question was asked on it. An answer or a drill keeps it; so does the answer "
    "to a missed question within 48 hours, once in two weeks. `/rounds streak 2026-11` shows a "
    "month, `/rounds streak hide` hides it all, `/rounds leave` takes days off."
)


def streak_message(calendar: Calendar, month: date | None = None) -> Message:
    """Show the last five weeks, and the reason for each day of the last two, or of a month."""
    if calendar.hidden:
        words = (
            "Your streak is hidden: nobody sees it, you neither. It is counted all the same; "
            "`/rounds streak show` brings it back."
        )
        return message(words, [say(words)])
    days = calendar.streak.days
    if not days:
        words = (
            "No practice day yet. Answer a question in its thread, or try `/drill`, "
            "and the calendar starts."
        )
        return message(words, [say(words)])
    head = f"Streak: {standing(calendar.streak)}"
    drawn = days[-_DRAWN:]
    told = days[-_REASONS:]
    if month is not None:
        drawn = told = tuple(each for each in days if _same_month(each.date, month))
    reasons = "\n".join(map(_day_line, reversed(told)))
    if not told:
        reasons = f"You have no day in {month:%B %Y}."
    small = f"{LEGEND}. {_reserve(calendar)}\n{_HOW}"
    weeks = f"```{grid(drawn)}```"
    return message(
        f"{head}\n\n{weeks}\n\n{reasons}\n\n{small}",
        [say(f"*{head}*"), say(weeks), say(reasons), aside(small)],
    )


def standing(streak: Streak) -> str:
    """Say current, best and the last thirty days together."""
    return (
        f"{count(streak.current)} · best {count(streak.best)} · "
        f"{streak.practised_of_30} of the last 30 days practised"
    )


def count(days: int) -> str:
    """Say a number of days."""
    return "1 day" if days == 1 else f"{days} days"


def mark(each: Day) -> str:
    """Give the sign of a day in the calendar."""
    return _MARKS.get(each.what, "–")


def _same_month(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def grid(days: Sequence[Day]) -> str:
    """Draw a line for each week, from Monday to Sunday."""
    weeks: dict[date, list[str]] = {}
    for each in days:
        monday = each.date - timedelta(days=each.date.weekday())
        weeks.setdefault(monday, [" "] * 7)[each.date.weekday()] = mark(each)
    lines = [f"{week.day:2} {week:%b}  {'  '.join(signs)}" for week, signs in weeks.items()]
    return "\n".join([f"{'':6}  Mo Tu We Th Fr Sa Su", *(line.rstrip() for line in lines)])


def _day_line(each: Day) -> str:
    return f"{mark(each)} {short_day(each.date)}, {escape(each.reason)}"


def _reserve(calendar: Calendar) -> str:
    left = calendar.streak.freezes_left
    reserve = {0: "no freeze; seven kept days make one", 1: "1 freeze"}.get(left, f"{left} freezes")
    ends = f"Your day ends at {calendar.clock.end:%H:%M}, {_place(calendar.clock.zone)} time."
    away = f" On leave: {days_off(calendar.leave)}." if calendar.leave else ""
    return f"In reserve: {reserve}. {ends}{away}"


def _place(zone: str) -> str:
    """Give the town in the name of a time zone, such as New York."""
    return escape(zone.rpartition("/")[2].replace("_", " "))


def shown_message(*, hidden: bool) -> Message:
    """Say that the streak is shown nowhere, or shown again."""
    words = (
        "Your streak is hidden everywhere: on your Home, in the digest, here. It is counted all "
        "the same; `/rounds streak show` brings it back."
        if hidden
        else "Your streak is shown again: `/rounds streak` gives the reason for each day."
    )
    return message(words, [say(words)])


def leave_message(leave: OnLeave) -> Message:
    """Say which days a person has taken off, and how to take more."""
    how = (
        "`/rounds leave until 2026-12-28`, `/rounds leave 2026-12-21 to 2026-12-28` or one date "
        "takes days off; `/rounds leave end` ends it all. What is over stays as it was."
    )
    if not leave.days:
        words = "You are not on leave, and none is planned."
        return message(f"{words}\n{how}", [say(words), aside(how)])
    lasts = leave.days[0][0] <= leave.today
    words = (
        f"{'You are on leave' if lasts else 'Your leave'}: {days_off(leave.days)}. These days "
        "neither break nor lengthen your streak, and you get no reminders on them."
    )
    return message(f"{words}\n{how}", [say(words), aside(how)])


def days_off(leaves: Iterable[Days]) -> str:
    """Say which days are taken off."""
    return ", ".join(
        short_day(first) if first == last else f"{short_day(first)} to {short_day(last)}"
        for first, last in leaves
    )


def _hidden() -> Calendar:
    return replace(samples.calendar_after_many(), hidden=True)


def _leave() -> OnLeave:
    return OnLeave(samples.calendar_after_many().leave, samples.TODAY)


EXAMPLES: Examples = {
    "streak, none": lambda: streak_message(samples.calendar()),
    "streak, one day": lambda: streak_message(samples.calendar_after_one()),
    "streak, with a freeze and a mended day": lambda: streak_message(samples.calendar_after_many()),
    "streak, a month": lambda: streak_message(samples.calendar_after_many(), date(2026, 11, 1)),
    "streak, a month without practice": lambda: streak_message(
        samples.calendar_after_many(), date(2026, 1, 1)
    ),
    "streak, hidden": lambda: streak_message(_hidden()),
    "streak, hidden from now on": lambda: shown_message(hidden=True),
    "streak, shown again": lambda: shown_message(hidden=False),
    "leave, none": lambda: leave_message(OnLeave((), samples.TODAY)),
    "leave, to come": lambda: leave_message(_leave()),
    "leave, it lasts": lambda: leave_message(replace(_leave(), today=date(2026, 12, 24))),
}
