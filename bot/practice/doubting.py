"""Why a review that is being submitted counts less: the facts around it, put to the rule."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.practice.checks import question_of
from bot.practice.tools import Tools
from bot.rules import doubts
from bot.rules.doubts import Given, Written
from bot.rules.weakness import ENGINE
from storage.answers import Answer
from storage.reviews import Review
from storage.store import Books

REMEMBERED = timedelta(days=90)  # how far back a reviewer's own texts are compared


def doubts_of(
    tools: Tools,
    books: Books,
    answer: Answer,
    reviewer: str,
    levels: Mapping[str, int],
    strength: str,
    suggestion: str,
    accepted_at: datetime | None,
    now: datetime,
) -> tuple[str, ...]:
    """Say why a review counts less; nothing where it counts in full."""
    others = [each for each in books.reviews.of_answer(answer.id) if each.reviewer != reviewer]
    own = books.reviews.by([reviewer], now - REMEMBERED)
    # A review that was never opened begins as it is sent.
    took = now - accepted_at if accepted_at is not None and accepted_at < now else None
    return doubts.doubts(
        Given(
            levels=levels,
            engine={m.criterion: m.level for m in books.marks.of(answer.id) if m.by == ENGINE},
            written=Written(strength, suggestion),
            answer=answer.text or "",
            before=[_written(each) for each in (*others, *own) if each.state == "submitted"],
            shown=_shown(tools, books, answer),
            took=took,
        )
    )


def _written(review: Review) -> Written:
    return Written(review.strength or "", review.suggestion or "")


def _shown(tools: Tools, books: Books, answer: Answer) -> list[str]:
    """Give the words of ours that a reviewer may have before them: the hint's and the form's."""
    question = question_of(tools, books, answer)
    hint = books.hints.latest(answer.id)
    known = [tools.bank.rubric.criteria[each] for each in question.criteria]
    return [
        *(nudge["text"] for nudge in (hint.nudges if hint is not None else [])),
        *question.nudges.values(),
        *(text for each in known for text in (each.shown, each.nudge)),
    ]
