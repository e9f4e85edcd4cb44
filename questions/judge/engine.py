"""The engine: an answer and criteria in; levels, evidence and what to say about them out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from questions.judge import features, ordinal, signals
from questions.judge.features import Answer, Hit, Known
from questions.judge.ordinal import Chances, Ordinal
from questions.judge.signals import Signals
from questions.model import Hint, Judgement, Level, Mark, Nudge, Praise, Question, Rubric

QUOTE_WORDS = 25
FEWEST_WORDS = 4
"""Fewer different words of one's own, beside the question's, are no answer."""

# Chosen on questions left out whole (see fit.py): the lowest that keep nudges and praise right.
FIRST_NUDGE = 0.55
SECOND_NUDGE = 0.9
PRAISE = 0.75


@dataclass(frozen=True, slots=True)
class Opinion:
    """A mark with how sure the engine is of it, and the words worth quoting."""

    mark: Mark
    chances: Chances
    quote: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a hint is about: one criterion to praise, and up to two to nudge, best first."""

    praise: str | None
    nudges: tuple[str, ...]


class Judge:
    """Judges answers; built once, holds only what it read from its own files."""

    def __init__(self, known: Signals, model: Ordinal, version: str = "") -> None:
        self._signals = known
        self._model = model
        self.version = version  # kept with every mark: which signals and weights gave it

    @classmethod
    def load(cls) -> "Judge":
        """Build the judge from the shipped signals and weights."""
        digest = blake2b(digest_size=6)
        for path in sorted(signals.FOLDER.glob("*.json")):
            digest.update(path.read_bytes())
        return cls(signals.load(), ordinal.load(), digest.hexdigest())

    @property
    def criteria(self) -> frozenset[str]:
        """Give the ids it can judge."""
        return frozenset(self._signals.of)

    def opinions(
        self, question: str, criteria: Sequence[str], answer: str, known: Known | None = None
    ) -> tuple[Opinion, ...]:
        """Judge an answer under each criterion, in their order; `known` is for fitting."""
        read = features.read(question, answer, self._signals, known)
        return tuple(self._opinion(read, criterion) for criterion in criteria)

    def marks(self, question: str, criteria: Sequence[str], answer: str) -> tuple[Mark, ...]:
        """Give the level of each criterion, in their order, with the words that show it."""
        return tuple(each.mark for each in self.opinions(question, criteria, answer))

    def choose(self, opinions: Sequence[Opinion]) -> Choice:
        """Choose what to say: only what is likely right, and nothing to fill a line."""
        praised = [
            each
            for each in opinions
            if each.mark.level is Level.SHOWN and each.quote and each.chances.shown >= PRAISE
        ]
        praise = max(praised, key=lambda each: each.chances.shown, default=None)
        wanting = sorted(
            (each for each in opinions if each.mark.level is not Level.SHOWN),
            key=lambda each: each.chances.shown,
        )
        nudges = [
            each.mark.criterion
            for each, bar in zip(wanting, (FIRST_NUDGE, SECOND_NUDGE), strict=False)
            if 1 - each.chances.shown >= bar
        ]
        return Choice(praise.mark.criterion if praise else None, tuple(nudges))

    def judge(
        self, question: Question, answer: str, rubric: Rubric, quiet: Collection[str] = ()
    ) -> Judgement:
        """Judge an answer to a question of the bank, and word the hint; no nudge is on `quiet`."""
        opinions = self.opinions(question.prompt, question.criteria, answer)
        choice = self.choose(opinions)
        if not set(quiet).isdisjoint(choice.nudges):
            others = self.choose([each for each in opinions if each.mark.criterion not in quiet])
            choice = Choice(choice.praise, others.nudges)
        quotes = {each.mark.criterion: each.quote for each in opinions}
        praise = Praise(choice.praise, quotes[choice.praise]) if choice.praise else None
        nudges = tuple(
            Nudge(each, question.nudges.get(each) or rubric.criteria[each].nudge)
            for each in choice.nudges
        )
        return Judgement(tuple(each.mark for each in opinions), Hint(praise, nudges))

    def _opinion(self, read: Answer, criterion: str) -> Opinion:
        if read.vocabulary < FEWEST_WORDS:
            return Opinion(Mark(criterion, Level.MISSING, "", "too little"), Chances(0, 0), "")
        group = self._signals.of[criterion].group
        chances = self._model.chances(criterion, features.under(read, criterion, group))
        best = _best(read.hits.get(criterion, ()))
        level = ordinal.level(chances, worded=best is not None)
        if level is Level.MISSING:
            return Opinion(Mark(criterion, level, "", _rule(best)), chances, "")
        evidence = _evidence(read, best)
        quote = _quote(read.text, best) if best and best.does else ""
        mark = Mark(criterion, level, evidence, _rule(best))
        return Opinion(mark, chances, quote)


def _best(hits: Sequence[Hit]) -> Hit | None:
    """Give the hit to show: one that does it before one that says it, then the more concrete."""
    return max(hits, key=lambda hit: (hit.does, hit.reading.solid), default=None)


def _evidence(read: Answer, best: Hit | None) -> str:
    """Give the unit that decided; without a phrase it is the most concrete one."""
    reading = best.reading if best else max(read.readings, key=lambda each: each.solid)
    return read.text[reading.unit.start : reading.unit.end]


def _quote(text: str, hit: Hit) -> str:
    """Give at most QUOTE_WORDS of a sentence, from its beginning if they reach the hit."""
    words = hit.reading.unit.words
    late = hit.span[1] > QUOTE_WORDS
    start = max(0, min(hit.span[0], len(words) - QUOTE_WORDS)) if late else 0
    last = words[min(len(words), start + QUOTE_WORDS) - 1]
    quote = text[words[start].start : last.end]
    closes = quote.count('"') % 2 and text[last.end : last.end + 1] == '"'
    return f'{quote}"' if closes else quote


def _rule(best: Hit | None) -> str:
    """Name what decided, for *Why?*."""
    if best is None:
        return "no known words for it"
    return f"{'does' if best.does else 'names'}: {best.phrase.words}"
