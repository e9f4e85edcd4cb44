"""The engine: an answer and criteria in; levels, evidence and what to say about them out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from questions.judge import features, hints, ordinal, signals
from questions.judge.features import Answer, Hit, Known
from questions.judge.hints import Step
from questions.judge.mistakes import SIGNS, Mistakes, Seen
from questions.judge.ordinal import Chances, Ordinal, Weighed
from questions.judge.sentences import Score
from questions.judge.signals import Signals
from questions.model import Hint, Judgement, Level, Mark, Praise, Question, Rubric

QUOTE_WORDS = 25
FEWEST_QUOTED = 5
FEWEST_WORDS = 4
"""Fewer different words of one's own, beside the question's, are no answer."""

# Chosen on questions left out whole (see fit.py): the lowest that keep nudges and praise right.
FIRST_NUDGE = 0.7
SECOND_NUDGE = 0.97
PRAISE = 0.85

WORTH_OF_MISSING = 0.1
WORTH_OF_PLACE = 0.02
"""A question asks first what matters most to it."""


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


@dataclass(frozen=True, slots=True)
class Considered:
    """An answer as read and judged, the mistakes that concern criteria, and what to say."""

    read: Answer
    opinions: tuple[Opinion, ...]
    mistakes: Mapping[str, Seen]
    choice: Choice


class Judge:
    """Judges answers; built once, holds only what it read from its own files."""

    def __init__(
        self, known: Signals, model: Ordinal, version: str = "", mistakes: Mistakes | None = None
    ) -> None:
        self._signals = known
        self._model = model
        self._mistakes = mistakes or Mistakes.load()
        self.version = version  # kept with every mark: which signals and weights gave it

    @classmethod
    def load(cls) -> "Judge":
        """Build the judge from the shipped signals and weights."""
        digest = blake2b(digest_size=6)
        for path in (*sorted(signals.FOLDER.glob("*.[jb]*")), SIGNS):
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
        return self._opinions(self._read(question, answer, known), criteria)

    def _read(self, question: str, answer: str, known: Known | None = None) -> Answer:
        return features.read(question, answer, self._signals, known, self._model.lexicon.words)

    def _opinions(self, read: Answer, criteria: Sequence[str]) -> tuple[Opinion, ...]:
        if read.vocabulary < FEWEST_WORDS:
            nothing = (Mark(each, Level.MISSING, "", "too little") for each in criteria)
            return tuple(Opinion(mark, Chances(0, 0), "") for mark in nothing)
        weighed = self._model.weigh(read)
        return tuple(self._opinion(weighed, criterion) for criterion in criteria)

    def marks(self, question: str, criteria: Sequence[str], answer: str) -> tuple[Mark, ...]:
        """Give the level of each criterion, in their order, with the words that show it."""
        return tuple(each.mark for each in self.opinions(question, criteria, answer))

    def choose(self, opinions: Sequence[Opinion], first: Sequence[str] = ()) -> Choice:
        """Choose what to say: only what is likely right, and nothing to fill a line.

        The nudges of criteria in `first` go before others, where they are likely right at all.
        """
        praised = [
            each
            for each in opinions
            if each.mark.level is Level.SHOWN and each.quote and each.chances.shown >= PRAISE
        ]
        praise = max(praised, key=lambda each: each.chances.shown, default=None)
        return Choice(praise.mark.criterion if praise else None, _nudges(opinions, first))

    def consider(
        self,
        question: str,
        category: str,
        criteria: Sequence[str],
        answer: str,
        *,
        quiet: Collection[str] = (),
        reply: bool = False,
    ) -> Considered:
        """Judge an answer, see its mistakes, and choose what to say; no nudge is on `quiet`."""
        read = self._read(question, answer)
        opinions = self._opinions(read, criteria)
        if read.vocabulary < FEWEST_WORDS:
            return Considered(read, opinions, {}, Choice(None, ()))
        pieces = [each.unit for each in read.readings]
        seen = self._mistakes.seen(question, answer, pieces, reply=reply)
        concerned = self._mistakes.concerned(category, criteria, seen)
        choice = self.choose(opinions, tuple(concerned))
        if not set(quiet).isdisjoint(choice.nudges):
            others = [each for each in opinions if each.mark.criterion not in quiet]
            choice = replace(choice, nudges=_nudges(others, tuple(concerned)))
        return Considered(read, opinions, concerned, choice)

    def judge(
        self,
        question: Question,
        answer: str,
        rubric: Rubric,
        quiet: Collection[str] = (),
        *,
        reply: bool = False,
    ) -> Judgement:
        """Judge an answer to a question of the bank, or a `reply` to its push-back; word the hint.

        No nudge is on `quiet`.
        """
        found = self.consider(
            question.prompt, question.category, question.criteria, answer, quiet=quiet, reply=reply
        )
        if not found.read.readings:  # another language: nothing was read, so nothing is missing
            return Judgement((), Hint(None, ()))
        of = {each.mark.criterion: each for each in found.opinions}
        praise = None
        if found.choice.praise is not None:
            best = of[found.choice.praise]
            praise = Praise(best.mark.criterion, best.quote)
        nudges = tuple(
            hints.nudge(question, rubric, found.read, of[each].mark, found.mistakes.get(each))
            for each in found.choice.nudges
        )
        return Judgement(tuple(each.mark for each in found.opinions), Hint(praise, nudges))

    def walk(self, question: Question, answer: str, rubric: Rubric) -> tuple[Step, ...]:
        """Say which steps of its category's framework an answer takes, in the framework's order."""
        texts = rubric.frameworks.get(question.category, ())
        read = self._read(question.prompt, answer)
        return tuple(
            hints.step(read, number, text, [each.mark for each in self._opinions(read, criteria)])
            for number, (text, criteria) in enumerate(
                zip(texts, self._mistakes.steps(question.category), strict=False), start=1
            )
        )

    def _opinion(self, weighed: Weighed, criterion: str) -> Opinion:
        read = weighed.read
        scores = weighed.scores(criterion)
        chances = weighed.chances(criterion, self._signals.of[criterion].group, scores)
        hits = read.hits.get(criterion, ())
        level = ordinal.level(chances, worded=bool(hits))
        if level is Level.MISSING:
            return Opinion(Mark(criterion, level, "", _rule(_best(hits))), chances, "")
        name = ordinal.STEPS[level - 1]
        place = max(range(len(scores)), key=lambda each: getattr(scores[each], name))
        reading = read.readings[place]
        best = _best([hit for hit in hits if hit.reading is reading])
        unit = reading.unit
        evidence = read.text[unit.start : unit.end]
        rule = _rule(best) if best else f"weighs: {', '.join(weighed.weightiest(criterion, place))}"
        quote = _quote(read, scores, hits) if level is Level.SHOWN else ""
        return Opinion(Mark(criterion, level, evidence, rule), chances, quote)


def _nudges(opinions: Sequence[Opinion], first: Sequence[str]) -> tuple[str, ...]:
    """Give up to two criteria to nudge: the first must be likely below shown, the second nearly so.

    Of several that are as good as certain the most valuable go first; else the most certain does.
    """
    below = [
        (each, _worth(each, place))
        for place, each in enumerate(opinions)
        if each.mark.level is not Level.SHOWN and 1 - each.chances.shown >= FIRST_NUDGE
    ]
    ahead = {criterion: place for place, criterion in enumerate(first)}
    ranked = sorted(below, key=lambda one: (ahead.get(one[0].mark.criterion, len(ahead)), -one[1]))
    sure = [each for each, _ in ranked if 1 - each.chances.shown >= SECOND_NUDGE]
    best = [each for each, _ in ranked if each in sure or each.mark.criterion in ahead][:1]
    best = best or sorted((each for each, _ in below), key=lambda each: each.chances.shown)[:1]
    best += [each for each in sure if each not in best][:1]
    return tuple(each.mark.criterion for each in best)


def _worth(opinion: Opinion, place: int) -> float:
    """How much a nudge is worth: sure, on what is not there at all, and asked early."""
    missing = opinion.mark.level is Level.MISSING
    return 1 - opinion.chances.shown + WORTH_OF_MISSING * missing - WORTH_OF_PLACE * place


def _best(hits: Sequence[Hit]) -> Hit | None:
    """Give the hit to show: one that does it before one that says it, then the more concrete."""
    return max(hits, key=lambda hit: (hit.does, hit.reading.solid), default=None)


def _quote(read: Answer, scores: Sequence[Score], hits: Sequence[Hit]) -> str:
    """Give the words to praise: of the best sentence that has enough to mean something."""
    for place in sorted(range(len(scores)), key=lambda each: -scores[each].shown):
        reading = read.readings[place]
        if scores[place].shown <= 0:
            break
        best = _best([hit for hit in hits if hit.reading is reading])
        quote = hints.excerpt(read.text, reading.unit, best.span if best else (0, 0), QUOTE_WORDS)
        if quote.count(" ") >= FEWEST_QUOTED - 1 and not reading.unit.code:
            return quote
    return ""


def _rule(best: Hit | None) -> str:
    """Name what decided, for *Why?*."""
    if best is None:
        return "no known words for it"
    return f"{'does' if best.does else 'names'}: {best.phrase.words}"
