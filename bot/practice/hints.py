"""What hangs on a hint: why it says so, the push-back, and the way through the framework."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.errors import Gone
from bot.practice.checks import own_answer, question_of
from bot.practice.judging import JUDGED_CHARACTERS, HintCard, PushBack, card_of, weakest_spot
from bot.practice.tools import Caller, Tools
from bot.rules import private_data, reading
from bot.rules.weakness import ENGINE
from questions.frozen import thaw
from questions.judge.hints import Step
from questions.model import Level, Question
from storage.answers import Answer
from storage.store import Books

WORDS_A_MINUTE = 140  # how fast people speak in an interview
LOOKED_THROUGH = 50  # answers back, for the one to a drill


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion of an answer: what was found, in which words, and what would be `shown`.

    `rule` is the engine's word for what decided, `mistake` the title of one that chose the nudge.
    """

    criterion: str
    title: str
    level: Level
    evidence: str
    shown: str
    disputed: bool
    rule: str = ""
    mistake: str = ""
    muted: bool = False  # so many call nudges on it wrong that nobody gets one for now


@dataclass(frozen=True, slots=True)
class Why:
    """What stands behind a hint, in the order the question asks its criteria."""

    answer_id: str
    question: Question
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How an answer goes through the framework: its steps, and the seconds it takes to say it.

    `seconds` is None where there is code in it, which nobody says aloud.
    """

    steps: tuple[Step, ...]
    words: int
    seconds: int | None


@dataclass(frozen=True, slots=True)
class FrameworkCard:
    """A question whose framework is shown, and the way of the person's own answer, if any."""

    question: Question
    way: Way | None = None


def why(tools: Tools, caller: Caller, answer: str) -> Why:
    """Say what the engine found in a person's own answer."""
    with tools.store.read(caller.workspace) as books:
        return _why(tools, books, caller, answer)


def push_back(tools: Tools, caller: Caller, answer: str) -> PushBack:
    """Give the interviewer's push-back on the weakest spot of a person's own answer."""
    with tools.store.read(caller.workspace) as books:
        found = own_answer(books, caller.user, answer)
        return weakest_spot(tools, books, found, question_of(tools, books, found))


def framework_of_round(tools: Tools, caller: Caller, round_id: str) -> FrameworkCard:
    """Give a round's question, with the way of the caller's own answer to it, if they gave one."""
    with tools.store.read(caller.workspace) as books:
        round_ = books.rounds.get(round_id)
        given = books.answers.of_user_in_round(round_id, caller.user)
    if round_ is None or not round_.question:
        raise Gone("That question is no longer there.")
    return _framework(tools, thaw(round_.question), given[::-1])


def framework_of_drill(
    tools: Tools, caller: Caller, drill_id: str, question: Question
) -> FrameworkCard:
    """Give a drill's question, with the way of the caller's own answer to it, if they gave one."""
    with tools.store.read(caller.workspace) as books:
        latest = books.answers.of_user(caller.user, limit=LOOKED_THROUGH)
    return _framework(tools, question, [each for each in latest if each.drill_id == drill_id])


def _framework(tools: Tools, question: Question, answers: Sequence[Answer]) -> FrameworkCard:
    """Walk the newest of these answers, given newest first; a reply to a push-back is none."""
    texts = (a.text for a in answers if not a.deleted and a.kind != "follow-up" and a.text)
    text = next(texts, "")
    if not text or not reading.is_english_script(text):
        return FrameworkCard(question)
    steps = tools.judge.walk(question, text[:JUDGED_CHARACTERS], tools.bank.rubric)
    if private_data.seems_private(text):
        steps = tuple(replace(step, quote="") for step in steps)
    words = reading.words(text)
    seconds = None if reading.has_code(text) else round(words * 60 / WORDS_A_MINUTE)
    return FrameworkCard(question, Way(steps, words, seconds))


def _why(tools: Tools, books: Books, caller: Caller, answer: str) -> Why:
    found = own_answer(books, caller.user, answer)
    question = question_of(tools, books, found)
    marks = {mark.criterion: mark for mark in books.marks.of(found.id) if mark.by == ENGINE}
    muted = books.remarks.muted(tools.judge.version, books.now())
    criteria, mistakes = tools.bank.rubric.criteria, tools.bank.rubric.mistakes
    hint = books.hints.latest(found.id)
    seen = {n["criterion"]: n["rule"] for n in hint.nudges if "rule" in n} if hint else {}
    reasons = tuple(
        Reason(
            criterion=each,
            title=criteria[each].title,
            level=Level(marks[each].level),
            evidence=marks[each].evidence,
            shown=criteria[each].shown,
            disputed=marks[each].disputed,
            rule=marks[each].rule,
            mistake=mistakes[seen[each]].title if seen.get(each) in mistakes else "",
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
