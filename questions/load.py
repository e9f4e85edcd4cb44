"""YAML to the model: every problem is collected with file, line and reason; the rest loads."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questions import prepared
from questions.fields import Fields
from questions.frozen import thaw
from questions.model import TRACKS, Criterion, Mistake, Question, Rubric
from questions.problem import Problem, did_you_mean
from questions.safe_yaml import MOST_BYTES, MOST_NODES, Note, read
from questions.schema import is_sound, question

HERE = Path(__file__).parent
SHIPPED = HERE / "tracks"
RUBRIC = HERE / "rubric"
GROUPS = ("systems.yaml", "product.yaml", "behavioural.yaml", "ml.yaml")
RUBRIC_FILES = ("criteria.yaml", "mistakes.yaml", "frameworks.yaml", *GROUPS)
PREPARED_RUBRIC = "rubric.json"


class RubricError(ValueError):
    """The rubric that comes with Rounds cannot be read: its last edit broke it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("The rubric cannot be read.\n" + "\n".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """The questions that are sound, what is wrong with the others, and where each stands."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    places: Mapping[str, Place]


def load_questions(folders: Sequence[Path], rubric: Rubric) -> Loaded:
    """Load the questions of the folders (or files) in order; an id belongs to its first user."""
    questions: dict[str, Question] = {}
    problems: list[Problem] = []
    places: dict[str, Place] = {}
    for path in _yaml_files(folders, problems):
        file = shown_path(path)
        found, notes = _read_file(path, rubric)
        for line, each in found:
            if each.id in questions:
                first = places[each.id]
                reason = f"question '{each.id}': the id is taken by {first.file}:{first.line}"
                notes.append(Note(line, reason))
                continue
            questions[each.id] = each
            places[each.id] = Place(file, line)
        notes.sort(key=lambda note: note.line)
        problems += [Problem(file, note.line, note.reason) for note in notes]
    return Loaded(tuple(questions.values()), tuple(problems), places)


def load_rubric() -> Rubric:
    """Load the rubric that comes with Rounds, or raise `RubricError`."""
    kept = prepared.fetch(PREPARED_RUBRIC, rubric_digest())
    return thaw_rubric(kept) if kept else parse_rubric()


def rubric_digest() -> str:
    """Give the digest of the rubric's files."""
    paths = [RUBRIC / name for name in RUBRIC_FILES]
    return prepared.digest(*(path.read_bytes() for path in paths if path.is_file()))


def parse_rubric() -> Rubric:
    """Read the rubric from its YAML."""
    fixed, slips, outlines, *groups = map(_RubricFile, RUBRIC_FILES)
    worded = {entry: fields for file in groups for entry, fields in file.entries("criteria")}
    criteria = {
        entry: _criterion(entry, fields, worded.pop(entry, None))
        for entry, fields in fixed.entries("criteria")
    }
    for entry, fields in worded.items():
        fields.note("id", f"no such criterion '{entry}'{did_you_mean(entry, criteria)}")
    mistakes = {
        entry: Mistake(
            id=entry,
            title=fields.text("title"),
            criterion=fields.choice("criterion", criteria),
            nudge=fields.text("nudge"),
        )
        for entry, fields in slips.entries("mistakes")
    }
    rubric = Rubric(criteria, fixed.lists("categories"), mistakes, outlines.lists("frameworks"))
    problems = [found for file in (fixed, slips, outlines, *groups) for found in file.problems()]
    if problems:
        raise RubricError(problems)
    return rubric


def thaw_rubric(kept: Mapping[str, Any]) -> Rubric:
    """Rebuild a rubric from plain values."""
    return Rubric(
        criteria={name: Criterion(**each) for name, each in kept["criteria"].items()},
        categories={name: tuple(each) for name, each in kept["categories"].items()},
        mistakes={name: Mistake(**each) for name, each in kept["mistakes"].items()},
        frameworks={name: tuple(each) for name, each in kept["frameworks"].items()},
    )


def shown_path(path: Path) -> str:
    """Name a file as people know it: `questions/...` for ours, else as it was given."""
    return str(path.relative_to(HERE.parent) if path.is_relative_to(HERE) else path)


class _RubricFile:
    """A file of the rubric, and what is wrong with it."""

    def __init__(self, name: str) -> None:
        self._path = RUBRIC / name
        try:
            node, self._notes = read(self._path.read_bytes())
        except OSError as error:
            node, self._notes = None, [Note(0, f"cannot be read: {error.strerror}")]
        self._fields = Fields(node, "", self._notes) if node else None

    def entries(self, name: str) -> Iterator[tuple[str, Fields]]:
        """Give the entries of a list by their id."""
        for fields in self._fields.each(name, 1, MOST_NODES) if self._fields else ():
            yield fields.text("id"), fields

    def lists(self, name: str) -> dict[str, tuple[str, ...]]:
        """Give a mapping whose values are lists of texts."""
        inner = self._fields.inner(name) if self._fields else None
        return {key: inner.texts(key, 1, MOST_NODES) for key in inner.names()} if inner else {}

    def problems(self) -> list[Problem]:
        """Give what is wrong."""
        return [Problem(shown_path(self._path), note.line, note.reason) for note in self._notes]


def _criterion(entry: str, fields: Fields, worded: Fields | None) -> Criterion:
    if worded is None:
        fields.note("id", f"'{entry}' has no title, nudge and push_back in its group's file")
    return Criterion(
        id=entry,
        group=fields.text("group"),
        title=worded.text("title") if worded else "",
        shown=fields.text("shown"),
        mentioned=fields.text("mentioned"),
        nudge=worded.text("nudge") if worded else "",
        push_back=worded.text("push_back") if worded else "",
    )


def _yaml_files(folders: Sequence[Path], problems: list[Problem]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        reason = f"the folder cannot be read: {error.strerror}"
        problems.append(Problem(str(error.filename), 0, reason))

    for folder in folders:
        if folder.is_file():
            yield folder.resolve() if folder.resolve().is_relative_to(HERE) else folder
            continue
        found: list[Path] = []
        for root, inner, names in os.walk(folder, onerror=unreadable):
            inner[:] = [name for name in inner if not name.startswith(".")]
            wanted = (name for name in names if name.endswith((".yaml", ".yml")))
            found += [Path(root, name) for name in wanted if not name.startswith(".")]
        yield from sorted(found)


def _read_file(path: Path, rubric: Rubric) -> tuple[list[tuple[int, Question]], list[Note]]:
    """Give the sound questions of a file by line, and what is wrong with the others."""
    try:
        if not path.is_file():  # a pipe would wait for ever
            return [], [Note(0, "not a file")]
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        return [], [Note(0, f"cannot be read: {error.strerror}")]
    if path.is_relative_to(SHIPPED):
        kept = prepared.fetch(prepared_name(path), questions_digest(raw, rubric))
        if kept is not None:
            return [(each["line"], thaw(each["question"])) for each in kept], []
    return parse_file(path, raw, rubric)


def prepared_name(path: Path) -> str:
    """Name the prepared file of one of our question files."""
    return str(path.relative_to(SHIPPED).with_suffix(".json").as_posix())


def questions_digest(raw: bytes, rubric: Rubric) -> str:
    """Give the digest of a question file and of the names that it may use."""
    names = (*rubric.criteria, "", *rubric.categories, "", *rubric.mistakes)
    return prepared.digest(raw, "\n".join(names).encode())


def parse_file(
    path: Path, raw: bytes, rubric: Rubric
) -> tuple[list[tuple[int, Question]], list[Note]]:
    """Read the sound questions of a YAML file by line, and what is wrong with the others."""
    node, notes = read(raw)
    if node is None or not node.sound:
        return [], notes
    header: list[Note] = []
    top = Fields(node, "", header)
    track, category = top.choice("track", TRACKS), top.choice("category", rubric.categories)
    entries = top.items("questions", 1, MOST_NODES)
    top.finish()
    if not all(map(top.is_sound, ("track", "category"))):
        return [], notes + header
    if path.is_relative_to(SHIPPED) and not header:
        home = SHIPPED / track / f"{category}.yaml"
        if path != home:
            header.append(Note(1, f"track and category belong to {shown_path(home)}"))
    found: list[tuple[int, Question]] = []
    for number, entry in enumerate(entries, 1):
        wrong: list[Note] = []
        each = question(entry, number, track, category, rubric, wrong)
        if not wrong and not header and is_sound(entry):
            found.append((entry.line, each))
        notes += wrong
    return found, notes + header
