"""What is wrong with a question file: where, why, and what may have been meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file; line 0 stands for the file as a whole."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


def nearest(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Give the known words that look most like this one, the likeliest first."""
    if len(word) > LONGEST_WORD:  # comparing costs the product of the lengths
        return ()
    return tuple(get_close_matches(word.lower(), list(known), n=most))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give " Did you mean 'z'?", or nothing where no known word is near."""
    near = nearest(word, known, 1)
    return f". Did you mean '{near[0]}'?" if near else ""


def quoted(word: str) -> str:
    """Show what somebody wrote on one line, cut where it is long."""
    return repr(word if len(word) <= LONGEST_WORD else word[:LONGEST_WORD] + "…")
