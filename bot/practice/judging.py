"""What every kind of answer shares: store it, judge it, keep marks and hint, and read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.practice.streaks import effort
from bot.practice.tools import Tools
from bot.rules import private_data, reading
from bot.rules.weakness import ENGINE, Attempt
from questions.model import Hint, Judgement, Level, Nudge, Praise, Question
from storage.answers import Answer
from storage.hints import Hint as StoredHint
from storage.marks import Judged, Mark
from storage.members import Member
from storage.remarks import NUDGED, PRAISED
from storage.store import Books

JUDGED_CHARACTERS = 8_000


@dataclass(frozen=True, slots=True)
class HintCard:
    """What a person is shown about one draft of an answer.

    `moved`, `closer` and `unmoved` are the titles of the criteria that the draft before was nudged
    on, by what became of them: shown now, named now, or as before. `truncated`: only the first
    8,000 characters were judged. `unread`: it is in a script that the judge cannot read.
    `private`: what of a patient's data it seems to hold, so that nothing of it is quoted.
    """

    answer_id: str
    question_id: str
    kind: str
    draft: int
    hint: Hint
    moved: tuple[str, ...] = ()
    closer: tuple[str, ...] = ()
    unmoved: tuple[str, ...] = ()
    truncated: bool = False
    can_share: bool = False
    unread: bool = False
    private: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PushBack:
    """What an interviewer would press on: the weakest spot of the answer, and their words there."""

    answer_id: str
    criterion: str
    ask: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """The answer as stored, what it got, and what its author is still to be told.

    `fresh`: this draft's hint has not been shown yet. `welcome`: it is their first answer, so they
    are told what is kept. `earlier` is what the draft before was nudged on, with its levels then.
    """

    answer: Answer
    card: HintCard
    fresh: bool
    welcome: bool
    member: Member
    earlier: Mapping[str, int]


def score(
    tools: Tools,
    books: Books,
    answer: Answer,
    question: Question,
    *,
    earlier: Mapping[str, int] | None = None,
    advised_later: bool = False,
) -> Scored:
    """Store the answer with its marks and its hint. The same text twice changes nothing.

    Whoever answers takes part from then on. `advised_later`: the hint waits for a second scoring,
    which is given `earlier` of the first one.
    """
    now = books.now()
    member = books.members.ensure(answer.user, answer.zone, answer.at)
    welcome = books.members.welcome(answer.user)
    earlier = _earlier(books, answer) if earlier is None else earlier
    stored = books.answers.put(answer, now, effort(answer.text or ""))
    text = stored.text or ""
    if reading.is_english_script(text):
        judgement = tools.judge.judge(
            question,
            text[:JUDGED_CHARACTERS],
            tools.bank.rubric,
            _quiet(tools, books, stored, now),
            reply=answer.kind == "follow-up",
        )
    else:  # nothing sure can be said, so nothing is said, and nothing counts
        judgement = Judgement((), Hint(None, ()))
    if private_data.seems_private(text):
        judgement = _unquoted(judgement)
    praise, nudges = judgement.hint.praise, judgement.hint.nudges
    hint = StoredHint(
        stored.id,
        stored.draft,
        {"criterion": praise.criterion, "quote": praise.quote} if praise else None,
        [_stored(nudge) for nudge in nudges],
        now,
    )
    if advised_later:
        latest = books.hints.latest(stored.id)
        fresh = latest is None or latest.draft < stored.draft
    else:
        fresh = books.hints.claim(hint)
    if fresh or not advised_later:  # what the model said of this draft stays
        books.marks.put(stored.id, ENGINE, judgement.marks, tools.judge.version, now)
    if fresh and not advised_later:
        said = {nudge.criterion: NUDGED for nudge in nudges}
        said |= {praise.criterion: PRAISED} if praise else {}
        books.remarks.put(stored.id, said, tools.judge.version, now)
    if stored.draft > 1:
        _drop_private_drafts(books, stored.id)
    card = _compared(tools, _card(stored, judgement.hint), earlier, judgement)
    return Scored(stored, card, fresh, welcome, member, earlier)


def _unquoted(judgement: Judgement) -> Judgement:
    """Take every word of the answer out of what is said of it: it may be a patient's data."""
    nudges = tuple(replace(nudge, quote="") for nudge in judgement.hint.nudges)
    marks = tuple(replace(mark, evidence="") for mark in judgement.marks)
    return replace(judgement, marks=marks, hint=replace(judgement.hint, praise=None, nudges=nudges))


def _drop_private_drafts(books: Books, answer: str) -> None:
    """Keep no earlier draft in which a patient's data may stand: its author took it out."""
    if any(private_data.seems_private(draft.text) for draft in books.answers.drafts(answer)):
        books.answers.forget_words(answer)


def weakest_spot(tools: Tools, books: Books, answer: Answer, question: Question) -> PushBack:
    """Choose what an interviewer would press on: what was nudged first, then the least shown.

    What its author calls wrong comes last, and of equals what the question has a follow-up for.
    """
    hint = books.hints.latest(answer.id)
    nudges = {n["criterion"]: n for n in hint.nudges} if hint is not None else {}
    marks = {mark.criterion: mark for mark in books.marks.of(answer.id) if mark.by == ENGINE}
    asks = {each.criterion: each.ask for each in question.follow_ups[::-1]}

    def strength(criterion: str) -> tuple[bool, bool, int, bool]:
        mark = marks.get(criterion)
        disputed = mark is not None and mark.disputed
        level = mark.level if mark is not None else int(Level.MISSING)
        return disputed, criterion not in nudges, level, criterion not in asks

    # In the order they were nudged, then in the question's: `min` keeps the first of equals.
    weakest = min(dict.fromkeys([*nudges, *question.criteria]), key=strength)
    ask = asks.get(weakest) or tools.bank.rubric.criteria[weakest].push_back
    return PushBack(answer.id, weakest, ask, nudges.get(weakest, {}).get("quote", ""))


def pressed_on(question: Question, spot: PushBack) -> Question:
    """Give the question that a push-back is: its reply is judged on that one criterion alone."""
    prompt = f"{question.prompt}\n{spot.ask}"
    return replace(question, prompt=prompt, criteria=(spot.criterion,))


def _earlier(books: Books, answer: Answer) -> dict[str, int]:
    """Give what the draft before was nudged on, with its levels, but for what was called wrong."""
    before = answer.parent_id or answer.id
    hint = books.hints.latest(before)
    known = books.answers.get(answer.id) if answer.parent_id is None else None
    if hint is None or (known is not None and known.text == answer.text):
        return {}  # nothing came before, or the same text comes again
    levels = {
        mark.criterion: mark.level
        for mark in books.marks.of(before)
        if mark.by == ENGINE and not mark.disputed
    }
    nudged = [nudge["criterion"] for nudge in hint.nudges]
    return {criterion: levels[criterion] for criterion in nudged if criterion in levels}


def _compared(
    tools: Tools, card: HintCard, earlier: Mapping[str, int], judgement: Judgement
) -> HintCard:
    """Say on the card what became of what was nudged."""
    now = {mark.criterion: mark.level for mark in judgement.marks}
    asked = [criterion for criterion in earlier if criterion in now]
    moved = [each for each in asked if now[each] is Level.SHOWN]
    closer = [each for each in asked if each not in moved and now[each] > earlier[each]]
    unmoved = [each for each in asked if each not in moved and each not in closer]
    return replace(
        card,
        moved=_titles(tools, moved),
        closer=_titles(tools, closer),
        unmoved=_titles(tools, unmoved),
    )


def _titles(tools: Tools, criteria: Sequence[str]) -> tuple[str, ...]:
    return tuple(tools.bank.rubric.criteria[each].title for each in criteria)


def _stored(nudge: Nudge) -> dict[str, str]:
    stored = {"criterion": nudge.criterion, "text": nudge.text}
    return stored | {
        name: value for name, value in (("quote", nudge.quote), ("rule", nudge.rule)) if value
    }


def _quiet(tools: Tools, books: Books, answer: Answer, now: datetime) -> frozenset[str]:
    """Give the criteria not to nudge on: muted for all, or called wrong by this author here."""
    muted = books.remarks.muted(tools.judge.version, now)
    drafts = [answer.id, *([answer.parent_id] if answer.parent_id else [])]
    return frozenset(muted) | {each.criterion for each in books.disputes.of(drafts)}


def card_of(books: Books, answer: Answer) -> HintCard | None:
    """Give the latest hint on an answer again; None when it has none."""
    kept = books.hints.latest(answer.id)
    if kept is None:
        return None
    said = Praise(kept.praise["criterion"], kept.praise["quote"]) if kept.praise else None
    nudges = tuple(Nudge(**nudge) for nudge in kept.nudges)
    return _card(answer, Hint(said, nudges))


def attempts_of(books: Books, user: str) -> list[Attempt]:
    """Give every verdict on a person's answers, oldest first."""
    return [
        attempt(judged, judged.question_id, judged.answered_at, judged.local_date)
        for judged in books.marks.of_user(user)
    ]


def attempt(mark: Mark | Judged, question: str, at: datetime, on: date) -> Attempt:
    """Make a verdict of a mark on what was answered at an instant that was `on` this date there."""
    return Attempt(
        criterion=mark.criterion,
        level=mark.level,
        at=at,
        on=on,
        question_id=question,
        answer_id=mark.answer_id,
        by=mark.by,
        disputed=mark.disputed,
        light=mark.light,
    )


def _card(answer: Answer, hint: Hint) -> HintCard:
    return HintCard(
        answer_id=answer.id,
        question_id=answer.question_id,
        kind=answer.kind,
        draft=answer.draft,
        hint=hint,
        truncated=len(answer.text or "") > JUDGED_CHARACTERS,
        unread=not reading.is_english_script(answer.text or ""),
        private=private_data.kinds(answer.text or ""),
        can_share=answer.kind == "private"
        and answer.parent_id is None
        and answer.round_id is not None
        and answer.shared_ts is None,
    )
