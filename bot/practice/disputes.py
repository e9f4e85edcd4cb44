"""*This is wrong*: what a person calls wrong in a hint, and what follows for everybody's hints."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.practice.checks import own_answer
from bot.practice.tools import Caller, Tools
from bot.rules import muting
from bot.rules.weakness import ENGINE
from storage.answers import Answer
from storage.disputes import Dispute
from storage.remarks import NUDGED, PRAISED
from storage.store import Books

LISTED = "listed"
WAYS = ("low", "high", "beside")


@dataclass(frozen=True, slots=True)
class Settled:
    """The titles of what stopped counting just now, and of what counts again."""

    silenced: tuple[str, ...]
    counting: tuple[str, ...]


def settle(
    tools: Tools, caller: Caller, answer: str, wrong: Collection[str], way: str | None
) -> Settled:
    """Keep which points of a hint its author calls wrong: those named, and no others any more.

    `way` says how, of the points that are new. What peers find counts whatever the author says.
    """
    with tools.store.begin(caller.workspace) as books:
        found = own_answer(books, caller.user, answer)
        judged = {m.criterion: m for m in books.marks.of(found.id) if m.by == ENGINE}
        before = {dispute.criterion for dispute in books.disputes.of([found.id])}
        said = _said(books, found)
        new = [each for each in judged if each in wrong and each not in before]
        for each in new:
            mark = judged[each]
            books.disputes.put(
                Dispute(
                    answer_id=found.id,
                    criterion=each,
                    user=caller.user,
                    at=books.now(),
                    level=mark.level,
                    rule=mark.rule,
                    rubric=mark.rubric,
                    draft=found.draft,
                    said=said.get(each, LISTED),
                    way=way if way in WAYS else None,
                )
            )
        back = [each for each in judged if each in before and each not in wrong]
        if back:
            books.disputes.take_back(found.id, back)
        for each in (*new, *back):
            _listen(books, each, tools.judge.version)
    title = tools.bank.rubric.criteria
    return Settled(tuple(title[c].title for c in new), tuple(title[c].title for c in back))


def _said(books: Books, answer: Answer) -> dict[str, str]:
    """Give what the latest hint on an answer said of each criterion that it brought up."""
    hint = books.hints.latest(answer.id)
    if hint is None:
        return {}
    praised = {hint.praise["criterion"]: PRAISED} if hint.praise else {}
    return praised | {nudge["criterion"]: NUDGED for nudge in hint.nudges}


def _listen(books: Books, criterion: str, rubric: str) -> None:
    """Let nudges on a criterion go quiet, or come back, by what everybody says of them."""
    now = books.now()
    voices = books.remarks.voices(criterion, rubric, now - muting.WINDOW)
    if muting.is_muted([muting.Voice(nudged, wrong) for nudged, wrong in voices]):
        books.remarks.mute(criterion, rubric, now + muting.QUIET)
    else:
        books.remarks.unmute(criterion, rubric)
