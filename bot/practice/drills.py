"""Drills on demand: a question for one person, anywhere, at any time."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.errors import Gone
from bot.practice.checks import check_floor, need_words, on_point, point_asked
from bot.practice.judging import Scored, score
from bot.practice.streaks import counted_on
from bot.practice.tools import Caller, Tools
from bot.practice.weaknesses import stand
from bot.rules import drill, reading
from questions.model import TRACKS, Format, Question
from storage.answers import Answer, answer_id
from storage.drills import Drill
from storage.store import Books

OPENING_MINUTES, POINT_MINUTES = 1, 2
FORGOTTEN_CLOCK = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Point:
    """The one criterion that a drill asks for: what shows it, and an example to read, if any."""

    title: str
    shown: str
    ask: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class DrillCard:
    """A drill as the person sees it; `because` says which rule chose the question.

    `point`: it asks for that alone. `minutes` is what an interview would give it, `until` when
    they are over, where its clock was started.
    """

    drill_id: str
    question: Question
    because: str
    opening: bool
    floor: int
    minutes: int
    point: Point | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """How long an answer took against the clock, and what the clock gave."""

    took: timedelta
    given: timedelta


@dataclass(frozen=True, slots=True)
class Drilled:
    """An answer to a drill as it was scored, and its time if it was taken."""

    scored: Scored
    timed: Timed | None


Started: TypeAlias = DrillCard | drill.BadArgument


def start(tools: Tools, caller: Caller, text: str, occasion: str) -> Started:
    """Choose a question for what was typed after /drill. `occasion` names this one request."""
    request = _parse(tools, text)
    if isinstance(request, drill.BadArgument):
        return request
    with tools.store.begin(caller.workspace) as books:
        return _choose(tools, books, caller, request, occasion)


def another(tools: Tools, caller: Caller, drill_id: str, occasion: str) -> DrillCard:
    """Put an open drill aside and choose another one like it."""
    with tools.store.begin(caller.workspace) as books:
        before = _own(books, caller.user, drill_id)
        books.drills.move(drill_id, "replaced", {"open"})
        request = _parse(tools, before.asked)
        if isinstance(request, drill.BadArgument):
            request = drill.Request()
        return _choose(tools, books, caller, request, occasion, (before.question_id,))


def card(tools: Tools, caller: Caller, drill_id: str) -> DrillCard:
    """Give a person's own drill again."""
    with tools.store.read(caller.workspace) as books:
        found = _own(books, caller.user, drill_id)
    return _card(tools, found)


def timed(tools: Tools, caller: Caller, drill_id: str) -> DrillCard:
    """Start the clock of a person's own drill, and give the drill; a second time starts it anew."""
    with tools.store.begin(caller.workspace) as books:
        found = _own(books, caller.user, drill_id)
        now = books.now()
        books.drills.time(drill_id, now)
    shown = _card(tools, found)
    return replace(shown, until=now + timedelta(minutes=shown.minutes))


def give_up(tools: Tools, caller: Caller, drill_id: str) -> DrillCard:
    """Close an open drill without an answer; its outline may be shown."""
    with tools.store.begin(caller.workspace) as books:
        found = _own(books, caller.user, drill_id)
        books.drills.move(drill_id, "given-up", {"open"})
    return _card(tools, found)


def answer(tools: Tools, caller: Caller, drill_id: str, text: str) -> Drilled:
    """Record the answer to a drill, once; a second one is a new draft. Too short is BadInput."""
    with tools.store.begin(caller.workspace) as books:
        found = _own(books, caller.user, drill_id)
        if found.state == "given-up":
            raise Gone("You have seen this drill's outline. Ask for another with /drill.")
        question = _question(tools, found)
        asked = on_point(tools, question, found.point)
        if _is_brief(found, question):
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
            asked,
        )
        books.drills.move(drill_id, "answered", {"open", "replaced"})
    return Drilled(scored, _timed(tools, found, now))


def _choose(
    tools: Tools,
    books: Books,
    caller: Caller,
    request: drill.Request,
    occasion: str,
    just_seen: Sequence[str] = (),
) -> DrillCard:
    now = books.now()
    member = books.members.ensure(caller.user, caller.zone, now)
    today = counted_on(books, caller.user, now, member.zone)
    standing = stand(books, caller.user, today)
    seen = [*books.drills.seen(caller.user), *_open_now(books, caller.user), *just_seen]
    seed = hashlib.blake2b(f"{books.workspace}/{caller.user}/{occasion}".encode(), digest_size=8)
    choice = drill.choose(
        tools.bank.matching(),
        request,
        standing.due,
        standing.weaknesses,
        seen,
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
        point=choice.point,
        example=choice.example,
    )
    books.drills.put(row)
    return _card(tools, row)


def _parse(tools: Tools, text: str) -> drill.Request | drill.BadArgument:
    bank = tools.bank
    return drill.parse(
        text,
        categories=bank.categories,
        tracks=TRACKS,
        ids=bank.ids,
        criteria={each for question in bank.matching() for each in question.criteria},
    )


def _open_now(books: Books, user: str) -> list[str]:
    """Name the questions that stand in a person's channels: they have read them there."""
    latest = (books.rounds.latest(each) for each in sorted(books.answers.known_channels(user)))
    return [each.question_id for each in latest if each is not None and each.ts is not None]


def _words(request: drill.Request) -> str:
    """Give a request as it would be typed, so that *Another* asks for the same kind."""
    words: Sequence[str | None] = (
        request.category,
        request.track,
        request.criterion,
        "weak" if request.weak else None,
        "opening" if request.opening else None,
        str(request.difficulty) if request.difficulty else None,
    )
    return " ".join(word for word in words if word)


def _card(tools: Tools, row: Drill) -> DrillCard:
    question = _question(tools, row)
    point = _point(tools, row, question)
    code = question.format == Format.CODING
    return DrillCard(
        drill_id=row.id,
        question=question,
        because=row.why,
        opening=row.opening,
        floor=reading.floor(code=code, brief=_is_brief(row, question)),
        minutes=_minutes(row, question),
        point=point,
    )


def _is_brief(row: Drill, question: Question) -> bool:
    return row.opening or row.point in question.criteria


def _minutes(row: Drill, question: Question) -> int:
    if row.opening:
        return OPENING_MINUTES
    return POINT_MINUTES if _is_brief(row, question) else question.minutes


def _point(tools: Tools, row: Drill, question: Question) -> Point | None:
    if row.point is None or row.point not in question.criteria:
        return None
    criterion = tools.bank.rubric.criteria[row.point]
    example = tools.bank.get(row.example) if row.example is not None else None
    return Point(
        criterion.title,
        criterion.shown,
        point_asked(tools, question, row.point),
        example.strong.answer if example is not None else "",
    )


def _timed(tools: Tools, row: Drill, now: datetime) -> Timed | None:
    """Give the time an answer took; a clock from another day was left running."""
    if row.timed_from is None or now - row.timed_from > FORGOTTEN_CLOCK:
        return None
    minutes = _minutes(row, _question(tools, row))
    return Timed(now - row.timed_from, timedelta(minutes=minutes))


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
