"""Phrases as the signal files write them, compiled into one matcher without any regex.

A phrase is words with spaces between them. `word*` is any word that begins so, `a|b` either,
`<role>` a word of that class, ` .. ` up to four words in between, ` & ` another phrase in the
same unit. What a class has in it stands in `words.json`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questions.judge.text import Unit, fold

GAP = 4
"""How many words ` .. ` may skip, and how far a denial reaches."""

REMEMBERED = 20_000
"""How many word forms are kept in mind: enough for a language, bounded for noise."""

_NEGATORS = frozenset({"not", "no", "never", "without", "skip", "neither", "nor"})
_NEGATE_TO = frozenset({"mistake", "wrong", "pointless", "overkill", "refuse", "refuses"})
_NOT_NEGATED_BY = frozenset({"only", "just", "until", "before", "longer"})
_ALIASES = {"->": "→", "<=": "≤", ">=": "≥"}


@dataclass(frozen=True, slots=True)
class Run:
    """Element ids in order; `loose[i]` says that words may stand before element i."""

    elements: tuple[int, ...]
    loose: tuple[bool, ...]
    negates: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """What must all be found in one unit, and the words of the file, for *Why?*."""

    sequences: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Start:
    """The runs that begin with one element: alone, or by their second, right after or further."""

    alone: list[int]
    tight: dict[int, list[int]]
    loose: dict[int, list[int]]


class Matcher:
    """Knows every phrase it was given; finds those that stand in a unit."""

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        self._ids: dict[str, int] = {}
        self._exact: dict[str, set[int]] = {}
        self._prefixes: dict[str, set[int]] = {}
        self._sequences: list[Run] = []
        self._known: dict[str, int] = {}
        self._starts: dict[int, Start] = {}
        self._cache: dict[str, frozenset[int]] = {}
        self._classes = classes

    def phrase(self, words: str) -> Phrase:
        """Take in one phrase of a signal file."""
        return Phrase(tuple(self._sequence(part.strip()) for part in words.split("&")), words)

    def _sequence(self, words: str) -> int:
        if words in self._known:
            return self._known[words]
        elements: list[int] = []
        loose: list[bool] = []
        gap = negates = False
        for item in words.split():
            if item == "..":
                gap = True
                continue
            choices = [each for each in item.split("|") if each.strip(",:/.")]
            if not choices:
                continue
            negates = negates or any(each in _NEGATORS for each in choices)
            elements.append(self._element("|".join(choices)))
            loose.append(gap)
            gap = False
        index = len(self._sequences)
        self._sequences.append(Run(tuple(elements), tuple(loose), negates))
        self._known[words] = index
        start = self._starts.setdefault(elements[0], Start([], {}, {}))
        if len(elements) == 1:
            start.alone.append(index)
        else:
            then = start.loose if loose[1] else start.tight
            then.setdefault(elements[1], []).append(index)
        return index

    def _element(self, token: str) -> int:
        if token in self._ids:
            return self._ids[token]
        index = self._ids[token] = len(self._ids)
        for choice in token.split("|"):
            self._spell(choice.strip(",:").casefold(), index)
        return index

    def _spell(self, choice: str, index: int) -> None:
        if choice.startswith("<") and choice.endswith(">") and len(choice) > 2:  # noqa: PLR2004
            self._exact.setdefault(choice, set()).add(index)
            for member in self._classes.get(choice[1:-1], ()):
                self._spell(member, index)
        elif choice.endswith("*"):
            self._prefixes.setdefault(choice[:-1], set()).add(index)
        else:
            self._exact.setdefault(fold(_ALIASES.get(choice, choice)), set()).add(index)

    def _elements_of(self, form: str) -> frozenset[int]:
        known = self._cache.get(form)
        if known is not None:
            return known
        found = set(self._exact.get(form, ()))
        for length in range(1, min(len(form), 16) + 1):
            found |= self._prefixes.get(form[:length], set())
        for kind in _kinds(form):
            found |= self._exact.get(kind, set())
        answer = frozenset(found)
        if len(self._cache) < REMEMBERED:
            self._cache[form] = answer
        return answer

    def find(self, unit: Unit, muted: frozenset[str]) -> dict[int, tuple[int, int]]:
        """Give the sequences in a unit that are not denied, with the first and last word of each.

        Words in `muted`, those of the question, do not count when a sequence has no others.
        """
        ids = [self._elements_of(word.form) for word in unit.words]
        found: dict[int, tuple[int, int]] = {}
        for place, elements in enumerate(ids):
            for index in self._candidates(elements, ids[place + 1 : place + 2 + GAP]):
                if index in found:
                    continue
                run = self._sequences[index]
                last = _end_of(run, ids, place)
                if last < 0 or (not run.negates and denied(unit, place)):
                    continue
                if not all(unit.words[at].form in muted for at in range(place, last + 1)):
                    found[index] = (place, last)
        return found

    def _candidates(
        self, elements: frozenset[int], following: Sequence[frozenset[int]]
    ) -> Iterator[int]:
        """Give the runs that begin here and whose second word is within reach too."""
        reach = frozenset().union(*following)
        for element in elements:
            start = self._starts.get(element)
            if start is None:
                continue
            yield from start.alone
            if start.tight and following:
                for second in start.tight.keys() & following[0]:
                    yield from start.tight[second]
            if start.loose:
                for second in start.loose.keys() & reach:
                    yield from start.loose[second]


def _kinds(form: str) -> list[str]:
    """The classes that a word belongs to by its shape."""
    kinds: list[str] = []
    if form[0].isdigit() or form[0] in "£$€":
        kinds.append("<n>")
        if form.endswith("%"):
            kinds.append("<pct>")
        if form[0] in "£$€":
            kinds.append("<money-n>")
    if form.endswith("ed") and len(form) > 4:  # noqa: PLR2004 - "need", "feed" are no verbs in -ed
        kinds.append("<ed>")
    if form.endswith("ing") and len(form) > 4:  # noqa: PLR2004 - "thing"
        kinds.append("<ing>")
    return kinds


def _end_of(sequence: Run, ids: Sequence[frozenset[int]], place: int) -> int:
    """Give where a sequence that starts at `place` ends, or -1; each step looks at most GAP on."""
    at = place
    for element, loose in zip(sequence.elements[1:], sequence.loose[1:], strict=True):
        reach = range(at + 1, min(at + 2 + (GAP if loose else 0), len(ids)))
        at = next((each for each in reach if element in ids[each]), -1)
        if at < 0:
            return -1
    return at


def denied(unit: Unit, place: int) -> bool:
    """Say whether a negation stands shortly before a word, in the same clause."""
    clause = unit.words[place].clause
    for before in range(place - 1, max(-1, place - 1 - GAP), -1):
        word = unit.words[before]
        if word.clause != clause:
            return False
        if word.form in _NEGATE_TO and unit.words[before + 1].form == "to":
            return True
        if word.form in _NEGATORS:
            return unit.words[before + 1].form not in _NOT_NEGATED_BY
    return False
