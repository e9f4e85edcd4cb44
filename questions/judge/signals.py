"""The declared signals of every criterion, out of `questions/rubric/signals/*.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from questions.judge.phrases import Matcher, Phrase

FOLDER = Path(__file__).parent.parent / "rubric" / "signals"
GROUPS = ("systems", "product", "behavioural", "ml")


@dataclass(frozen=True, slots=True)
class Signal:
    """What names a criterion, and what does it; `opening` asks for it at the start."""

    criterion: str
    group: str
    says: tuple[Phrase, ...]
    does: tuple[Phrase, ...]
    opening: bool


@dataclass(frozen=True, slots=True)
class Signals:
    """Every signal, the atoms that tell how concrete a unit is, and the matcher of both."""

    of: Mapping[str, Signal]
    atoms: Mapping[str, tuple[Phrase, ...]]
    matcher: Matcher
    uses: Mapping[int, tuple["Use", ...]]


@dataclass(frozen=True, slots=True)
class Use:
    """What a phrase is declared for: a criterion, to do it or only to say it, or an atom."""

    phrase: Phrase
    name: str
    kind: str


def load(folder: Path = FOLDER) -> Signals:
    """Read and compile the signal files."""
    words = json.loads((folder / "words.json").read_text("utf-8"))
    matcher = Matcher(words["classes"])
    atoms = {name: tuple(map(matcher.phrase, listed)) for name, listed in words["atoms"].items()}
    of: dict[str, Signal] = {}
    for group in GROUPS:
        entries = json.loads((folder / f"{group}.json").read_text("utf-8"))
        for criterion, entry in entries.items():
            of[criterion] = Signal(
                criterion,
                group,
                tuple(map(matcher.phrase, entry["says"])),
                tuple(map(matcher.phrase, entry["does"])),
                opening=entry.get("where") == "opening",
            )
    return Signals(of, atoms, matcher, _uses(of, atoms))


def _uses(
    of: Mapping[str, Signal], atoms: Mapping[str, tuple[Phrase, ...]]
) -> dict[int, tuple[Use, ...]]:
    """Turn the files round: from the sequence that a phrase begins with to what it is for."""
    every = [Use(phrase, name, "atom") for name, listed in atoms.items() for phrase in listed]
    for signal in of.values():
        every += [Use(phrase, signal.criterion, "does") for phrase in signal.does]
        every += [Use(phrase, signal.criterion, "says") for phrase in signal.says]
    uses: dict[int, list[Use]] = {}
    for use in every:
        uses.setdefault(use.phrase.sequences[0], []).append(use)
    return {index: tuple(listed) for index, listed in uses.items()}
