"""Where a person stands on each criterion, what to work on, and what that rests on."""

from dataclasses import dataclass
from datetime import date

from bot.practice import people
from bot.practice.judging import attempts_of
from bot.practice.streaks import clock_of
from bot.practice.tools import Caller, Tools
from bot.rules import practice_day, recall, weakness
from bot.rules.weakness import Attempt, State, Weakness
from storage.store import Books

WORKED_ON = 3  # so many weaknesses at a time, beside what is due
CITED = 3  # answers for each of several criteria: the plain text takes 4,000 bytes
CITED_ALONE = 15  # and for one


@dataclass(frozen=True, slots=True)
class Stand:
    """A person's standing by criterion, and what is due today, the most forgotten first."""

    weaknesses: dict[str, Weakness]
    due: tuple[recall.Due, ...]


@dataclass(frozen=True, slots=True)
class WorkOn:
    """A criterion to work on; `due`: it should come back today."""

    weakness: Weakness
    due: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """What to work on, the most worthwhile first; `known`: something can be told by now."""

    work_on: tuple[WorkOn, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A verdict, the answer that it is about, and the average after it.

    `prompt` is empty where the question is no longer in the bank, `channel` None where the answer
    was given to Rounds alone. `peers` say so; one is None where the channel wants no names.
    """

    verdict: Attempt
    peers: tuple[str | None, ...]
    kind: str
    channel: str | None
    prompt: str
    average: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a standing rests on, the latest first; `earlier` counts what is not listed."""

    weakness: Weakness
    cited: tuple[Cited, ...]
    earlier: int


def stand(books: Books, user: str, today: date) -> Stand:
    """Replay a person's log into where they stand on their date of today."""
    attempts = attempts_of(books, user)
    member = books.members.get(user)
    interview = people.interview_of(member.settings) if member is not None else None
    due = recall.due(attempts, today, interview=interview)
    return Stand(weakness.weigh(attempts), tuple(due))


def advise(tools: Tools, caller: Caller) -> Advice:
    """Say what a person should work on: their weakest criteria, and what is due beside them."""
    with tools.store.read(caller.workspace) as books:
        return _advice(_stand_now(books, caller))


def evidence(tools: Tools, caller: Caller, criterion: str = "") -> tuple[Evidence, ...]:
    """Give what stands behind one criterion, or behind all that a person should work on."""
    with tools.store.read(caller.workspace) as books:
        now = _stand_now(books, caller)
        if criterion:
            known = now.weaknesses.get(criterion)
            return (_evidence(tools, books, known, CITED_ALONE),) if known is not None else ()
        return tuple(_evidence(tools, books, each.weakness, CITED) for each in _advice(now).work_on)


def _stand_now(books: Books, caller: Caller) -> Stand:
    clock = clock_of(books, caller.user, caller.zone)
    return stand(books, caller.user, practice_day.practice_date(books.now(), clock.zone, clock.end))


def _advice(now: Stand) -> Advice:
    due = [each.criterion for each in now.due]
    weakest = [
        each
        for each in weakness.weakest(now.weaknesses, len(now.weaknesses))
        if each.enough and each.state is not State.STRONG
    ][:WORKED_ON]
    listed = {each.criterion for each in weakest}
    beside = [now.weaknesses[each] for each in due if each not in listed]
    return Advice(
        tuple(WorkOn(each, each.criterion in due) for each in (*weakest, *beside)),
        any(each.enough for each in now.weaknesses.values()),
    )


def _evidence(tools: Tools, books: Books, known: Weakness, most: int) -> Evidence:
    steps = list(zip(known.evidence, known.averages, strict=True))[::-1][:most]
    return Evidence(
        known,
        tuple(_cite(tools, books, verdict, average) for verdict, average in steps),
        len(known.evidence) - len(steps),
    )


def _cite(tools: Tools, books: Books, verdict: Attempt, average: float) -> Cited:
    answer = books.answers.get(verdict.answer_id)
    question = tools.bank.get(verdict.question_id)
    reviews = books.reviews.of_answer(verdict.answer_id) if verdict.peers else []
    named = {each.reviewer for each in reviews if each.named}
    return Cited(
        verdict,
        peers=tuple(peer if peer in named else None for peer in verdict.peers),
        kind=answer.kind if answer is not None else "",
        channel=answer.channel if answer is not None else None,
        prompt=question.prompt if question is not None else "",
        average=average,
    )
