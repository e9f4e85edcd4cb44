"""Mistakes that show in what is said: declared in `questions/rubric/signs.json`.

A mistake is seen where its sign stands in enough different phrases (`with` another cue in the same
sentence or in a bullet, where one is declared), and nothing that would excuse it: not anywhere in
the answer (`unless`), not in the same sentence (`beside`) and not earlier (`before`).
Nothing here changes a level.
"""

import json
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questions.judge.phrases import Matcher, Phrase
from questions.judge.text import LIMIT, Unit, units

SIGNS = Path(__file__).parent.parent / "rubric" / "signs.json"
NOT_SO = 3
"""How many words after a sign a "not" still turns it round."""

ASIDE = "aside"
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}


@dataclass(frozen=True, slots=True)
class Rule:
    """When a mistake is seen; `since` and `until` are shares of the answer's words.

    `asking`: it shows in what the answer asks, too.
    """

    id: str
    criterion: str
    sign: frozenset[str]
    least: int
    in_reply: int
    beside_it: frozenset[str]
    unless: frozenset[str]
    beside: frozenset[str]
    before: frozenset[str]
    since: float
    until: float
    words: int
    asking: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What comes first in a category: where `rule` is broken, the first of these that is asked."""

    rule: str
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A mistake seen in an answer, and the unit and words in which it shows first."""

    id: str
    criterion: str
    unit: Unit
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Found:
    cue: str
    words: str
    unit: Unit
    span: tuple[int, int]
    at: int
    void: bool
    asked: bool


class Mistakes:
    """Sees mistakes; built once, holds only what it read from its own file."""

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self._matcher = Matcher(declared["classes"])
        self._uses: dict[int, list[tuple[Phrase, str]]] = {}
        for name, listed in {**declared["cues"], ASIDE: declared[ASIDE]}.items():
            for phrase in map(self._matcher.phrase, listed):
                self._uses.setdefault(phrase.sequences[0], []).append((phrase, name))
        self._rules = {
            name: Rule(
                id=name,
                criterion=fields["criterion"],
                sign=frozenset(fields["sign"]),
                least=fields.get("least", 1),
                in_reply=fields.get("reply", fields.get("least", 1)),
                beside_it=frozenset(fields.get("with", ())),
                unless=frozenset(fields.get("unless", ())),
                beside=frozenset(fields.get("beside", ())),
                before=frozenset(fields.get("before", ())),
                since=fields.get("from", 0.0),
                until=fields.get("until", 1.0),
                words=fields.get("words", 0),
                asking=fields.get("asking", False),
            )
            for name, fields in declared["mistakes"].items()
        }
        self._orders = {
            category: tuple(Order(each["rule"], tuple(each["first"])) for each in listed)
            for category, listed in declared["orders"].items()
        }

        self._steps = {
            category: tuple(map(tuple, listed)) for category, listed in declared["steps"].items()
        }

    @classmethod
    def load(cls, path: Path = SIGNS) -> "Mistakes":
        """Read the shipped signs."""
        return cls(json.loads(path.read_text("utf-8")))

    def steps(self, category: str) -> tuple[tuple[str, ...], ...]:
        """Give the criteria that each step of a category's framework listens for."""
        return self._steps.get(category, ())

    @property
    def criteria(self) -> dict[str, str]:
        """Give the mistakes that it can see, each with the criterion that it concerns."""
        return {rule.id: rule.criterion for rule in self._rules.values()}

    def seen(
        self, question: str, answer: str, pieces: Sequence[Unit], *, reply: bool = False
    ) -> dict[str, Seen]:
        """Give the mistakes that show in an answer, cut into `pieces`; a `reply` is shorter."""
        total = sum(len(piece.words) for piece in pieces)
        asked = frozenset(word.form for piece in units(question) for word in piece.words)
        found = self._find(answer, pieces, asked)
        seen = (_see(rule, found, total, reply=reply) for rule in self._rules.values())
        return {each.id: each for each in seen if each is not None}

    def concerned(
        self, category: str, criteria: Sequence[str], seen: Mapping[str, Seen]
    ) -> dict[str, Seen]:
        """Give the criteria asked that a mistake concerns, those of the category's order first."""
        concerned: dict[str, Seen] = {}
        for order in self._orders.get(category, ()):
            first = next((each for each in order.first if each in criteria), None)
            if order.rule in seen and first is not None:
                concerned.setdefault(first, seen[order.rule])
        for each in seen.values():
            if each.criterion in criteria:
                concerned.setdefault(each.criterion, each)
        return concerned

    def _find(self, answer: str, pieces: Sequence[Unit], asked: frozenset[str]) -> list[_Found]:
        found: list[_Found] = []
        quoted = _quoted(answer[:LIMIT])
        begins = [begin for begin, _ in quoted]
        at = 0
        for piece in pieces:
            here = self._matcher.find(piece, frozenset())
            uses = [
                (phrase, name, here[phrase.sequences[0]])
                for index in here
                for phrase, name in self._uses.get(index, ())
                if all(each in here for each in phrase.sequences)
            ]
            asides = [span for _, name, span in uses if name == ASIDE]
            found += [
                _Found(
                    name,
                    phrase.words,
                    piece,
                    span,
                    at + span[0],
                    piece.code
                    or any(not (span[0] <= a <= b <= span[1]) for a, b in asides)
                    or _turned_round(piece, span)
                    or all(piece.words[n].form in asked for n in range(span[0], span[1] + 1))
                    or _within(piece.words[span[0]].start, begins, quoted),
                    piece.words[-1].form == "?",
                )
                for phrase, name, span in uses
            ]
            at += len(piece.words)
        return found


def _see(rule: Rule, found: Sequence[_Found], total: int, *, reply: bool) -> Seen | None:
    """Tell whether a rule is broken, and where that shows first."""
    if total < rule.words or any(each.cue in rule.unless for each in found):
        return None
    excused = {each.unit.start for each in found if each.cue in rule.beside}
    joined = {each.unit.start for each in found if each.cue in rule.beside_it or each.unit.bullet}
    signs = [
        each
        for each in found
        if each.cue in rule.sign
        and each.unit.start not in excused
        and (not rule.beside_it or each.unit.start in joined)
        and not each.void
        and (rule.asking or not each.asked)
    ]
    if _kinds(signs) < (rule.in_reply if reply else rule.least):
        return None
    first = min(signs, key=lambda each: each.at)
    earliest = min(each.at for each in found if each.cue in rule.sign)
    if not rule.since * total <= earliest or first.at > rule.until * total:
        return None
    if any(each.cue in rule.before and each.at < first.at for each in found):
        return None
    return Seen(rule.id, rule.criterion, first.unit, first.span)


def _kinds(signs: Sequence[_Found]) -> int:
    """Count different signs; of several in the same words one counts."""
    kinds: set[str] = set()
    past = -1
    for each in sorted(signs, key=lambda each: (each.at, each.span)):
        if each.at > past:
            kinds.add(each.words)
            past = each.at + each.span[1] - each.span[0]
    return len(kinds)


def _turned_round(piece: Unit, span: tuple[int, int]) -> bool:
    """Whether a "not" follows a sign, as in "encryption does not"."""
    return any(word.form == "not" for word in piece.words[span[1] + 1 : span[1] + 1 + NOT_SO])


def _within(place: int, begins: Sequence[int], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place stands in one of the spans, which are in order."""
    before = bisect(begins, place)
    return before > 0 and place < spans[before - 1][1]


def _quoted(answer: str) -> list[tuple[int, int]]:
    """Give where an answer quotes somebody, by the quotation marks of one line."""
    spans: list[tuple[int, int]] = []
    begun, closing = -1, ""
    for place, character in enumerate(answer):
        if character == "\n":
            begun = -1
        elif begun >= 0 and character == closing:
            spans.append((begun, place))
            begun = -1
        elif begun < 0 and character in _QUOTES:
            begun, closing = place, _QUOTES[character]
    return spans
