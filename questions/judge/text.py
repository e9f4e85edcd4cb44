"""Text as people type it in Slack, cut into words and units that still know their place."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LIMIT = 8_000
"""Only so many characters of an answer are judged."""

WRAPPED = 45
"""A line of so many characters without a stop goes on in the next line."""

LONGEST_UNIT = 34
"""A sentence of more words is cut where a joining word allows it: dictated text has no stops."""

_HIDDEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00"
# Every alternative runs over its characters once, and none contains another repeat: linear.
_TOKEN = re.compile(
    rf"(?P<skip><[@#!][^<>\s]*>|:[a-z0-9_+\-]{{1,40}}:)"
    rf"|(?P<link><(?:https?|mailto)[^<>\s|]*(?:\|[^<>]*)?>|https?://[^\s<>|]+)"
    rf"|(?P<number>[£$€]?\d+(?:[.,:]\d+)*[^\W\d_]*%?)"
    rf"|(?P<word>[^\W\d_{_HIDDEN}](?:[^\W_]|[\u0300-\u036f'’{_HIDDEN}])*)"
    r"|(?P<symbol><=|>=|->|[<>≤≥=→~?%+])"
    r"|(?P<stop>[.!?;:,()—–\"“”])",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(f"[{_HIDDEN}]")
_BULLET = re.compile(r"[ \t]*(?:[-*•◦▪–]|\d{1,2}[.)])[ \t]+")
_COMMON = """
a an and are as at be been but by can did do does for from get had has have he her how i if in
into is it its just me my no not of on one or our out over she so than that the their them then
there they this to up us was we were what when where which who will with would you your about
after all also any because before could more most only other same should some such tell time too
very want while yes ? = → < > ≤ ≥ ~ + %
"""
COMMON = frozenset(_COMMON.split())
"""Words that every text has, and that say nothing by themselves."""

_SYMBOLS = {"->": "→", "<=": "≤", ">=": "≥"}
_BREAKS = frozenset({".", "!", "?", ";"})
_WRITTEN = frozenset({"word", "number", "symbol"})
_JOINS = frozenset({"and", "but", "so", "because", "then", "which", "while", "although", "plus"})

_CONTRACTED = {"'d": "would", "'ll": "will", "'ve": "have", "'re": "are", "'m": "am"}
_TYPED = {
    "dont": ("do", "not"),
    "cant": ("can", "not"),
    "wont": ("will", "not"),
    "didnt": ("did", "not"),
    "wouldnt": ("would", "not"),
    "isnt": ("is", "not"),
    "doesnt": ("does", "not"),
    "couldnt": ("could", "not"),
    "shouldnt": ("should", "not"),
    "can't": ("can", "not"),
    "won't": ("will", "not"),
    "cannot": ("can", "not"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "thats": ("that", "is"),
    "gonna": ("going", "to"),
    "pts": ("patients",),
    "pt": ("patient",),
    "ppl": ("people",),
    "bc": ("because",),
    "w": ("with",),
    "docs": ("doctors",),
    "whilst": ("while",),
    "organisations": ("organizations",),
    "judgement": ("judgment",),
    "analyse": ("analyze",),
}
_IZE = re.compile(r"is(?=(?:e|es|ed|ing|er|ers|ation|ations|able)$)")
_NOT_IZE = (
    "rais",
    "promis",
    "precis",
    "exercis",
    "otherwis",
    "likewis",
    "advis",
    "revis",
    "supervis",
    "surpris",
    "enterpris",
    "compris",
    "premis",
    "expertis",
    "concis",
    "nois",
    "wis",
    "televis",
    "devis",
    "disguis",
    "franchis",
    "improvis",
    "compromis",
    "diseas",
    "pleas",
    "increas",
    "decreas",
    "releas",
    "purchas",
    "databas",
    "phras",
)
_BRITISH = (
    ("haemo", "hemo"),
    ("haema", "hema"),
    ("anaem", "anem"),
    ("paed", "ped"),
    ("leukaem", "leukem"),
    ("tumour", "tumor"),
    ("behaviour", "behavior"),
    ("favour", "favor"),
    ("colour", "color"),
    ("honour", "honor"),
    ("labour", "labor"),
    ("neighbour", "neighbor"),
    ("centre", "center"),
    ("programme", "program"),
    ("labell", "label"),
    ("modell", "model"),
    ("cancell", "cancel"),
    ("catalogue", "catalog"),
    ("licence", "license"),
    ("practis", "practic"),
    ("analysed", "analyzed"),
    ("analysing", "analyzing"),
    ("learnt", "learned"),
    ("oestr", "estr"),
    ("defence", "defense"),
    ("grey", "gray"),
)
_AMERICAN = dict(_BRITISH)
_BRITISH_PARTS = re.compile("|".join(_AMERICAN))


@dataclass(frozen=True, slots=True)
class Word:
    """One word in the form that is compared, and where it stands in the answer."""

    form: str
    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, a bullet or a line of code: the smallest piece that is judged on its own."""

    words: tuple[Word, ...]
    start: int
    end: int
    code: bool
    bullet: bool
    commas: int

    @property
    def forms(self) -> list[str]:
        """The words as they are compared."""
        return [word.form for word in self.words]


def fold(word: str) -> str:
    """Bring a lower-case word to one spelling, whichever side of the ocean it comes from."""
    word = _BRITISH_PARTS.sub(lambda found: _AMERICAN[found.group()], word)
    if len(word) > 6:  # noqa: PLR2004 - shorter words are not verbs in -ise
        match = _IZE.search(word)
        if match and not word[: match.end()].endswith(_NOT_IZE):
            word = word[: match.start()] + "iz" + word[match.end() :]
    return word


@lru_cache(maxsize=20_000)
def forms(raw: str) -> tuple[str, ...]:
    """Give the compared forms of one word as typed; a contraction has two."""
    plain = _INVISIBLE.sub("", raw)
    plain = unicodedata.normalize("NFKD", plain).replace("’", "'").casefold()
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    if plain in _TYPED:
        return _TYPED[plain]
    if plain.endswith("n't") and len(plain) > 3:  # noqa: PLR2004 - the ending itself
        return (plain[:-3], "not")
    for ending, full in _CONTRACTED.items():
        if plain.endswith(ending):
            return (plain[: -len(ending)], full)
    plain = plain.removesuffix("'s").strip("'").replace("'", "")
    return (fold(plain),) if plain else ()


def units(answer: str) -> list[Unit]:
    """Cut an answer into units, leaving out what it quotes from others."""
    found: list[Unit] = []
    for start, end, code in _lines(answer[:LIMIT]):
        found.extend(_units_of_line(answer, start, end, code=code))
    return found


def _lines(answer: str) -> Iterator[tuple[int, int, bool]]:
    """Give each line that is the writer's own, and whether it looks like code, fenced or not."""
    fenced = False
    start = 0
    while start <= len(answer):
        end = _line_end(answer, start)
        stripped = answer[start:end].lstrip()
        fences = stripped.count("```")
        quoted = stripped.startswith((">", "&gt;")) and not stripped.startswith((">=", "> ="))
        if not quoted or fenced:
            yield start, end, _is_code(stripped)
        if fences % 2:
            fenced = not fenced
        start = end + 1


def _line_end(answer: str, start: int) -> int:
    """Give where a line ends; one that was wrapped goes on in the next."""
    end = start
    while True:
        end = answer.find("\n", end)
        if end < 0:
            return len(answer)
        line, after = answer[start:end], answer[end + 1 : end + 40]
        last = line.rpartition("\n")[2].rstrip()
        wrapped = len(last) >= WRAPPED and last[-1] not in ".!?:;>`" and not _is_code(last)
        if not wrapped or not after.strip() or after[0] in "\n>&`" or _BULLET.match(after):
            return end
        end += 1


def _is_code(line: str) -> bool:
    signs = sum(each in "()[]{}=<>;" for each in line)
    return signs >= 3 and signs >= 0.05 * len(line)  # noqa: PLR2004 - more than prose has


def _units_of_line(answer: str, start: int, end: int, *, code: bool) -> Iterator[Unit]:
    marker = _BULLET.match(answer, start, end)
    bullet = marker is not None
    words: list[Word] = []
    clause = commas = 0
    for match in _TOKEN.finditer(answer, marker.end() if marker else start, end):
        kind, raw = match.lastgroup, match.group()
        ends = False
        if kind == "stop":
            clause += 1
            commas += raw == ","
            ends = raw in _BREAKS and _ends(answer, match.end(), end)
        elif kind in _WRITTEN:
            new = list(_words(match, clause))
            if _too_long(words, new):
                yield _unit(words, code=code, bullet=bullet, commas=commas)
                words, commas = [], 0
            words += new
            ends = raw == "?"
        if ends and not code and words:
            yield _unit(words, code=code, bullet=bullet, commas=commas)
            words, commas = [], 0
    if words:
        yield _unit(words, code=code, bullet=bullet, commas=commas)


def _words(match: re.Match[str], clause: int) -> Iterator[Word]:
    kind, raw, start = match.lastgroup, match.group(), match.start()
    wanted = forms(raw) if kind == "word" else (_SYMBOLS.get(raw, raw.casefold()),)
    for form in wanted:
        yield Word(form, start, start + len(raw), clause)


def _too_long(words: Sequence[Word], new: Sequence[Word]) -> bool:
    joins = bool(new) and new[0].form in _JOINS
    return len(words) >= (LONGEST_UNIT if joins else 2 * LONGEST_UNIT)


def _ends(answer: str, after: int, end: int) -> bool:
    """A stop ends a sentence when a space or the line's end follows, so "e.g." and 0.5 stay."""
    if after < end and answer[after].isupper():  # no space was typed; "U.S." is no end
        return answer[after - 3 : after - 1].isalpha()
    return after >= end or answer[after] in " \t\"”)*_'’"


def _unit(words: list[Word], *, code: bool, bullet: bool, commas: int) -> Unit:
    return Unit(tuple(words), words[0].start, words[-1].end, code, bullet, commas)
