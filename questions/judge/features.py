"""What can be counted about an answer, and about an answer under one criterion."""

import math
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from questions.judge.lexicon import entry
from questions.judge.phrases import Phrase, denied
from questions.judge.signals import Signals
from questions.judge.text import COMMON, Unit, units

_PLAIN = ("figure", "condition", "role", "act", "do", "order", "reason", "contrast", "example")
_HOLLOW = ("promise", "slogan", "hypothetical", "refuse")
_COUNTED = (*_PLAIN, *_HOLLOW, "first", "honest", "we")
ATOMS = (*_PLAIN, *_HOLLOW)

_COURTESY = """
great good nice lovely interesting excellent fair tough question questions thanks thank ask
asking hi hello hey dear everyone all team folks morning today hope helps help answers answer
answered happy glad deeper further go going wherever like share sorry cheers best regards well
okay ok right sure really much let know think see here feel free
"""
COURTESY = COMMON | frozenset(_COURTESY.split())
"""A sentence of such words alone is a courtesy: it says nothing, so it counts for nothing."""

LEAST_KNOWN = 0.4
"""A sentence of which fewer words than this share are known is noise, or another language."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One unit as read: the atoms in it, how concrete it is, and its words for the lexicon.

    A denied word is an entry of its own, marked.
    """

    unit: Unit
    atoms: Mapping[str, int]
    solid: float
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a unit; `does` when it shows a criterion, else it only names it."""

    reading: Reading
    phrase: Phrase
    does: bool
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as read once, for every criterion."""

    text: str
    readings: tuple[Reading, ...]
    hits: Mapping[str, Sequence[Hit]]
    vocabulary: int
    profile: Mapping[str, float]


Known = Callable[[str, Phrase], bool]


def read(
    question: str,
    text: str,
    signals: Signals,
    known: Known | None = None,
    words: Container[str] | None = None,
) -> Answer:
    """Read an answer: cut it, leave out what only restates the question, find phrases, count.

    `known` says which phrases may count; fitting leaves out those seen in one question only.
    `words` are those of the lexicon; a unit that has hardly any of them is left out.
    """
    asked = frozenset(_content(question))
    pasted = {tuple(piece.forms) for piece in units(question)}
    pieces = [
        piece
        for piece in _once(units(text))
        if not _restated(piece, asked)
        and tuple(piece.forms) not in pasted
        and not COURTESY.issuperset(piece.forms)
    ]
    if words is not None:
        pieces = [piece for piece in pieces if _understood(piece, words)]
    total = sum(len(piece.words) for piece in pieces)
    readings: list[Reading] = []
    hits: dict[str, list[Hit]] = {}
    seen = 0
    for piece in pieces:
        found = signals.matcher.find(piece, asked)
        uses = [
            use
            for index in found
            for use in signals.uses.get(index, ())
            if len(use.phrase.sequences) == 1 or all(each in found for each in use.phrase.sequences)
        ]
        atoms = Counter(use.name for use in uses if use.kind == "atom")
        reading = Reading(piece, atoms, _solid(piece, atoms), _entries(piece))
        opening = seen <= max(25, 0.4 * total)
        readings.append(reading)
        seen += len(piece.words)
        for use in uses:
            if use.kind == "atom" or (known and not known(use.name, use.phrase)):
                continue
            does = use.kind == "does" and (opening or not signals.of[use.name].opening)
            hits.setdefault(use.name, []).append(
                Hit(reading, use.phrase, does, found[use.phrase.sequences[0]])
            )
    profile = _profile(readings, hits, asked)
    own = {word.form for piece in pieces for word in piece.words} - COMMON - asked
    return Answer(text, tuple(readings), hits, len(own), MappingProxyType(profile))


def _once(pieces: Sequence[Unit]) -> list[Unit]:
    """Keep what is said the first time: repeating a sentence adds nothing."""
    first: dict[tuple[str, ...], Unit] = {}
    for piece in pieces:
        first.setdefault(tuple(piece.forms), piece)
    return list(first.values())


def _understood(piece: Unit, words: Container[str]) -> bool:
    understood = sum(entry(form) in words or form in COMMON for form in piece.forms)
    return piece.code or understood >= LEAST_KNOWN * len(piece.words)


def _entries(piece: Unit) -> tuple[str, ...]:
    return tuple(
        f"¬{word.form}" if word.form not in COMMON and denied(piece, place) else entry(word.form)
        for place, word in enumerate(piece.words)
    )


def _content(text: str) -> list[str]:
    return [
        word.form
        for piece in units(text)
        for word in piece.words
        if word.form not in COMMON and len(word.form) > 2  # noqa: PLR2004 - particles
    ]


def _restated(piece: Unit, asked: frozenset[str]) -> bool:
    """Whether a unit says little but the question's own words."""
    content = [form for form in piece.forms if form not in COMMON]
    if len(content) < 4:  # noqa: PLR2004 - too short to tell
        return False
    return sum(form in asked for form in content) >= 0.65 * len(content)


def _solid(piece: Unit, atoms: Mapping[str, int]) -> float:
    """How concrete a unit is, from 0 to 1: what is done, by whom, when, how much; not praise."""
    if piece.code:
        return 0.6
    score = (
        0.9 * min(atoms.get("figure", 0), 2)
        + 0.8 * min(atoms.get("condition", 0), 2)
        + 0.5 * min(atoms.get("role", 0), 2)
        + 0.9 * min(atoms.get("act", 0), 1)
        + 0.6 * min(atoms.get("do", 0), 3)
        + 0.4 * min(atoms.get("order", 0), 2)
        + 0.5 * min(atoms.get("reason", 0), 1)
        + 0.5 * min(atoms.get("contrast", 0), 2)
        + 0.3 * min(atoms.get("example", 0), 1)
        - 1.2 * min(atoms.get("slogan", 0), 3)
        - 0.8 * min(atoms.get("promise", 0), 3)
        - 1.5 * min(atoms.get("hypothetical", 0), 2)
        - 0.7 * min(atoms.get("refuse", 0), 1)
        - 0.8 * listed(piece)
    )
    return 1 / (1 + math.exp(1.6 - score))


def listed(piece: Unit) -> float:
    """How much a unit is a list of nouns: many commas, few joining words."""
    if piece.commas < 3 or piece.code:  # noqa: PLR2004 - two commas are a sentence
        return 0.0
    small = sum(form in COMMON for form in piece.forms) / len(piece.words)
    return max(0.0, min(1.0, (0.45 - small) * 4))


def _profile(
    readings: Sequence[Reading], hits: Mapping[str, Sequence[Hit]], asked: frozenset[str]
) -> dict[str, float]:
    words = [word for each in readings for word in each.unit.words]
    total = max(1, len(words))
    counts = {name: sum(each.atoms.get(name, 0) for each in readings) for name in _COUNTED}
    content = [word.form for word in words if word.form not in COMMON]
    letters = [len(form) for form in content if form.isalpha()]
    rate = {f"rate_{name}": min(1.0, 12 * counts[name] / total) for name in _COUNTED}
    some = {f"some_{name}": min(1.0, counts[name] / 4) for name in (*_PLAIN, "first")}
    solid = [each.solid for each in readings]
    weights = [len(each.unit.words) for each in readings]
    weighed = sum(s * w for s, w in zip(solid, weights, strict=True)) / max(1, sum(weights))
    doing = [hit for each in hits.values() for hit in each if hit.does]
    places = {hit.reading.unit.start for hit in doing}
    solid_doing = sum(s for s, e in zip(solid, readings, strict=True) if e.unit.start in places)
    return {
        **rate,
        **some,
        "length": math.log(1 + total) / 6,
        "short": float(total < 70),  # noqa: PLR2004 - two or three sentences
        "solid_mean": weighed,
        "solid_count": min(1.0, sum(each > 0.6 for each in solid) / 8),  # noqa: PLR2004
        "solid_best": max(solid, default=0.0),
        "word_length": sum(letters) / max(1, len(letters)) / 6,
        "long_words": 3 * sum(each > 8 for each in letters) / max(1, len(letters)),  # noqa: PLR2004
        "latin_words": 4 * sum(map(_abstract, content)) / max(1, len(content)),
        "small_words": 1 - len(content) / total,
        "listed": sum(listed(e.unit) * len(e.unit.words) for e in readings) / total,
        "code": sum(e.unit.code for e in readings) / max(1, len(readings)),
        "unit_length": total / max(1, len(readings)) / 20,
        "asked": min(1.0, len(asked & set(content)) / max(4, len(asked)) * 2),
        "doing_share": len(places) / max(1, len(readings)),
        "doing_kinds": min(1.0, len({hit.phrase.words for hit in doing}) / 40),
        "doing_rate": min(1.0, 4 * len({hit.phrase.words for hit in doing}) / total),
        "doing_width": sum(any(h.does for h in e) for e in hits.values()) / 20,
        "doing_solid": min(1.0, solid_doing / 6),
        "varied": len(set(content)) / max(1, len(content)),
    }


def _abstract(form: str) -> bool:
    return len(form) > 6 and form.endswith(  # noqa: PLR2004 - "city", "nation" are things
        ("tion", "tions", "ment", "ity", "ness", "ance", "ence", "ive", "ization", "able", "ency")
    )


def under(answer: Answer, criterion: str, group: str) -> dict[str, float]:
    """Count an answer's hits on one criterion, beside the answer's own profile."""
    found = answer.hits.get(criterion, ())
    does = [hit for hit in found if hit.does]
    says = [hit for hit in found if not hit.does]
    solid_does = max((hit.reading.solid for hit in does), default=0.0)
    solid_says = max((hit.reading.solid for hit in says), default=0.0)
    by_unit: dict[int, int] = {}
    for hit in does:
        by_unit[hit.reading.unit.start] = by_unit.get(hit.reading.unit.start, 0) + 1
    profile = answer.profile
    weight = sum(sorted((h.reading.solid for h in _best_of_units(does)), reverse=True)[:3])
    return {
        **profile,
        "does": float(bool(does)),
        "does_kinds": min(1.0, len({hit.phrase for hit in does}) / 4),
        "does_units": min(1.0, len(by_unit) / 3),
        "does_dense": min(1.0, max(by_unit.values(), default=0) / 3),
        "does_solid": solid_does,
        "does_weight": weight / 2,
        "says": float(bool(says)),
        "says_kinds": min(1.0, len({hit.phrase for hit in says}) / 4),
        "says_units": min(1.0, len({hit.reading.unit.start for hit in says}) / 3),
        "says_solid": solid_says,
        "says_hollow": float(bool(says)) * (1 - solid_says),
        "both": float(bool(does) and bool(says)),
        "nothing": float(not found),
        "does*solid_mean": float(bool(does)) * profile["solid_mean"],
        "says*solid_mean": float(bool(says)) * profile["solid_mean"],
        "does*latin": float(bool(does)) * profile["latin_words"],
        "does*slogan": float(bool(does)) * profile["rate_slogan"],
        "weight*length": weight * profile["length"] / 2,
        f"solid_mean@{group}": profile["solid_mean"],
        f"does_weight@{group}": weight / 2,
        f"doing_rate@{group}": profile["doing_rate"],
        "does*doing": float(bool(does)) * profile["doing_rate"],
        "says*doing": float(bool(says)) * profile["doing_rate"],
        f"length@{group}": profile["length"],
        f"act@{group}": profile["some_act"],
        f"figure@{group}": profile["some_figure"],
        f"slogan@{group}": profile["rate_slogan"],
    }


def _best_of_units(does: Sequence[Hit]) -> list[Hit]:
    best: dict[int, Hit] = {}
    for hit in does:
        best.setdefault(hit.reading.unit.start, hit)
    return list(best.values())
