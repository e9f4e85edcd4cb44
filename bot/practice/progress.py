"""Where a person stands: streak, weaknesses, what is due. Always a replay of the log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.practice.judging import attempts_of
from bot.practice.tools import Caller, Tools
from bot.rules import practice_day, reading, recall, streak, weakness
from storage.answers import Answer
from storage.reviews import Review
from storage.rounds import Round
from storage.store import Books

KINDS_THAT_KEEP_A_DAY = frozenset({"thread", "private", "drill"})


@dataclass(frozen=True, slots=True)
class Progress:
    """What a person sees of themselves; nobody else does.

    `today` are the rounds of today in their channels, each with whether they answered it.
    """

    user: str
    taking_part: bool
    zone: str
    streak: streak.Streak
    weaknesses: tuple[weakness.Weakness, ...]
    due: tuple[recall.Due, ...]
    owed: tuple[Review, ...]
    today: tuple[tuple[Round, bool], ...]
    answers: int
    settings: dict[str, Any]


def of(tools: Tools, caller: Caller) -> Progress:
    """Replay one person's log into what they see."""
    with tools.store.read(caller.workspace) as books:
        member = books.members.get(caller.user)
        now = books.now()
        zone = member.zone if member is not None else caller.zone
        today = practice_day.practice_date(now, zone)
        answers = books.answers.practised(caller.user)
        attempts = attempts_of(books, caller.user)
        weighed = weakness.weigh(attempts)
        channels = books.answers.known_channels(caller.user)
        answered = {answer.round_id for answer in answers}
        rounds = [
            round_
            for channel in sorted(channels)
            if (round_ := books.rounds.latest(channel)) is not None
            and round_.ts is not None
            and round_.local_date >= today
        ]
        return Progress(
            user=caller.user,
            taking_part=member is not None,
            zone=zone,
            streak=_streak(books, caller.user, answers, today),
            weaknesses=tuple(weakness.weakest(weighed, len(weighed))),
            due=tuple(recall.due(attempts, today)),
            owed=tuple(books.reviews.owed_by(caller.user, now)),
            today=tuple((round_, round_.id in answered) for round_ in rounds),
            answers=len(answers),
            settings=member.settings if member is not None else {},
        )


def days(tools: Tools, workspace: str) -> Iterator[dict[str, Any]]:
    """Give every practice day of every person, for `rounds export`."""
    with tools.store.read(workspace) as books:
        for member in books.members.all():
            today = practice_day.practice_date(books.now(), member.zone)
            found = _streak(books, member.user, books.answers.practised(member.user), today)
            for day in found.days:
                yield {
                    "type": "day",
                    "workspace": workspace,
                    "id": f"{member.user}:{day.date.isoformat()}",
                    "user": member.user,
                    "local_date": day.date.isoformat(),
                    "kept": day.kept,
                    "reason": day.reason,
                }


def _streak(books: Books, user: str, answers: list[Answer], today: date) -> streak.Streak:
    counted = list(_with_effort(answers))
    # The day whose question an answer is to: it may be a day that has already ended.
    asked_on = books.rounds.dates({each.round_id for each in counted if each.round_id})
    practised = [
        streak.Practice(
            answer.local_date,
            answer.at,
            asked_on.get(answer.round_id or "", answer.local_date),
            answer.kind,
        )
        for answer in counted
    ]
    if not practised:
        return streak.replay([], [], today)
    first = min(each.local_date for each in practised)
    asked = books.rounds.asked_dates(books.answers.known_channels(user), first - timedelta(days=1))
    return streak.replay(practised, {day for day in asked if day >= first}, today)


def _with_effort(answers: list[Answer]) -> Iterator[Answer]:
    """Give what keeps a day: enough words, not one's own text again, and no second draft."""
    earlier: set[str] = set()
    for answer in answers:
        text = reading.bare(answer.text or "")
        again = text in earlier
        earlier.add(text)
        first = answer.kind in KINDS_THAT_KEEP_A_DAY and answer.parent_id is None and not again
        if first and reading.words(answer.text or "") >= reading.ASK_FLOOR:
            yield answer
