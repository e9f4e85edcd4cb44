"""What Rounds keeps of a person beside their answers: their zone and their choices."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.errors import BadInput
from bot.practice.schedule import HINTS
from bot.practice.streaks import clock_of
from bot.practice.tools import Caller, Tools
from bot.rules import practice_day
from storage.members import DAY_END, DayClock, Member
from storage.store import Books


def moved(tools: Tools, workspace: str, user: str, zone: str | None) -> str:
    """Follow a person to the time zone that Slack gives, unless they chose one; give theirs.

    What they did before keeps its date.
    """
    with tools.store.read(workspace) as books:
        known = books.members.get(user)
    if known is None:
        return zone or "UTC"
    own = str(known.settings.get("zone") or zone or known.zone)
    if known.zone != own:
        with tools.store.begin(workspace) as books:
            known = books.members.get(user)  # they may have chosen, or been forgotten, meanwhile
            if known is not None:
                own = str(known.settings.get("zone") or zone or known.zone)
                _follow(books, known, own, known.settings)
    return own


def choose_zone(tools: Tools, caller: Caller, zone: str) -> None:
    """Keep the time zone by which a person's days run; empty: the one that Slack gives."""
    if zone and not practice_day.known_zone(zone):
        raise BadInput({"zone": "That is not a time zone. Write it like America/New_York."})
    with tools.store.begin(caller.workspace) as books:
        known = books.members.ensure(caller.user, caller.zone, books.now())
        chosen = {**known.settings, "zone": zone}
        _follow(books, known, zone or caller.zone, chosen)


def choose_day_end(tools: Tools, caller: Caller, end: str) -> None:
    """Keep when a person's day ends, an hour from 00:00 to 12:00; it holds from the next day on."""
    try:
        chosen = f"{practice_day.parse_day_end(end):%H:%M}"
    except ValueError as error:
        raise BadInput({"day_end": str(error)}) from None
    with tools.store.begin(caller.workspace) as books:
        known = books.members.ensure(caller.user, caller.zone, books.now())
        _follow(books, known, known.zone, {**known.settings, "day_end": chosen})


def hide_streak(tools: Tools, caller: Caller, *, hidden: bool) -> None:
    """Show a person's streak nowhere, or again; it is counted all the same."""
    with tools.store.begin(caller.workspace) as books:
        books.members.ensure(caller.user, caller.zone, books.now())
        books.members.change(caller.user, settings={"hide_streak": hidden})


def choose_offers(tools: Tools, caller: Caller, *, wanted: bool) -> None:
    """Keep whether a person is asked to review peers' answers."""
    with tools.store.begin(caller.workspace) as books:
        books.members.ensure(caller.user, caller.zone, books.now())
        books.members.change(caller.user, settings={"review_offers": wanted})
        for review in () if wanted else books.reviews.owed_by(caller.user, books.now()):
            if review.state == "offered":
                books.reviews.let_go(review.id, "declined")


def choose_reminder(tools: Tools, caller: Caller, at: str) -> None:
    """Keep at what time of theirs a person is reminded, on the hour; empty: they are not."""
    try:
        chosen = f"{practice_day.parse_time(at):%H:00}" if at else ""
    except ValueError as error:
        raise BadInput({"remind_at": str(error)}) from None
    with tools.store.begin(caller.workspace) as books:
        books.members.ensure(caller.user, caller.zone, books.now())
        books.members.change(caller.user, settings={"remind_at": chosen})


def choose_interview(tools: Tools, caller: Caller, day: date | None) -> None:
    """Keep the day of a person's interview, up to which what is due comes round; None: no day."""
    with tools.store.begin(caller.workspace) as books:
        books.members.ensure(caller.user, caller.zone, books.now())
        chosen = day.isoformat() if day is not None else ""
        books.members.change(caller.user, settings={"interview": chosen})


def interview_of(settings: Mapping[str, Any]) -> date | None:
    """Give the day of a person's interview, if they named one."""
    named = settings.get("interview")
    return date.fromisoformat(named) if named else None


def _follow(books: Books, known: Member, zone: str, settings: dict[str, Any]) -> None:
    """Let a person's days run by another clock, and keep the log of that.

    A zone holds at once. Another end waits until the day is over: it neither brings a day back
    nor takes the rest of one away.
    """
    now, user = books.now(), known.user
    chosen = str(settings.get("day_end") or DAY_END)
    books.members.change(user, zone=zone, settings=settings)
    here = replace(clock_of(books, user, zone), since=now, zone=zone)
    books.members.follow(user, DayClock(now, zone, f"{here.end:%H:%M}"))
    over = practice_day.end_of(practice_day.practice_date(now, zone, here.end), here)
    books.members.follow(user, DayClock(over, zone, chosen))


def settings(tools: Tools, caller: Caller) -> dict[str, Any]:
    """Give a person's choices; empty where they left everything as it is."""
    with tools.store.read(caller.workspace) as books:
        known = books.members.get(caller.user)
        return known.settings if known is not None else {}


def choose_hints(tools: Tools, caller: Caller, where: str) -> None:
    """Keep where a person wants their hints: channel, private, dm or thread."""
    if where not in {"channel", *HINTS}:
        raise BadInput({"hints": "Please choose one of these."})
    with tools.store.begin(caller.workspace) as books:
        books.members.ensure(caller.user, caller.zone, books.now())
        chosen = "" if where == "channel" else where
        books.members.change(caller.user, settings={"hints": chosen})
