"""Where a person stands: streak, weaknesses, what is due. Always a replay of the log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.practice import streaks
from bot.practice.tools import Caller, Tools
from bot.practice.weaknesses import stand
from bot.rules import practice_day, recall, streak, weakness
from bot.rules.practice_day import DayClock
from storage.reviews import Review
from storage.rounds import Round


@dataclass(frozen=True, slots=True)
class Progress:
    """What a person sees of themselves; nobody else does.

    `today` are the rounds of today in their channels, each with whether they answered it. `clock`
    is that of their days, `leave` what is ahead or lasts, `on` their own date.
    """

    user: str
    taking_part: bool
    on: date
    clock: DayClock
    leave: tuple[tuple[date, date], ...]
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
        clock = streaks.clock_of(books, caller.user, caller.zone)
        today = practice_day.practice_date(now, clock.zone, clock.end)
        answers = books.answers.practised(caller.user)
        standing = stand(books, caller.user, today)
        channels = books.answers.known_channels(caller.user)
        settings = member.settings if member is not None else {}
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
            on=today,
            clock=clock,
            leave=tuple(each for each in books.members.leaves(caller.user) if each[1] >= today),
            streak=streaks.streak_of(books, caller.user, now),
            weaknesses=tuple(weakness.weakest(standing.weaknesses, len(standing.weaknesses))),
            due=standing.due,
            owed=tuple(books.reviews.owed_by(caller.user, now)),
            today=tuple((round_, round_.id in answered) for round_ in rounds),
            answers=len(answers),
            settings=settings,
        )


def days(tools: Tools, workspace: str) -> Iterator[dict[str, Any]]:
    """Give every practice day of every person, for `rounds export`."""
    with tools.store.read(workspace) as books:
        for member in books.members.all():
            for day in streaks.streak_of(books, member.user, books.now()).days:
                yield {
                    "type": "day",
                    "workspace": workspace,
                    "id": f"{member.user}:{day.date.isoformat()}",
                    "user": member.user,
                    "local_date": day.date.isoformat(),
                    "kept": day.kept,
                    "reason": day.reason,
                }
