"""What is said about an answer: which of its words are quoted, and what a nudge leans on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from questions.judge.features import Answer, Hit
from questions.judge.mistakes import Seen
from questions.judge.text import COMMON, Unit, Word
from questions.model import Level, Mark, Nudge, Question, Rubric

PRAISED_WORDS = 25
LEANT_WORDS = 14
LONGEST_NUDGE = 35
FEWEST_LEANT = 3
_BEGINS_BADLY = frozenset({"and", "but", "so", "then", "or", "also", "plus", "because"})
_BEGINS_WELL = frozenset(
    {"i", "we", "they", "she", "he", "it", "you", "there", "this", "the", "a", "an"}
)
_JOINTS = frozenset(
    {"but", "so", "because", "which", "that", "who", "when", "if", "while", "as", "than", "of"}
    | {"to", "for", "with", "in", "on", "at", "by", "from", "into", "over", "about", "through"}
)
_ENDS_BADLY = COMMON | {"according", "due", "based", "such"}
_OPENS = {'"': '"', "“": "”"}
_CLOSES = {'"': '"', "”": "“", ")": "(", "*": "*", "_": "_"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a framework as an answer takes it: how far, in which words, and where.

    `level` is None for a step that no criterion listens for.
    """

    number: int
    text: str
    level: Level | None
    quote: str
    at: int


def excerpt(text: str, unit: Unit, span: tuple[int, int], most: int) -> str:
    """Give at most `most` words of a unit around a span, from clause to clause where that fits."""
    words = unit.words
    first, last = _clauses(text, words, span, most)
    while first < span[0] and words[first].form in _BEGINS_BADLY:
        first += 1
    first, last = _balanced(text, words, (first, last), span)
    start, end = words[first].start, words[last].end
    before = text[start - 1 : start]
    if before in _OPENS and text[start:end].count(_OPENS[before]) == 1:
        start -= 1
    return text[start : _closed(text, start, end)]


def leant_on(read: Answer, mark: Mark) -> str:
    """Give the words of an answer that only name a criterion; none where nothing is known."""
    hit = _hit(read, mark, does=False) if mark.level is Level.MENTIONED else None
    return (
        "" if hit is None else _worth(excerpt(read.text, hit.reading.unit, hit.span, LEANT_WORDS))
    )


def nudge(question: Question, rubric: Rubric, read: Answer, mark: Mark, seen: Seen | None) -> Nudge:
    """Word a nudge: a mistake's words where one shows, else this question's, else the rubric's.

    The quote holds their words that it leans on, where there are any.
    """
    criterion = mark.criterion
    words = question.nudges.get(criterion) or rubric.criteria[criterion].nudge
    if seen is None:
        return Nudge(criterion, words, _beside(words, leant_on(read, mark)))
    if seen.criterion == criterion:
        words = rubric.mistakes[seen.id].nudge
    quote = _worth(excerpt(read.text, seen.unit, seen.span, LEANT_WORDS))
    return Nudge(criterion, words, _beside(words, quote), seen.id)


def _beside(words: str, quote: str) -> str:
    """Leave a quote out where question and quote together are longer than one reads at a glance."""
    return quote if len(words.split()) + len(quote.split()) <= LONGEST_NUDGE else ""


def step(read: Answer, number: int, text: str, marks: Sequence[Mark]) -> Step:
    """Say how far an answer takes a step that some criteria listen for, and in which words."""
    best = max(marks, key=lambda mark: mark.level, default=None)
    if best is None or best.level is Level.MISSING:
        return Step(number, text, best.level if best else None, "", -1)
    hit = _hit(read, best, does=best.level is Level.SHOWN)
    at = read.text.find(best.evidence)
    if hit is None:
        return Step(number, text, best.level, best.evidence, at)
    quote = excerpt(read.text, hit.reading.unit, hit.span, PRAISED_WORDS)
    return Step(number, text, best.level, quote, at)


def _hit(read: Answer, mark: Mark, *, does: bool) -> Hit | None:
    """Give the phrase to quote: in the words that decided, and of the kind asked before others."""
    start = read.text.find(mark.evidence)
    end = start + len(mark.evidence)
    here = [
        hit
        for hit in read.hits.get(mark.criterion, ())
        if start <= hit.reading.unit.words[hit.span[0]].start < end
    ]
    return max(here, key=lambda hit: (hit.does is does, hit.span[1] - hit.span[0]), default=None)


def _worth(quote: str) -> str:
    """Quote no word or two: they say nothing about what was meant."""
    return quote if quote.count(" ") >= FEWEST_LEANT - 1 else ""


def _clauses(text: str, words: Sequence[Word], span: tuple[int, int], most: int) -> tuple[int, int]:
    """Give the first and last word of the clauses around a span, as many as fit."""
    between = [text[a.end : b.start] for a, b in pairwise(words)]
    soft = [a.clause != b.clause for a, b in pairwise(words)]
    hard = [any(f"{stop} " in gap for stop in ".!?") for gap in between]
    low = max((n + 1 for n in range(span[0]) if hard[n]), default=0)
    high = min((n for n in range(span[1], len(hard)) if hard[n]), default=len(words) - 1)
    if high - low < most:
        return low, high
    ends = [*(n for n in range(low, high) if soft[n] or "," in between[n]), high]
    starts = [low, *(end + 1 for end in ends[:-1])]
    a = max(n for n, start in enumerate(starts) if start <= span[0])
    b = min(n for n, end in enumerate(ends) if end >= span[1])
    if ends[b] - starts[a] >= most:
        return _cut(words, span, most, (starts[a], ends[b]))
    while True:
        if b + 1 < len(ends) and ends[b + 1] < starts[a] + most:
            b += 1
        elif a and starts[a - 1] > ends[b] - most:
            a -= 1
        else:
            return starts[a], ends[b]


def _cut(
    words: Sequence[Word], span: tuple[int, int], most: int, clause: tuple[int, int]
) -> tuple[int, int]:
    """Cut a clause that is too long: it begins and ends where a phrase does."""
    first = clause[0]
    if span[1] - first >= most:
        far = range(min(span[0], span[1] - most + 1), span[0])
        first = next((n for n in far if words[n].form in _BEGINS_WELL | _JOINTS), span[0])
    last = max(span[1], min(clause[1], first + most - 1))
    if last == clause[1]:
        return first, last
    breaks = (n for n in range(last, span[1], -1) if words[n + 1].form in _JOINTS)
    best = next(breaks, last)
    while best > span[1] and words[best].form in _ENDS_BADLY:
        best -= 1
    return first, best


def _balanced(
    text: str, words: Sequence[Word], chosen: tuple[int, int], span: tuple[int, int]
) -> tuple[int, int]:
    """Leave out half a pair of brackets or quotation marks, where the span stands outside it."""
    first, last = chosen
    opened: list[tuple[str, int]] = []
    for place in range(first, last):
        for mark in text[words[place].end : words[place + 1].start]:
            closes = opened and (mark == ")" or mark == opened[-1][0] == '"')
            if closes:
                opened.pop()
            elif mark in '("':
                opened.append((mark, place))
            elif mark == ")" and place < span[0]:
                first = place + 1
    if opened and text[words[last].end : words[last].end + 1] not in (")", '"'):
        last = opened[0][1] if opened[0][1] >= max(first, span[1]) else last
    return first, last


def _closed(text: str, start: int, end: int) -> int:
    """Take in the mark that closes what was opened in an excerpt, where it follows at once."""
    follows, inside = text[end : end + 1], text[start:end]
    opens = _CLOSES.get(follows)
    if opens is None:
        return end
    open_now = (
        inside.count(opens) % 2 if opens == follows else inside.count(opens) - inside.count(follows)
    )
    return end + 1 if open_now > 0 else end
