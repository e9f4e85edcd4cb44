"""Before a first review in a role: practice answers of the bank, to see how one's levels compare.

How far a person came is what is stored of them, so a window that is closed loses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast, get_args

from bot.errors import BadInput, Gone
from bot.practice.checks import question_of
from bot.practice.tools import Caller, Tools
from bot.rules import calibration
from bot.rules.calibration import Agreement, Compared, Kind, Practice
from questions.model import Level
from storage.answers import Answer
from storage.calibrations import SKIPPED, Calibration
from storage.identity import opaque_id
from storage.store import Books

STILL_OPEN = timedelta(days=7)  # a question asked since then may still be answered


@dataclass(frozen=True, slots=True)
class Exercise:
    """A practice answer to mark before the review of an answer; `number` counts from 1."""

    answer_id: str
    role: str
    number: int
    practice: Practice


@dataclass(frozen=True, slots=True)
class Comparison:
    """A person's levels on a practice answer beside the bank's.

    `whole` counts over all that they marked in the role, where this was the last.
    """

    answer_id: str
    kind: Kind
    points: tuple[Compared, ...]
    whole: Agreement | None


def due(tools: Tools, caller: Caller, answer: str) -> Exercise | None:
    """Give what this person marks before they review the answer; None: nothing, or no more."""
    with tools.store.read(caller.workspace) as books:
        found = books.answers.get(answer)
        return _next(tools, books, caller.user, found) if found is not None else None


def mark(
    tools: Tools,
    caller: Caller,
    answer: str,
    question: str,
    kind: str,
    levels: Mapping[str, Level],
) -> Comparison:
    """Record a person's levels on a practice answer, once, and lay them beside the bank's.

    Raises BadInput by the id of a criterion that was left open.
    """
    asked = tools.bank.get(question)
    if asked is None or kind not in get_args(Kind):
        raise Gone("That practice answer has left the question bank. Go on with your review.")
    practised = calibration.practice(asked, cast(Kind, kind))
    problems = {c: "Please choose one of the three." for c in practised.points if c not in levels}
    if problems:
        raise BadInput(problems)
    given = {each: int(levels[each]) for each in practised.points}
    with tools.store.begin(caller.workspace) as books:
        before = _of_role(books, caller.user, asked.track)
        same = [each for each in before if (each.question_id, each.example) == (question, kind)]
        if same:
            given = same[0].levels  # the same window sent twice: what was said first holds
        elif not _over(before):
            number, now = len(before), books.now()
            row = Calibration(caller.user, asked.track, number, question, kind, given, now)
            books.calibrations.put(row)
        points = calibration.compare(practised, given)
        reviewed = books.answers.get(answer)
        more = reviewed is not None and _next(tools, books, caller.user, reviewed) is not None
        counted = by_role(tools, books, caller.user).get(asked.track)
        whole = None if more else counted or calibration.agreement(points)
        return Comparison(answer, practised.kind, points, whole)


def skip(tools: Tools, caller: Caller, answer: str) -> None:
    """Ask this person for no more practice in the role of the answer's question."""
    with tools.store.begin(caller.workspace) as books:
        found = books.answers.get(answer)
        exercise = _next(tools, books, caller.user, found) if found is not None else None
        if exercise is not None:
            question, number = exercise.practice.question.id, exercise.number - 1
            books.calibrations.put(
                Calibration(caller.user, exercise.role, number, question, SKIPPED, {}, books.now())
            )


def by_role(tools: Tools, books: Books, user: str) -> dict[str, Agreement]:
    """Say for each role in which a person practised how their levels lie to the bank's now."""
    points: dict[str, list[Compared]] = {}
    for each in books.calibrations.of_user(user):
        question = tools.bank.get(each.question_id)
        if question is not None and each.example in get_args(Kind):
            practised = calibration.practice(question, cast(Kind, each.example))
            points.setdefault(each.role, []).extend(calibration.compare(practised, each.levels))
    return {role: calibration.agreement(found) for role, found in points.items()}


def _next(tools: Tools, books: Books, user: str, answer: Answer) -> Exercise | None:
    asked = question_of(tools, books, answer)
    before = _of_role(books, user, asked.track)
    if _over(before):
        return None
    done = [known for each in before if (known := tools.bank.get(each.question_id)) is not None]
    channels = books.answers.known_channels(user) | ({answer.channel} if answer.channel else set())
    recent = books.rounds.asked_since(sorted(channels), (books.now() - STILL_OPEN).date())
    found = calibration.next_practice(
        tools.bank.matching(tracks={asked.track}),
        opaque_id(books.workspace, "calibration", user, asked.track),
        done,
        recent | {asked.id},
    )
    return Exercise(answer.id, asked.track, len(before) + 1, found) if found is not None else None


def _of_role(books: Books, user: str, role: str) -> list[Calibration]:
    return [each for each in books.calibrations.of_user(user) if each.role == role]


def _over(before: Sequence[Calibration]) -> bool:
    """Say whether there is no more to mark: all three were, or the rest was skipped."""
    return len(before) >= calibration.EXAMPLES or any(each.example == SKIPPED for each in before)
