"""What an organiser does to a channel's days: pause, resume, skip, and take a skip back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.errors import BadInput, Gone, NotYet
from bot.practice.asking import CATCH_UP, Coming, coming, new_round, nothing_comes, resumed
from bot.practice.checks import scheduled
from bot.practice.missed import record_missed
from bot.practice.schedule import schedule_of
from bot.practice.tools import OPERATOR, Caller, Tools
from bot.rules import practice_day
from storage.channels import Channel
from storage.store import Books

AHEAD = timedelta(days=366)  # further ahead a date is a slip of the finger


@dataclass(frozen=True, slots=True)
class Paused:
    """The channel rests; `skipped` is the date whose question was waiting to be posted."""

    channel: Channel
    skipped: date | None
    next: Coming | None


@dataclass(frozen=True, slots=True)
class Resumed:
    """The channel goes on, or never rested (`again`); `skipped` are coming days."""

    channel: Channel
    again: bool
    next: Coming | None
    skipped: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """The day is not asked; `again`: it had been skipped before."""

    channel: Channel
    day: date
    again: bool
    next: Coming | None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The day is not skipped any more."""

    channel: Channel
    day: date
    next: Coming | None


def pause(tools: Tools, caller: Caller, channel: str, until: date | None) -> Paused:
    """Post nothing scheduled until somebody resumes, or until the first day practised again."""
    with tools.store.begin(caller.workspace) as books:
        known = scheduled(books, caller, channel)
        if until is not None:
            _check_ahead(books, known, until, "until")
        record_missed(books, known)
        why = f"paused by {_who(caller)}"
        rests = replace(known, state="paused", reason=why, paused_until=until)
        books.channels.save(rests, caller.user, books.now())
        skipped = None
        for waiting in books.rounds.waiting(channel):
            given_up = replace(waiting, reason=f"the channel was {why}", requested_by=caller.user)
            if books.rounds.skip(given_up):
                skipped = waiting.local_date
        return Paused(rests, skipped, coming(books, rests))


def resume(tools: Tools, caller: Caller, channel: str) -> Resumed:
    """End a pause; what would have been asked in it is neither asked now nor missed."""
    with tools.store.begin(caller.workspace) as books:
        known = scheduled(books, caller, channel)
        if known.state != "paused":
            skipped = books.rounds.skipped_ahead(channel, books.now())
            return Resumed(known, again=True, next=coming(books, known), skipped=skipped)
        goes_on = resumed(known, books.now())
        books.channels.save(goes_on, caller.user, books.now())
        return Resumed(goes_on, again=False, next=coming(books, goes_on))


def skip(tools: Tools, caller: Caller, channel: str, day: date | None) -> Skipped:
    """Let a practice day pass without a question: the next one, or the one named."""
    with tools.store.begin(caller.workspace) as books:
        known = scheduled(books, caller, channel)
        if day is None:
            found = coming(books, known, or_skipped=True)
            if found is None:
                raise Gone(nothing_comes(known))
            day = found.day
        again = _skip(books, caller, known, day)
        return Skipped(known, day, again, coming(books, known))


def take_back(tools: Tools, caller: Caller, channel: str, day: date) -> TakenBack:
    """Let a skipped day that is still to come be asked after all."""
    with tools.store.begin(caller.workspace) as books:
        known, now = scheduled(books, caller, channel), books.now()
        there = books.rounds.for_day(channel, day)
        if there is None or there.state != "skipped":
            raise Gone(f"{practice_day.say_date(day)} is not skipped.")
        if not books.rounds.take_back(there.id, now):
            words = f"The time of the question of {practice_day.say_date(day)} is over."
            if day == practice_day.local_date(now, known.zone):
                words += " To ask one today all the same: post-now."
            raise Gone(words)
        books.channels.note(channel, {"taken_back": day.isoformat()}, caller.user, now)
        return TakenBack(known, day, coming(books, known))


def _skip(books: Books, caller: Caller, channel: Channel, day: date) -> bool:
    """Skip a day; give whether it was skipped already."""
    there = books.rounds.for_day(channel.id, day)
    if there is not None and there.state == "skipped":
        return True
    if there is not None and there.state == "posted":
        raise Gone(
            f"The question of {practice_day.say_date(day)} is posted already. While nobody has "
            "answered it, another can take its place: replace."
        )
    if there is not None and there.state in {"missed", "failed"}:
        reason = (there.reason or "nobody could post it").rstrip(".")
        raise Gone(f"The question of {practice_day.say_date(day)} did not go out: {reason}.")
    if there is None:
        _check_asked(books, channel, day)
    schedule = schedule_of(channel)
    due = practice_day.due_instant(day, schedule.at, schedule.zone) or books.now()
    given_up = new_round(
        books,
        channel,
        day,
        due,
        kind="scheduled",
        state="skipped",
        reason=f"skipped by {_who(caller)}",
        by=caller.user,
    )
    if not books.rounds.skip(given_up):
        raise NotYet(
            f"The question of {practice_day.say_date(day)} is being posted at this moment. "
            "Please look again in a minute."
        )
    books.channels.note(channel.id, {"skipped": day.isoformat()}, caller.user, books.now())
    return False


def _check_asked(books: Books, channel: Channel, day: date) -> None:
    """Raise BadInput unless a question would come on this day."""
    today = practice_day.local_date(books.now(), channel.zone)
    if day != today:
        _check_ahead(books, channel, day, "date")
    schedule = schedule_of(channel)
    off = practice_day.day_off(day, schedule)
    if off is not None:
        raise BadInput({"date": f"No question comes on {practice_day.say_date(day)}: {off}."})
    due = practice_day.due_instant(day, schedule.at, schedule.zone)
    if due is None or due < max(channel.saved_at, books.now() - CATCH_UP):
        raise BadInput({"date": "The time of today's question is over, so none comes any more."})


def _check_ahead(books: Books, channel: Channel, day: date, field: str) -> None:
    today = practice_day.local_date(books.now(), channel.zone)
    if day <= today:
        said, now = practice_day.say_date(day), practice_day.say_date(today)
        words = f"{said} is not ahead: in {channel.zone} it is {now}. Give a later date."
        if field == "until":
            words += " It is the first day that is practised again."
        raise BadInput({field: words})
    if day > today + AHEAD:
        raise BadInput({field: f"{practice_day.say_date(day)} is more than a year ahead."})


def _who(caller: Caller) -> str:
    return "the operator" if caller.user == OPERATOR else caller.user
