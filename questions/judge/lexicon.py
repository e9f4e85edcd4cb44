"""What single words weigh, for each criterion; learned by `fit.py`, read from two files."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent.parent / "rubric" / "signals" / "lexicon.json"
EVERY = "*"
"""The column for what a word weighs whichever the criterion."""

_STEPS = 127  # of a signed byte, either way

Vector = Sequence[tuple[int, float]]
"""The words of a text that the lexicon knows, each once, with weights whose squares add to 1."""


@dataclass(frozen=True, slots=True)
class Table:
    """A weight per column and word, column by column: one signed byte each, times `scale`."""

    scale: float
    weights: Sequence[int]

    @classmethod
    def of(cls, weights: Sequence[float]) -> "Table":
        """Round weights to what a byte can hold."""
        scale = max((abs(each) for each in weights), default=0.0) / _STEPS or 1.0
        return cls(scale, [round(each / scale) for each in weights])


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every known word with how rare it is, and tables of what words weigh."""

    words: Mapping[str, int]
    rarity: Sequence[float]
    columns: Mapping[str, int]
    tables: Mapping[str, Table]

    def vector(self, entries: Iterable[str]) -> Vector:
        """Turn the words of a text into a vector of length 1; unknown words are left out."""
        places = sorted({self.words[each] for each in entries if each in self.words})
        length = math.sqrt(sum(self.rarity[place] ** 2 for place in places))
        return [(place, self.rarity[place] / length) for place in places]

    def weigh(self, table: str, column: str, vector: Vector) -> float:
        """Give what the words of a text weigh together."""
        scale, weights = self.column(table, column)
        return scale * sum([share * weights[place] for place, share in vector])

    def column(self, table: str, column: str) -> tuple[float, Sequence[int]]:
        """Give what every word weighs for a column, times the scale that comes with it."""
        known, at = self.tables[table], self.columns[column]
        return known.scale, known.weights[at * len(self.words) : (at + 1) * len(self.words)]

    def weightiest(self, table: str, column: str, entries: Iterable[str], most: int) -> list[str]:
        """Give the words of a text that speak most for a column, the weightiest first."""
        found = (
            (self.weigh(table, column, [(place, share)]), entry)
            for entry in set(entries)
            for place, share in self.vector([entry])
        )
        return [entry for weight, entry in sorted(found, reverse=True)[:most] if weight > 0]


def entry(form: str) -> str:
    """Give the word under which a form is known: every number is the same."""
    return "0" if form[0].isdigit() or form[0] in "£$€" else form


def load(path: Path = FILE) -> Lexicon:
    """Read the shipped lexicon: a JSON file, and the tables in a binary one beside it."""
    stored = json.loads(path.read_text("utf-8"))
    words, columns = stored["words"].split(" "), stored["columns"]
    every = memoryview(path.with_suffix(".bin").read_bytes()).cast("b")
    size = len(words) * len(columns)
    tables = {
        name: Table(scale, every[place * size : (place + 1) * size])
        for place, (name, scale) in enumerate(stored["tables"].items())
    }
    return Lexicon(
        {word: place for place, word in enumerate(words)},
        stored["rarity"],
        {name: place for place, name in enumerate(columns)},
        tables,
    )


def save(lexicon: Lexicon, path: Path = FILE) -> None:
    """Write a lexicon as `load` reads it."""
    stored = {
        "columns": list(lexicon.columns),
        "tables": {name: table.scale for name, table in lexicon.tables.items()},
        "words": " ".join(lexicon.words),
        "rarity": [round(each, 2) for each in lexicon.rarity],
    }
    path.write_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    weights = (weight % 256 for table in lexicon.tables.values() for weight in table.weights)
    path.with_suffix(".bin").write_bytes(bytes(weights))
