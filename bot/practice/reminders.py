"""Reminders, at a person's own hour and if they asked for them: one a day, about whatever."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.practice import streaks
from bot.practice.tools import Tools
from bot.rules import practice_day, reminding
from bot.rules.practice_day import DayClock
from storage.members import Member
from storage.reminders import Reminder
from storage.rounds import Round
from storage.store import Books

OFF = "off"  # the notice that reminders are switched off, which takes the day's place too
_FURTHEST = timedelta(days=3)  # from a day's date to the instant of what counts for it


@dataclass(frozen=True, slots=True)
class Waiting:
    """The question that waits for somebody, and until when it keeps their day."""

    channel: str
    ts: str
    clock: DayClock


def remind(tools: Tools, workspace: str) -> int:
    """Queue the reminders that are due now; give how many are new."""
    with tools.store.read(workspace) as books:
        due = [each.user for each in books.reminders.wanted() if _due(books, each) is not None]
    new = 0
    for user in due:
        with tools.store.begin(workspace) as books:
            member = books.members.get(user)
            day = _due(books, member) if member is not None else None
            if member is None or day is None:
                continue
            if _ignored(books, user):
                body = {"kind": "reminders-off", "at": member.settings["remind_at"]}
                new += spend(books, user, day, OFF, body)
                books.members.change(user, settings={"remind_at": ""})
            else:
                body = {"kind": "reminder", "day": day.isoformat()}
                new += spend(books, user, day, "question", body)
    return new


def spend(books: Books, user: str, day: date, about: str, body: dict[str, Any]) -> bool:
    """Queue the one reminder of a person's day, whatever it is about; False if it is spent.

    Whatever else reminds somebody comes through here: this is the one place that counts them.
    """
    now = books.now()
    return books.reminders.spend(Reminder(user, day, about, now)) and books.outbox.put(
        _key(user, day), user, "direct", body, now
    )


def waiting(tools: Tools, workspace: str, user: str, day: date) -> Waiting | None:
    """Give what a reminder of this day is about, if it is still to be reminded of."""
    with tools.store.read(workspace) as books:
        member = books.members.get(user)
        if member is None or not member.settings.get("remind_at"):
            return None
        clock = streaks.clock_of(books, user, member.zone)
        if practice_day.practice_date(books.now(), clock.zone, clock.end) != day:
            return None
        found = _open_round(books, user, day)
        return Waiting(found.channel, found.ts or "", clock) if found is not None else None


def _due(books: Books, member: Member) -> date | None:
    """Give the day of which a person is to be reminded now."""
    hour = member.settings.get("remind_at")
    if not hour:
        return None
    clock = streaks.clock_of(books, member.user, member.zone)
    day = reminding.due_on(books.now(), practice_day.parse_time(hour), clock)
    if day is None or books.reminders.on(member.user, day) is not None:
        return None
    return day if _open_round(books, member.user, day) is not None else None


def _open_round(books: Books, user: str, day: date) -> Round | None:
    """Give a question that still keeps this day, unless the person practised or is away."""
    if streaks.on_leave(books, user, day) or books.leavers.known(user):
        return None
    if books.answers.practised_on(user, day, books.now() - _FURTHEST):
        return None
    for channel in sorted(books.answers.known_channels(user)):
        latest = books.rounds.latest(channel)
        asked = latest is not None and latest.state == "posted" and latest.counts
        if latest is None or not asked or latest.local_date < day:
            continue
        given = books.answers.of_user_in_round(latest.id, user)
        if all(each.deleted for each in given):
            return latest
    return None


def _ignored(books: Books, user: str) -> bool:
    """Say whether the last reminders were seen and nothing was practised since the first of them.

    Those before reminders were last switched off are forgotten.
    """
    practised = books.answers.last_at(user)
    found = books.reminders.latest(user, reminding.IGNORED)
    ignored = [
        each
        for each in found
        if each.kind != OFF and (practised is None or practised < each.at) and _sent(books, each)
    ]
    return len(ignored) == reminding.IGNORED


def _sent(books: Books, reminder: Reminder) -> bool:
    item = books.outbox.get_by_key(_key(reminder.user, reminder.local_date))
    return item is not None and item.state == "posted"


def _key(user: str, day: date) -> str:
    return f"reminder:{user}:{day.isoformat()}"
