"""Reading a mapping field by field: each fault is noted with its line, and reading goes on."""

import re
import unicodedata
from collections.abc import Iterable

from questions.problem import did_you_mean, quoted
from questions.safe_yaml import Node, Note

MOST_CHARACTERS = 3000  # what one Slack text block takes
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\ufffb\ud800-\udfff]"
)


class Fields:
    """The fields of one mapping.

    Every reader returns a stand-in after noting a fault, so the notes decide whether what was
    read may be used.
    """

    def __init__(self, node: Node, about: str, notes: list[Note]) -> None:
        self._line = node.line
        self._about = about
        self._notes = notes
        self._read: set[str] = set()
        self._entries: dict[str, Node] | None = None
        if isinstance(node.value, dict):
            self._entries = node.value
        elif node.sound:
            self.note(None, "fields expected here, as in 'name: text'")

    def note(self, name: str | None, reason: str) -> None:
        """Note a fault of a field, or of the whole."""
        node = (self._entries or {}).get(name) if name else None
        self._note(node.line if node else self._line, reason)

    def has(self, name: str) -> bool:
        """Say whether the field is there."""
        return name in (self._entries or {})

    def is_mapping(self, name: str) -> bool:
        """Say whether the field has fields of its own."""
        return self.has(name) and isinstance((self._entries or {})[name].value, dict)

    def is_sound(self, name: str) -> bool:
        """Say whether nothing was refused in the field while the file was read."""
        return not self.has(name) or (self._entries or {})[name].sound

    def names(self) -> tuple[str, ...]:
        """Give the names in the order of the file."""
        return tuple(self._entries or ())

    def text(self, name: str, *, blank: bool = False) -> str:
        """Read a text, which must be there and say something unless `blank`."""
        node = self._node(name, optional=blank)
        return self._text(node, f"'{name}'", blank=blank) if node else ""

    def choice(self, name: str, known: Iterable[str]) -> str:
        """Read one word of a closed set."""
        words = [str(word) for word in known]
        value = self.text(name)
        if value and value not in words:
            near = did_you_mean(value, words) or f": it is one of {', '.join(words)}"
            self.note(name, f"unknown {name} {quoted(value)}{near}")
        return value if value in words else words[0]

    def number(self, name: str, low: int, high: int) -> int:
        """Read a whole number within bounds."""
        value = self.text(name)
        if re.fullmatch("[0-9]{1,6}", value) and low <= int(value) <= high:
            return int(value)
        if value:
            wanted = f"a whole number from {low} to {high}"
            self.note(name, f"'{name}' must be {wanted}, not {quoted(value)}")
        return low

    def items(self, name: str, low: int, high: int) -> list[Node]:
        """Read a list of so many entries; an empty field is an empty list."""
        node = self._node(name, optional=low == 0)
        if node is None or not node.sound:
            return []
        found = [] if node.value == "" else node.value
        if not isinstance(found, list):
            self.note(name, f"'{name}' must be a list, with '- ' before each entry")
            return []
        if not low <= len(found) <= high:
            self.note(name, f"'{name}' has {len(found)} entries, not {low} to {high}")
        return found

    def texts(self, name: str, low: int, high: int) -> tuple[str, ...]:
        """Read a list of texts."""
        entries = enumerate(self.items(name, low, high), 1)
        return tuple(self._text(node, f"'{name}' {number}") for number, node in entries)

    def inner(self, name: str) -> "Fields | None":
        """Read a field that has fields of its own."""
        node = self._node(name)
        return Fields(node, self._inside(name), self._notes) if node else None

    def each(self, name: str, low: int, high: int) -> "list[Fields]":
        """Read a list whose entries have fields."""
        entries = enumerate(self.items(name, low, high), 1)
        return [Fields(node, self._inside(f"{name} {n}"), self._notes) for n, node in entries]

    def finish(self) -> None:
        """Note the fields that nobody asked for."""
        for name in self.names():
            if name not in self._read:
                self.note(name, f"unknown field {quoted(name)}{did_you_mean(name, self._read)}")

    def _text(self, node: Node, what: str, *, blank: bool = False) -> str:
        if not node.sound:  # noted while the file was read
            return ""
        if not isinstance(node.value, str):
            self._note(node.line, f"{what} must be a text")
            return ""
        value = unicodedata.normalize("NFC", node.value).strip()
        if not value and not blank:
            self._note(node.line, f"{what} is empty")
        if len(value) > MOST_CHARACTERS:
            self._note(node.line, f"{what} is longer than {MOST_CHARACTERS:,} characters")
        if found := INVISIBLE.search(value):
            code = f"U+{ord(found[0]):04X}"
            self._note(node.line, f"{what} has a character that cannot be seen ({code})")
        return value

    def _node(self, name: str, *, optional: bool = False) -> Node | None:
        self._read.add(name)
        node = (self._entries or {}).get(name)
        if node is None and self._entries is not None and not optional:
            self.note(None, f"'{name}' is missing")
        return node

    def _inside(self, what: str) -> str:
        return f"{self._about}: {what}" if self._about else what

    def _note(self, line: int, reason: str) -> None:
        self._notes.append(Note(line, f"{self._about}: {reason}" if self._about else reason))
