"""Reminders, at a person's own hour and if they asked for them: one a day, about whatever."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from bot.practice import offering, streaks
from bot.practice.tools import Tools
from bot.rules import practice_day, reminding
from bot.rules.practice_day import DayClock
from bot.rules.reviewers import OWN_IS_ENOUGH, REVIEWERS
from storage.members import Member
from storage.reminders import Reminder
from storage.rounds import RoundDay
from storage.store import Books

OFF = "off"  # the notice that reminders are switched off, which takes the day's place too
_FURTHEST = timedelta(days=3)  # from a day's date to the instant of what counts for it
_LOOK_BACK = 14  # reminders and days, for the last ones that were sent
A_REVIEW = 3  # reminders of one, at most


@dataclass(frozen=True, slots=True)
class Begun:
    """A review that somebody took up and did not finish; where its answer stands."""

    review_id: str
    answer_id: str
    author: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: the question that keeps their day, and reviews they took up.

    `channel` and `ts` are where the question is; both are None where none waits.
    """

    channel: str | None
    ts: str | None
    clock: DayClock
    begun: tuple[Begun, ...] = ()


def remind(tools: Tools, workspace: str) -> int:
    """Queue the reminders that are due now; give how many are new."""
    with tools.store.read(workspace) as books:
        wanted = [each.user for each in books.reminders.wanted() if _due(books, each) is not None]
    new = 0
    for user in wanted:
        with tools.store.begin(workspace) as books:
            member = books.members.get(user)
            due = _due(books, member) if member is not None else None
            if member is None or due is None:
                continue
            day, until = due
            if _ignored(books, user):
                body = {"kind": "reminders-off", "at": member.settings["remind_at"]}
                new += spend(books, user, day, OFF, body)
                books.members.change(user, settings={"remind_at": ""})
            else:
                body = {"kind": "reminder", "day": day.isoformat()}
                new += spend(books, user, day, _about(books, user, day), body, until)
    return new


def spend(
    books: Books,
    user: str,
    day: date,
    about: str,
    body: dict[str, Any],
    until: datetime | None = None,
) -> bool:
    """Queue the one reminder of a person's day, whatever it is about; False if it is spent.

    Whatever else reminds somebody comes through here: this is the one place that counts them.
    One that cannot be sent before `until` is dropped; the day's one it was all the same.
    """
    now = books.now()
    return books.reminders.spend(Reminder(user, day, about, now)) and books.outbox.put(
        _key(user, day), user, "direct", body, now, until
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
        asked, begun = _open_round(books, user, day), _begun(books, user, day)
        if asked is None:
            return Waiting(None, None, clock, begun) if begun else None
        return Waiting(asked.channel, asked.ts, clock, begun)


def _due(books: Books, member: Member) -> tuple[date, datetime] | None:
    """Give the day of which a person is to be reminded now, and until when that is of use."""
    hour = member.settings.get("remind_at")
    if not hour:
        return None
    clock = streaks.clock_of(books, member.user, member.zone)
    due = reminding.due_on(books.now(), practice_day.parse_time(hour), clock)
    if due is None or books.reminders.on(member.user, due[0]) is not None:
        return None
    return due if _about(books, member.user, due[0]) else None


def _about(books: Books, user: str, day: date) -> str:
    """Name what a person is to be reminded of on a day; empty: of nothing."""
    question = ["question"] if _open_round(books, user, day) is not None else []
    return " ".join([*question, *(_named(each.review_id) for each in _begun(books, user, day))])


def _begun(books: Books, user: str, day: date) -> tuple[Begun, ...]:
    """Give the reviews that somebody took up and that are still of use, unless they are away.

    On a day on which a message asked for reviews, it is enough.
    After three days an author has something else to go by; of one review nobody is reminded more
    than three times, this day's apart.
    """
    away = streaks.on_leave(books, user, day) or books.leavers.known(user)
    if away or offering.was_asked(books, user, day):
        return ()
    told = [
        each.kind.split()
        for each in books.reminders.latest(user, _LOOK_BACK)
        if each.local_date != day
    ]
    found = []
    for review in books.reviews.by([user], books.now() - OWN_IS_ENOUGH):
        answer = books.answers.get(review.answer_id)
        taken_up = review.state in {"accepted", "expired"} and review.accepted_at is not None
        if not taken_up or answer is None or answer.deleted or answer.channel is None:
            continue
        if {user, answer.user} & books.moves.gone(answer.channel):
            continue
        if books.now() - answer.at >= OWN_IS_ENOUGH:
            continue
        given = sum(each.state == "submitted" for each in books.reviews.of_answer(answer.id))
        often = sum(_named(review.id) in kinds for kinds in told)
        ts = answer.shared_ts or answer.ts
        if ts and given < REVIEWERS and often < A_REVIEW:
            found.append(Begun(review.id, answer.id, answer.user, answer.channel, ts))
    return tuple(found)


def _named(review: str) -> str:
    return f"review:{review}"


def _open_round(books: Books, user: str, day: date) -> RoundDay | None:
    """Give a question that still keeps this day, unless the person practised or is away.

    A channel in a zone ahead may have asked the next day's by then: that one keeps another day.
    """
    if streaks.on_leave(books, user, day) or books.leavers.known(user):
        return None
    if books.answers.practised_on(user, day, books.now() - _FURTHEST):
        return None
    for asked in books.rounds.days(books.answers.known_channels(user), day):
        if asked.local_date != day or asked.state != "posted" or not asked.counts:
            continue
        given = books.answers.of_user_in_round(asked.id, user)
        if all(each.deleted for each in given):
            return asked
    return None


def _ignored(books: Books, user: str) -> bool:
    """Say whether the last reminders were seen and nothing was done since the first of them.

    Those before reminders were last switched off are forgotten. What nobody got, because it was
    no longer needed or came too late, was not ignored.
    """
    since_then = books.now() - timedelta(days=_LOOK_BACK)
    reviewed = [each.submitted_at for each in books.reviews.by([user], since_then)]
    acted = [at for at in (books.answers.last_at(user), *reviewed) if at is not None]
    practised = max(acted, default=None)
    since = takewhile(lambda each: each.kind != OFF, books.reminders.latest(user, _LOOK_BACK))
    got = islice((each for each in since if _sent(books, each)), reminding.IGNORED)
    ignored = [each for each in got if practised is None or practised < each.at]
    return len(ignored) == reminding.IGNORED


def _sent(books: Books, reminder: Reminder) -> bool:
    item = books.outbox.get_by_key(_key(reminder.user, reminder.local_date))
    return item is not None and item.state == "posted"


def _key(user: str, day: date) -> str:
    return f"reminder:{user}:{day.isoformat()}"
