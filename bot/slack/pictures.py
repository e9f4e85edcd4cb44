"""Pictures of progress: values in, a PNG out, with the same numbers in words for who sees none.

Each is a card with a ground of its own, since Slack may lay light or dark behind it, and as wide as
a phone. No two things differ by colour alone: each has its sign, its pattern or its number.
"""

# The library takes 70 MB and a second: it is imported when the first picture is drawn.
# ruff: noqa: PLC0415

import io
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.rules.streak import Day, Streak, What
from bot.rules.weakness import Weakness
from bot.slack.files import File
from bot.slack.views.streak import mark, standing
from bot.slack.views.text import shorten
from questions.model import Rubric

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WEEKS = 5
POINTS = 8  # bars that a phone shows without scrolling
LONGEST_DESCRIPTION = 1000  # characters; Slack refuses a longer one

_WIDTH = 5.0  # inches; at 200 dots each that is sharp on a phone
_DOTS = 200
_GROUND, _INK, _SOFT, _LINE = "#FBFAF7", "#1D1C1D", "#5C5B5E", "#8A898D"
# Of the colours that Okabe and Ito chose for every kind of eye.
_BLUE, _SKY, _ORANGE = "#0072B2", "#56B4E9", "#E69F00"
_DRAWING = threading.Lock()  # the library is not made for threads


@dataclass(frozen=True, slots=True)
class _Cell:
    """How a day of the calendar looks, and what it is called."""

    name: str
    fill: str = _GROUND
    ink: str = _INK
    edge: str = _GROUND
    line: str = "solid"


_NOTHING = _Cell("does not count", ink=_SOFT)
_CELLS = {
    What.ANSWER: _Cell("kept", _BLUE, "#FFFFFF", _BLUE),
    What.DRILL: _Cell("kept", _BLUE, "#FFFFFF", _BLUE),
    What.MENDED: _Cell("mended", _SKY, _INK, _SKY),
    What.FREEZE: _Cell("freeze spent", edge=_BLUE),
    What.MISSED: _Cell("missed", edge=_LINE, line="dashed"),
    What.OPEN: _Cell("still open", edge=_INK),
}
_LEGEND = tuple(dict.fromkeys([*_CELLS.values(), _NOTHING]))


def streak_calendar(streak: Streak) -> File | None:
    """Draw the last weeks of a streak, from Monday to Sunday; None before the first day."""
    if not streak.days:
        return None
    last = streak.days[-1].date
    this_week = last - timedelta(days=last.weekday())
    since = max(this_week - timedelta(weeks=WEEKS - 1), _monday(streak.days[0].date))
    days = [day for day in streak.days if day.date >= since]
    weeks = (this_week - since).days // 7 + 1
    found = {_cell(day): mark(day) for day in days}
    signs = [(cell, found[cell]) for cell in _LEGEND if cell in found]
    below = 0.3 + 0.3 * -(-len(signs) // 3)  # three in a row
    height = 1.2 + 0.62 * weeks + below

    def draw(axes: "Axes") -> None:
        _write(axes, 0.22, height - 0.34, "Your streak", size=15, weight="bold")
        _write(axes, 0.22, height - 0.66, standing(streak), size=10.5, color=_SOFT)
        for column, name in enumerate(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")):
            _write(axes, _x(column) + 0.25, height - 1.0, name, size=10, color=_SOFT, ha="center")
        for day in days:
            row = (_monday(day.date) - since).days // 7
            _draw_day(axes, day, height - 1.72 - 0.62 * row)
        for row in range(weeks):
            monday = since + timedelta(weeks=row)
            if row == 0 or monday.day <= 7:  # noqa: PLR2004 - the first Monday of its month
                up = height - 1.46 - 0.62 * row
                _write(axes, 0.22, up, f"{monday:%b}", size=10, color=_SOFT)
        _draw_legend(axes, signs, below - 0.42)

    told = [
        f"{cell.name} {', '.join(_short(day.date) for day in days if _cell(day) == cell)}"
        for cell, _ in signs
    ]
    words = f"Streak: {standing(streak)}. Since {_short(days[0].date)}: {'; '.join(told)}."
    return _picture("streak.png", "Your streak", words, height, draw)


def weakness_chart(weaknesses: Sequence[Weakness], rubric: Rubric) -> File | None:
    """Draw what was shown, named and not found of the weakest points; None with too few answers."""
    known = [each for each in weaknesses if each.enough][:POINTS]
    if not known:
        return None
    height = 1.35 + 0.68 * len(known)

    def draw(axes: "Axes") -> None:
        _write(axes, 0.22, height - 0.34, "What to work on", size=15, weight="bold")
        for row, each in enumerate(known):
            top = height - 0.86 - 0.68 * row
            _write(axes, 0.22, top, rubric.criteria[each.criterion].title, size=10.5)
            _write(axes, _WIDTH - 0.22, top, str(each.state), size=10.5, color=_SOFT, ha="right")
            _draw_shares(axes, each, top - 0.42)
        signs = [(0.22, "shown", *_SHOWN), (1.35, "only named", *_NAMED)]
        for left, name, fill, hatch in [*signs, (2.95, "not found", *_MISSED)]:
            _box(axes, left, 0.2, 0.22, 0.2, fill, _INK, hatch=hatch)
            _write(axes, left + 0.3, 0.29, name, size=9.5, color=_SOFT)

    told = "; ".join(
        f"{rubric.criteria[each.criterion].title}, {each.state}: asked {each.asked}, shown "
        f"{each.shown}, only named {each.mentioned}, not found {each.missed}"
        for each in known
    )
    words = f"What to work on, the weakest first. {told}."
    return _picture("weak.png", "What to work on", words, height, draw)


def week_chart(days: Sequence[tuple[date, int]]) -> File | None:
    """Draw for a channel how many people answered on each day, which names nobody; None of none."""
    if not days:
        return None
    most = max(1, *(people for _, people in days))
    height, floor, room = 3.3, 0.62, 1.45
    step = (_WIDTH - 0.44) / len(days)

    def draw(axes: "Axes") -> None:
        _write(axes, 0.22, height - 0.34, "Who took part", size=15, weight="bold")
        _write(axes, 0.22, height - 0.66, "people with an answer, by day", size=10.5, color=_SOFT)
        for place, (day, people) in enumerate(days):
            middle = 0.22 + step * (place + 0.5)
            tall = room * people / most
            _box(axes, middle - step * 0.32, floor, step * 0.64, tall, _BLUE, _BLUE)
            _write(axes, middle, floor + tall + 0.17, str(people), size=12, ha="center")
            _write(axes, middle, floor - 0.18, f"{day:%a}", size=10.5, ha="center")
            _write(axes, middle, floor - 0.4, _short(day), size=9, color=_SOFT, ha="center")
        axes.plot([0.22, _WIDTH - 0.22], [floor, floor], color=_LINE, linewidth=1)

    told = ", ".join(f"{day:%a} {_short(day)} {people}" for day, people in days)
    words = f"Who took part: people with an answer, by day. {told}."
    return _picture("week.png", "Who took part", words, height, draw)


_SHOWN, _NAMED, _MISSED = (_BLUE, ""), (_ORANGE, "////"), (_GROUND, "")


def _draw_shares(axes: "Axes", each: Weakness, bottom: float) -> None:
    """Draw a bar whose parts are the levels of a point, each with its count."""
    left, full = 0.22, _WIDTH - 0.44
    for number, (fill, hatch), ink in (
        (each.shown, _SHOWN, "#FFFFFF"),
        (each.mentioned, _NAMED, _INK),
        (each.missed, _MISSED, _INK),
    ):
        wide = full * number / each.asked
        if number:
            _box(axes, left, bottom, wide, 0.27, fill, _INK, hatch=hatch)
        if wide > 0.16 + 0.1 * len(str(number)):
            clear = {"boxstyle": "round,pad=0.2", "facecolor": fill, "edgecolor": "none"}
            middle, up = left + wide / 2, bottom + 0.13
            _write(axes, middle, up, str(number), size=10, color=ink, ha="center", bbox=clear)
        left += wide


def _draw_day(axes: "Axes", day: Day, bottom: float) -> None:
    cell, left = _cell(day), _x(day.date.weekday())
    width = 1.1 if cell.line == "dashed" else 1.6
    _box(axes, left, bottom, 0.5, 0.52, cell.fill, cell.edge, line=cell.line, width=width)
    number = str(day.date.day)
    _write(axes, left + 0.25, bottom + 0.36, number, size=10, color=cell.ink, ha="center")
    _write(axes, left + 0.25, bottom + 0.15, mark(day), size=12, color=cell.ink, ha="center")


def _draw_legend(axes: "Axes", signs: Sequence[tuple[_Cell, str]], top: float) -> None:
    for place, (cell, sign) in enumerate(signs):
        left, bottom = 0.22 + 1.58 * (place % 3), top - 0.3 * (place // 3)
        _box(axes, left, bottom, 0.24, 0.22, cell.fill, cell.edge, line=cell.line, width=1)
        _write(axes, left + 0.12, bottom + 0.1, sign, size=9.5, color=cell.ink, ha="center")
        _write(axes, left + 0.32, bottom + 0.1, cell.name, size=9.5, color=_SOFT)


def _cell(day: Day) -> _Cell:
    return _CELLS.get(day.what, _NOTHING)


def _x(weekday: int) -> float:
    return 0.75 + 0.58 * weekday


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _write(axes: "Axes", x: float, y: float, words: str, *, size: float, **style: Any) -> None:
    style = {"color": _INK, "va": "center"} | style
    axes.text(x, y, words, fontsize=size, parse_math=False, **style)


def _box(
    axes: "Axes",
    left: float,
    bottom: float,
    wide: float,
    tall: float,
    fill: str,
    edge: str,
    *,
    hatch: str = "",
    line: str = "solid",
    width: float = 0.8,
) -> None:
    from matplotlib.patches import Rectangle

    corner = (left, bottom)
    style: dict[str, Any] = {"linestyle": line, "linewidth": width, "hatch": hatch or None}
    axes.add_patch(Rectangle(corner, wide, tall, facecolor=fill, edgecolor=edge, **style))


def _picture(
    name: str, title: str, words: str, height: float, draw: Callable[["Axes"], None]
) -> File:
    """Draw on a card that is measured in inches, from its lower left corner."""
    with _DRAWING:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(_WIDTH, height), dpi=_DOTS, facecolor=_GROUND)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(0, height)
        draw(axes)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png", metadata={"Software": None})  # drawn by Agg
    return File(name, title, drawn.getvalue(), shorten(words, LONGEST_DESCRIPTION))
