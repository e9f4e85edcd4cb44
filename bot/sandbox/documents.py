"""Where the sandbox keeps what it knows: one SQLite table of JSON documents."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path


class Documents:
    """Documents by kind and key; a write is on the disk when it returns."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS documents"
            " (kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )

    def read(self) -> Iterator[tuple[str, str, str]]:
        """Give every document in order of kind and key."""
        yield from self._connection.execute(
            "SELECT kind, key, body FROM documents ORDER BY kind, key"
        )

    def write(self, changes: Iterable[tuple[str, str, str | None]]) -> None:
        """Store these documents, or delete those without a body, in one transaction."""
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        try:
            for kind, key, body in changes:
                if body is None:
                    run("DELETE FROM documents WHERE kind = ? AND key = ?", (kind, key))
                else:
                    run("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", (kind, key, body))
        except sqlite3.Error:
            run("ROLLBACK")
            raise
        run("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
