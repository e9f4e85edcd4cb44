"""One's own answers, page by page, with the hint on each and what peers said."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Gone
from bot.practice.checks import question_of
from bot.practice.judging import card_of
from bot.practice.tools import Caller, Tools
from bot.rules import commenting, private_data
from questions.model import Hint
from storage.answers import Answer
from storage.messages import Message
from storage.reviews import Review
from storage.store import Books

PAGE = 3  # answers; more do not fit in a message to one person


@dataclass(frozen=True, slots=True)
class Remark:
    """A peer's comment in the thread; without `words` where those are expired or not quoted."""

    user: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A review as its author may see it; `reviewer` is None where the channel wants no names."""

    reviewer: str | None
    strength: str | None
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer, what it answered if that is still known, its hint, reviews and comments.

    `would_change` is what its author found beside a strong answer, which is no review.
    """

    answer: Answer
    prompt: str | None
    hint: Hint | None
    reviews: tuple[Said, ...]
    comments: tuple[Remark, ...] = ()
    would_change: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some answers, newest first; `older` and `newer` are where those begin, if there are any."""

    entries: tuple[Entry, ...]
    older: str | None
    newer: str | None


def page(tools: Tools, caller: Caller, older_than: str = "", newer_than: str = "") -> Page:
    """Give a page of a person's answers: the latest, or those before or after one of them."""
    with tools.store.read(caller.workspace) as books:
        found = _found(books, caller, older_than, newer_than)
        before = books.answers.beside(caller.user, found[-1], 1) if found else []
        after = books.answers.beside(caller.user, found[0], 1, newer=True) if found else []
        return Page(
            entries=tuple(_entry(tools, books, each) for each in found),
            older=found[-1].id if before else None,
            newer=found[0].id if after else None,
        )


def _found(books: Books, caller: Caller, older_than: str, newer_than: str) -> Sequence[Answer]:
    start = books.answers.get(newer_than or older_than)
    if start is not None and start.user != caller.user:
        start = None
    if newer_than and start is not None:
        return books.answers.beside(caller.user, start, PAGE, newer=True)[::-1]
    return books.answers.beside(caller.user, start, PAGE)


def _entry(tools: Tools, books: Books, answer: Answer) -> Entry:
    try:
        prompt = question_of(tools, books, answer).prompt
    except Gone:
        prompt = None
    card = card_of(books, answer)
    reviews = books.reviews.of_answer(answer.id)
    own = [each.suggestion for each in reviews if each.state == "self"]
    return Entry(
        answer,
        prompt,
        card.hint if card is not None else None,
        tuple(_said(each) for each in reviews if each.state == "submitted" and each.released_at),
        tuple(map(_remark, books.messages.about(answer.id))),
        own[0] if own else None,
    )


def _said(review: Review) -> Said:
    reviewer = review.reviewer if review.named else None
    return Said(reviewer, review.strength, review.suggestion)


def _remark(message: Message) -> Remark:
    text = message.text
    if text is None or private_data.seems_private(text):
        return Remark(message.user, None)
    return Remark(message.user, commenting.words_of(text))
