"""When a criterion is due again: what was shown is left alone for longer each time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.rules.weakness import Attempt, counted
from questions.model import Level


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

    FSRS decides, from the verdict that counts on each answer. With an interview ahead nothing
    is put off until after it.
    """
    latest = interview if interview is not None and interview >= today else date.max
    found = (
        Due(each.criterion, min(each.due_on, latest), each.retrievability)
        for each in _forecast(attempts, today)
    )
    open_today = [each for each in found if each.due_on <= today]
    return sorted(open_today, key=lambda each: (each.retrievability, each.criterion))[:limit]


def _forecast(attempts: Iterable[Attempt], today: date) -> Iterable[Due]:
    from fsrs import Card, Rating, Scheduler  # noqa: PLC0415 - not needed before somebody asks

    ratings = {
        Level.MISSING: Rating.Again,
        Level.MENTIONED: Rating.Hard,
        Level.SHOWN: Rating.Good,
    }
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    end_of_today = datetime.combine(today + timedelta(days=1), time(0), tzinfo=UTC)
    cards: dict[str, Card] = {}
    for attempt in counted(attempts):
        at = attempt.at.astimezone(UTC)
        card = cards.get(attempt.criterion) or Card(card_id=len(cards) + 1, due=at)
        rating = ratings[Level(attempt.level)]
        cards[attempt.criterion], _ = scheduler.review_card(card, rating, at)
    return [
        Due(criterion, card.due.date(), scheduler.get_card_retrievability(card, end_of_today))
        for criterion, card in cards.items()
    ]
