"""Why a review counts less: it marks nothing apart, is copied, or came too soon to have read.

A doubt accuses nobody: the review is posted like any other, and only weighs half.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.rules import reading

APART = 4  # points from which on one level for all of them says little
# Of the bank's 366 strong answers the engine finds 348 to show so many of their points: a reviewer
# who finds them all shown there is right.
AGREES = 2 / 3
WORTH_COPYING = 6  # words; shorter ones are hit upon twice
RUN = 2  # words in a row by which texts are compared
NEARLY = 0.75  # share of such runs from which on a text is another's
# Most adults read English non-fiction at 175 to 300 words a minute (Brysbaert 2019, Journal of
# Memory and Language 109); a third more gives quick readers the benefit of the doubt.
WORDS_A_MINUTE = 400
READ_AT_LEAST = timedelta(seconds=10)
READ_AT_MOST = timedelta(minutes=1)  # a longer answer may have been read in its thread before


class Doubt(StrEnum):
    """Why a review counts less."""

    BLANKET = "blanket"
    COPIED = "copied"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Written:
    """What a reviewer wrote: one strength, and one suggestion."""

    strength: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Given:
    """A review with all that is known around it.

    `engine` are the engine's levels. `before` are the reviewer's earlier reviews, and others' of
    the same answer; `shown` the other texts that they had before them: hints, the form's own words.
    `took` is the time since the form was opened; None where that is not known.
    """

    levels: Mapping[str, int]
    engine: Mapping[str, int]
    written: Written
    answer: str
    before: Sequence[Written] = ()
    shown: Sequence[str] = ()
    took: timedelta | None = None


def doubts(given: Given) -> tuple[Doubt, ...]:
    """Give every reason for which a review counts less; none where it counts in full."""
    found = {
        Doubt.BLANKET: _is_blanket(given),
        Doubt.COPIED: _is_copied(given),
        Doubt.INSTANT: given.took is not None and given.took < reading_time(given.answer),
    }
    return tuple(doubt for doubt, is_so in found.items() if is_so)


def reading_time(text: str) -> timedelta:
    """Give the least time in which somebody can have read a text."""
    quick = timedelta(minutes=reading.words(text) / WORDS_A_MINUTE)
    return min(max(quick, READ_AT_LEAST), READ_AT_MOST)


def _is_blanket(given: Given) -> bool:
    """Say whether all points got one level, and the engine does not find most of them there."""
    if len(given.levels) < APART or len(set(given.levels.values())) > 1:
        return False
    same = sum(given.engine.get(each) == level for each, level in given.levels.items())
    return same < AGREES * len(given.levels)


def _is_copied(given: Given) -> bool:
    """Say whether the two texts were written before, or one of them that is long enough to tell."""
    own = _both(given.written)
    if any(own == _both(each) for each in given.before):
        return True
    sources = [given.answer, *given.shown]
    sources += [text for each in given.before for text in (each.strength, each.suggestion)]
    runs = [_runs(text) for text in sources]
    return any(
        _is_from(text, sources, runs) for text in (given.written.strength, given.written.suggestion)
    )


def _both(written: Written) -> tuple[str, str]:
    return reading.bare(written.strength), reading.bare(written.suggestion)


def _is_from(text: str, sources: Sequence[str], runs: Iterable[frozenset[str]]) -> bool:
    if reading.words(text) < WORTH_COPYING:
        return False
    if reading.repeats(text, sources):
        return True
    own = _runs(text)
    return any(len(own & other) >= NEARLY * len(own) for other in runs) if own else False


def _runs(text: str) -> frozenset[str]:
    words = reading.bare(text).split()
    return frozenset(" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
