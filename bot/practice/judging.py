"""What every kind of answer shares: store it, judge it, keep marks and hint, and read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.practice.tools import Tools
from bot.rules import reading
from bot.rules.weakness import ENGINE, Attempt
from questions.model import Hint, Judgement, Level, Nudge, Praise, Question
from storage.answers import Answer
from storage.hints import Hint as StoredHint
from storage.members import Member
from storage.remarks import NUDGED, PRAISED
from storage.store import Books

JUDGED_CHARACTERS = 8_000


@dataclass(frozen=True, slots=True)
class HintCard:
    """What a person is shown about one draft of an answer.

    `moved` and `unmoved` are the titles of the criteria that the draft before was nudged on, by
    what became of them. `truncated`: only the first 8,000 characters were judged. `unread`: it is
    in a script that the judge cannot read.
    """

    answer_id: str
    question_id: str
    kind: str
    draft: int
    hint: Hint
    moved: tuple[str, ...] = ()
    unmoved: tuple[str, ...] = ()
    truncated: bool = False
    can_share: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """The answer as stored, what it got, and what its author is still to be told.

    `fresh`: this draft's hint has not been shown yet. `welcome`: it is their first answer, so they
    are told what is kept.
    """

    answer: Answer
    card: HintCard
    fresh: bool
    welcome: bool
    member: Member


def score(tools: Tools, books: Books, answer: Answer, question: Question) -> Scored:
    """Store the answer with its marks and its hint. The same text twice changes nothing.

    Whoever answers takes part from then on.
    """
    now = books.now()
    member = books.members.ensure(answer.user, answer.zone, answer.at)
    welcome = books.members.welcome(answer.user)
    before = books.hints.latest(answer.parent_id or answer.id)
    stored = books.answers.put(answer, now)
    text = stored.text or ""
    if reading.is_english_script(text):
        judgement = tools.judge.judge(
            question,
            text[:JUDGED_CHARACTERS],
            tools.bank.rubric,
            _quiet(tools, books, stored, now),
        )
    else:  # nothing sure can be said, so nothing is said, and nothing counts
        judgement = Judgement((), Hint(None, ()))
    books.marks.put(stored.id, ENGINE, judgement.marks, tools.judge.version, now)
    praise, nudges = judgement.hint.praise, judgement.hint.nudges
    fresh = books.hints.claim(
        StoredHint(
            stored.id,
            stored.draft,
            {"criterion": praise.criterion, "quote": praise.quote} if praise else None,
            [{"criterion": n.criterion, "text": n.text} for n in nudges],
            now,
        )
    )
    if fresh:
        said = {nudge.criterion: NUDGED for nudge in nudges}
        said |= {praise.criterion: PRAISED} if praise else {}
        books.remarks.put(stored.id, said, tools.judge.version, now)
    nudged = [n["criterion"] for n in before.nudges] if before is not None else []
    shown = {m.criterion for m in judgement.marks if m.level == Level.SHOWN}
    title = tools.bank.rubric.criteria
    card = _card(
        stored,
        judgement.hint,
        moved=[title[c].title for c in nudged if c in shown],
        unmoved=[title[c].title for c in nudged if c not in shown],
    )
    return Scored(stored, card, fresh, welcome, member)


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
    nudges = tuple(Nudge(n["criterion"], n["text"]) for n in kept.nudges)
    return _card(answer, Hint(said, nudges))


def attempts_of(books: Books, user: str) -> list[Attempt]:
    """Give every verdict on a person's answers, oldest first."""
    return [
        Attempt(
            criterion=judged.mark.criterion,
            level=judged.mark.level,
            at=judged.answered_at,
            question_id=judged.question_id,
            answer_id=judged.mark.answer_id,
            by=judged.mark.by,
            disputed=judged.mark.disputed,
        )
        for judged in books.marks.of_user(user)
    ]


def _card(
    answer: Answer, hint: Hint, *, moved: Collection[str] = (), unmoved: Collection[str] = ()
) -> HintCard:
    return HintCard(
        answer_id=answer.id,
        question_id=answer.question_id,
        kind=answer.kind,
        draft=answer.draft,
        hint=hint,
        moved=tuple(moved),
        unmoved=tuple(unmoved),
        truncated=len(answer.text or "") > JUDGED_CHARACTERS,
        unread=not reading.is_english_script(answer.text or ""),
        can_share=answer.kind == "private"
        and answer.parent_id is None
        and answer.round_id is not None
        and answer.shared_ts is None,
    )
