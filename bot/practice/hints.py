"""What hangs on a hint: why it says so, and the push-back."""

from dataclasses import dataclass

from bot.practice.checks import own_answer, question_of
from bot.practice.judging import HintCard, card_of
from bot.practice.tools import Caller, Tools
from bot.rules.weakness import ENGINE
from questions.model import Level, Question
from storage.store import Books


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion of an answer: what was found, in which words, and what would be `shown`."""

    criterion: str
    title: str
    level: Level
    evidence: str
    shown: str
    disputed: bool
    muted: bool = False  # so many call nudges on it wrong that nobody gets one for now


@dataclass(frozen=True, slots=True)
class Why:
    """What stands behind a hint, in the order the question asks its criteria."""

    answer_id: str
    question: Question
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class PushBack:
    """What an interviewer would press on: the weakest spot of the answer."""

    answer_id: str
    criterion: str
    ask: str


def why(tools: Tools, caller: Caller, answer: str) -> Why:
    """Say what the engine found in a person's own answer."""
    with tools.store.read(caller.workspace) as books:
        return _why(tools, books, caller, answer)


def push_back(tools: Tools, caller: Caller, answer: str) -> PushBack:
    """Give the interviewer's push-back on the weakest spot of a person's own answer."""
    with tools.store.read(caller.workspace) as books:
        found = _why(tools, books, caller, answer)
    levels = {reason.criterion: reason.level for reason in found.reasons}
    order = sorted(found.question.follow_ups, key=lambda each: levels.get(each.criterion, 0))
    if order:
        return PushBack(answer, order[0].criterion, order[0].ask)
    weakest = min(found.reasons, key=lambda reason: reason.level)
    criterion = tools.bank.rubric.criteria[weakest.criterion]
    return PushBack(answer, criterion.id, criterion.push_back)


def _why(tools: Tools, books: Books, caller: Caller, answer: str) -> Why:
    found = own_answer(books, caller.user, answer)
    question = question_of(tools, books, found)
    marks = {mark.criterion: mark for mark in books.marks.of(found.id) if mark.by == ENGINE}
    muted = books.remarks.muted(tools.judge.version, books.now())
    criteria = tools.bank.rubric.criteria
    reasons = tuple(
        Reason(
            criterion=each,
            title=criteria[each].title,
            level=Level(marks[each].level),
            evidence=marks[each].evidence,
            shown=criteria[each].shown,
            disputed=marks[each].disputed,
            muted=each in muted,
        )
        for each in question.criteria
        if each in marks
    )
    return Why(found.id, question, reasons)


def latest(tools: Tools, caller: Caller) -> HintCard | None:
    """Give a person's last hint again: a private message in a thread does not survive a reload."""
    with tools.store.read(caller.workspace) as books:
        for answer in books.answers.of_user(caller.user, limit=5):
            card = card_of(books, answer)
            if card is not None:
                return card
    return None


def of_answer(tools: Tools, workspace: str, answer: str) -> HintCard | None:
    """Give the latest hint on an answer, for sending it; None when the answer is gone."""
    with tools.store.read(workspace) as books:
        found = books.answers.get(answer)
        return None if found is None or found.deleted else card_of(books, found)


def answer_text(tools: Tools, caller: Caller, answer: str) -> str:
    """Give the words of a person's own answer, for revising them."""
    with tools.store.read(caller.workspace) as books:
        return own_answer(books, caller.user, answer).text or ""
