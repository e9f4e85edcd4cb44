"""Which question a channel gets next: a shuffled bag that can say why."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from questions.model import Question

APART = 2  # so many picks in a row have different categories, where the bank allows it


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a channel has had, or passed over, and when."""

    question_id: str
    category: str
    local_date: date


@dataclass(frozen=True, slots=True)
class Pick:
    """The next question; `cycle` counts the bags used up before it, `left` what stays unused.

    `new`: the channel has not had it before.
    """

    question: Question
    cycle: int
    left: int
    reason: str
    new: bool


def supply(candidates: Iterable[Question], history: Iterable[Asked]) -> int:
    """Count the questions that were neither asked nor passed over."""
    had = {asked.question_id for asked in history}
    return sum(question.id not in had for question in candidates)


def pick(candidates: Sequence[Question], history: Collection[Asked], seed: int) -> Pick:
    """Choose the next of the questions that fit; the same facts always give the same pick.

    Questions never asked here come first, in an order shuffled by the seed; each keeps its
    place when others join or leave the bank. When all were asked the oldest come round again,
    none twice before every other has had its turn. Categories vary as far as that allows.
    Within a date, history counts in the order given.
    """
    if not candidates:
        raise ValueError("No question fits the tracks and the difficulty of this channel.")
    past = sorted(history, key=lambda asked: asked.local_date)
    last_asked = {asked.question_id: place for place, asked in enumerate(past)}
    cycle, used = _bag(past)

    unused = [question for question in candidates if question.id not in last_asked]
    bag = unused or [question for question in candidates if question.id not in used]
    if not bag:
        cycle, bag = cycle + 1, list(candidates)
    bag.sort(key=lambda question: (last_asked.get(question.id, -1), _place(seed, question.id)))

    apart, chosen = _another_category(bag, past)
    left = len(unused) - 1 if unused else 0
    why = _reason(new=bool(unused), left=left, apart=apart)
    return Pick(chosen, cycle, left, why, new=bool(unused))


def _bag(past: Sequence[Asked]) -> tuple[int, set[str]]:
    """Count the bags used up, and give what the present one has lost: a repeat starts a bag."""
    cycle, used = 0, set[str]()
    for asked in past:
        if asked.question_id in used:
            cycle, used = cycle + 1, set()
        used.add(asked.question_id)
    return cycle, used


def _another_category(bag: Sequence[Question], past: Sequence[Asked]) -> tuple[int, Question]:
    """Give the first whose category is not among the latest, and how many it differs from."""
    for apart in range(min(APART, len(past)), 0, -1):
        latest = {asked.category for asked in past[-apart:]}
        for question in bag:
            if question.category not in latest:
                return apart, question
    return 0, bag[0]


def _place(seed: int, question_id: str) -> bytes:
    return hashlib.blake2b(f"{seed}:{question_id}".encode(), digest_size=8).digest()


def _reason(*, new: bool, left: int, apart: int) -> str:
    first = (
        f"It had not been asked here before; {left} like it {'is' if left == 1 else 'are'} left."
        if new
        else "Every question that fits has had its turn here, so the oldest come round again."
    )
    then = {
        0: "",
        1: " Its category differs from the last one.",
        APART: f" Its category differs from the last {APART}.",
    }
    return first + then[apart]
