"""Drills on demand: a question for one person, anywhere, at any time."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.errors import Gone
from bot.practice.checks import check_floor, need_words
from bot.practice.judging import Scored, attempts_of, score
from bot.practice.streaks import counted_on
from bot.practice.tools import Caller, Tools
from bot.rules import drill, reading, recall, weakness
from questions.model import TRACKS, Format, Question
from storage.answers import Answer, answer_id
from storage.drills import Drill
from storage.store import Books


@dataclass(frozen=True, slots=True)
class DrillCard:
    """A drill as the person sees it; `because` says which rule chose the question."""

    drill_id: str
    question: Question
    because: str
    opening: bool
    floor: int


Started: TypeAlias = DrillCard | drill.BadArgument


def start(tools: Tools, caller: Caller, text: str, occasion: str) -> Started:
    """Choose a question for what was typed after /drill. `occasion` names this one request."""
    request = drill.parse(text, categories=tools.bank.categories, tracks=TRACKS, ids=tools.bank.ids)
    if isinstance(request, drill.BadArgument):
        return request
    with tools.store.begin(caller.workspace) as books:
        return _choose(tools, books, caller, request, occasion)


def another(tools: Tools, caller: Caller, drill_id: str, occasion: str) -> DrillCard:
    """Put an open drill aside and choose another one like it."""
    with tools.store.begin(caller.workspace) as books:
        before = _own(books, caller.user, drill_id)
        books.drills.move(drill_id, "replaced", {"open"})
        request = drill.parse(
            before.asked, categories=tools.bank.categories, tracks=TRACKS, ids=tools.bank.ids
        )
        if isinstance(request, drill.BadArgument):
            request = drill.Request()
        return _choose(tools, books, caller, request, occasion, without=before.question_id)


def card(tools: Tools, caller: Caller, drill_id: str) -> DrillCard:
    """Give a person's own drill again."""
    with tools.store.read(caller.workspace) as books:
        found = _own(books, caller.user, drill_id)
    return _card(tools, found)


def give_up(tools: Tools, caller: Caller, drill_id: str) -> DrillCard:
    """Close an open drill without an answer; its outline may be shown."""
    with tools.store.begin(caller.workspace) as books:
        found = _own(books, caller.user, drill_id)
        books.drills.move(drill_id, "given-up", {"open"})
    return _card(tools, found)


def answer(tools: Tools, caller: Caller, drill_id: str, text: str) -> Scored:
    """Record the answer to a drill, once; a second one is a new draft. Too short is BadInput."""
    with tools.store.begin(caller.workspace) as books:
        found = _own(books, caller.user, drill_id)
        if found.state == "given-up":
            raise Gone("You have seen this drill's outline. Ask for another with /drill.")
        question = _question(tools, found)
        if found.opening:
            need_words(text, reading.floor(brief=True))
        else:
            check_floor(text, question)
        now = books.now()
        member = books.members.ensure(caller.user, caller.zone, now)
        scored = score(
            tools,
            books,
            Answer(
                id=answer_id(caller.workspace, "drill", drill_id),
                round_id=None,
                question_id=question.id,
                channel=None,
                ts=None,
                user=caller.user,
                text=text,
                draft=1,
                version="0",
                deleted=False,
                local_date=counted_on(books, caller.user, now, member.zone),
                zone=member.zone,
                at=now,
                kind="drill",
                drill_id=drill_id,
                shared_ts=None,
                parent_id=None,
            ),
            question,
        )
        books.drills.move(drill_id, "answered", {"open", "replaced"})
        return scored


def _choose(
    tools: Tools,
    books: Books,
    caller: Caller,
    request: drill.Request,
    occasion: str,
    without: str = "",
) -> DrillCard:
    now = books.now()
    member = books.members.ensure(caller.user, caller.zone, now)
    today = counted_on(books, caller.user, now, member.zone)
    attempts = attempts_of(books, caller.user)
    seed = hashlib.blake2b(f"{books.workspace}/{caller.user}/{occasion}".encode(), digest_size=8)
    choice = drill.choose(
        [question for question in tools.bank.matching() if question.id != without],
        request,
        recall.due(attempts, today),
        weakness.weigh(attempts),
        books.drills.seen(caller.user, drill.LATELY),
        random.Random(int.from_bytes(seed.digest(), "big")),  # noqa: S311 - practice, not secrets
        {each.id: each.title for each in tools.bank.rubric.criteria.values()},
    )
    row = Drill(
        id=seed.hexdigest(),
        user=caller.user,
        question_id=choice.question.id,
        why=choice.because,
        asked=_words(request),
        opening=request.opening,
        state="open",
        at=now,
        zone=member.zone,
        local_date=today,
    )
    books.drills.put(row)
    return _card(tools, row)


def _words(request: drill.Request) -> str:
    """Give a request as it would be typed, so that *Another* asks for the same kind."""
    words: Sequence[str | None] = (
        request.category,
        request.track,
        "weak" if request.weak else None,
        "opening" if request.opening else None,
        str(request.difficulty) if request.difficulty else None,
    )
    return " ".join(word for word in words if word)


def _card(tools: Tools, row: Drill) -> DrillCard:
    question = _question(tools, row)
    floor = reading.floor(code=question.format == Format.CODING, brief=row.opening)
    return DrillCard(row.id, question, row.why, row.opening, floor)


def _question(tools: Tools, row: Drill) -> Question:
    question = tools.bank.get(row.question_id)
    if question is None:
        raise Gone("That question is no longer in the bank. Ask for another with /drill.")
    return question


def _own(books: Books, user: str, drill_id: str) -> Drill:
    found = books.drills.get(drill_id)
    if found is None or found.user != user:
        raise Gone("That drill is no longer there. Ask for another with /drill.")
    return found
