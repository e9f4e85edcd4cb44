"""YAML as plain text: mappings, lists and strings with their lines, and nothing cleverer.

Only the parser's events are used: nothing is ever constructed, so no tag can make an object, no
alias can grow, and `no`, `1e3` or a date stay the text that somebody typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

MOST_BYTES = 256 * 1024
MOST_NODES = 20_000
MOST_DEPTH = 20

HINTS = {
    "mapping values are not allowed here": "a text with ': ' in it needs quotation marks",
    "expected ',' or '}', but got '?'": "a text with '?' in it needs quotation marks here",
    "found character '\\t' that cannot start any token": "indent with spaces, not tabs",
    "found character '`' that cannot start any token": "put the text in quotation marks",
    "found character '@' that cannot start any token": "put the text in quotation marks",
    "found character '%' that cannot start any token": "put the text in quotation marks",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a file; `sound` is false where something in it was refused and noted."""

    line: int
    value: "str | list[Node] | dict[str, Node]"
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """Something wrong in a text, by line."""

    line: int
    reason: str


class RefusedError(Exception):
    """The text as a whole cannot be read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.note = Note(line, reason)


def read(raw: bytes) -> tuple[Node | None, list[Note]]:
    """Read one document; without a node, the notes say why the whole of it was refused."""
    notes: list[Note] = []
    try:
        return _document(_decoded(raw), notes), notes
    except RefusedError as refused:
        return None, [*notes, refused.note]


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise RefusedError(0, f"larger than {MOST_BYTES // 1024} kB: split it")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RefusedError(line, "not UTF-8: save the file as UTF-8") from error


def _document(text: str, notes: list[Note]) -> Node:
    try:
        return _Composer(yaml.parse(text, Loader=yaml.SafeLoader), notes).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or "something is wrong here"
        hint = f" ({HINTS[what]})" if what in HINTS else ""
        raise RefusedError(mark.line + 1 if mark else 0, f"not YAML: {what}{hint}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise RefusedError(line, "a character that cannot be shown: take it out") from error
    except (ValueError, OverflowError) as error:  # the scanner's own, on absurd \U escapes
        raise RefusedError(0, f"not YAML: {error}") from error


class _Composer:
    def __init__(self, events: Iterator[yaml.Event], notes: list[Note]) -> None:
        self._events = events
        self._notes = notes
        self._nodes = 0

    def document(self) -> Node:
        next(self._events)  # the stream's start
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise RefusedError(0, "nothing in it")
        node = self._node(next(self._events), 1)
        next(self._events)  # the document's end
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise RefusedError(_line(after), "a second document: keep one to a file, without '---'")
        return node

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise RefusedError(_line(event), f"more than {MOST_NODES:,} entries: split the file")
        if depth > MOST_DEPTH:
            raise RefusedError(_line(event), f"nested deeper than {MOST_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            self._note(event, "aliases (*name) are not allowed: write it out")
            return Node(_line(event), "", sound=False)
        sound = self._is_plain(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(_line(event), list(self._items(depth)), sound)
        if isinstance(event, yaml.MappingStartEvent):
            entries, whole = self._entries(depth)
            return Node(_line(event), entries, sound and whole)
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 - no other event starts a node
        return Node(_line(event), event.value, sound)

    def _is_plain(self, event: yaml.Event) -> bool:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self._note(event, "anchors (&name) are not allowed")
        if tag is not None:
            self._note(event, "tags (!name) are not allowed: everything is read as text")
        return anchor is None and tag is None

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> tuple[dict[str, Node], bool]:
        entries: dict[str, Node] = {}
        sound = True
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            wrong = self._wrong_key(key, entries)
            if wrong:
                self._note(event, wrong)
                sound = False
            elif isinstance(key.value, str):
                # A reader looks for a fault at the key, also where the value starts lower down.
                entries[key.value] = Node(key.line, value.value, value.sound and key.sound)
        return entries, sound

    def _wrong_key(self, key: Node, entries: dict[str, Node]) -> str | None:
        if not isinstance(key.value, str):
            return "a field's name must be a plain word"
        if key.value == "<<":
            return "merge keys (<<) are not allowed: write it out"
        if key.value in entries:
            return f"{key.value[:60]!r} stands here twice, first on line {entries[key.value].line}"
        return None

    def _note(self, event: yaml.Event, reason: str) -> None:
        self._notes.append(Note(_line(event), reason))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
