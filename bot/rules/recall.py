"""When a criterion is due again: what was shown is left alone for longer each time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.rules.weakness import Attempt, counted
from questions.model import Level

REMEMBERED = 30  # the latest answers on a criterion: what came before hardly moves FSRS any more


@dataclass(frozen=True, slots=True)
class Due:
    """A criterion that is due, since when, and how likely it still is to be shown."""

    criterion: str
    due_on: date
    retrievability: float


def due(
    attempts: Iterable[Attempt], today: date, *, interview: date | None = None, limit: int = 2
) -> list[Due]:
    """Give what is due today, the most forgotten first.

    FSRS decides, from the verdict that counts on each answer and the date that the answer had. With
    an interview ahead nothing is put off until after it. What is due is settled as the day begins:
    what was practised today is done, and nothing else takes its place before tomorrow.
    """
    given = counted(attempts)
    done = {each.criterion for each in given if each.on >= today}
    latest = interview if interview is not None and interview >= today else date.max
    found = (
        Due(each.criterion, min(each.due_on, latest), each.retrievability)
        for each in _forecast([each for each in given if each.on < today], today)
    )
    of_today = sorted(
        (each for each in found if each.due_on <= today),
        key=lambda each: (each.retrievability, each.criterion),
    )
    return [each for each in of_today[:limit] if each.criterion not in done]


def _forecast(given: Iterable[Attempt], today: date) -> Iterator[Due]:
    from fsrs import Card, Rating, Scheduler  # noqa: PLC0415 - not needed before somebody asks

    ratings = {
        Level.MISSING: Rating.Again,
        Level.MENTIONED: Rating.Hard,
        Level.SHOWN: Rating.Good,
    }
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    by_criterion: dict[str, list[Attempt]] = {}
    for attempt in given:
        by_criterion.setdefault(attempt.criterion, []).append(attempt)
    now = _noon(today)
    for number, (criterion, attempts) in enumerate(by_criterion.items(), start=1):
        card = Card(card_id=number, due=now)
        for attempt in attempts[-REMEMBERED:]:
            at = _noon(attempt.on)
            # Whoever flies across the date line may answer later on an earlier date.
            at = max(at, card.last_review or at)
            card, _ = scheduler.review_card(card, ratings[Level(attempt.level)], at)
        yield Due(criterion, card.due.date(), scheduler.get_card_retrievability(card, now))


def _noon(day: date) -> datetime:
    """Give an instant for a date: FSRS counts whole days between instants in UTC."""
    return datetime.combine(day, time(12), tzinfo=UTC)
