"""Engines: SQLite and PostgreSQL set up so that the same code is safe on both."""

import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from storage.errors import StorageError

BUSY_SECONDS = 10
POSTGRES_OPTIONS = (
    "-c lock_timeout=10s -c statement_timeout=30s"
    " -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
)


def parse_url(url: str) -> URL:
    """Read a database address; an error never repeats it, for it may hold a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StorageError(
            "ROUNDS_DATABASE_URL is not a database address. Write sqlite:///rounds.db,"
            " or postgresql://user:password@host/database."
        ) from None
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        return parsed.set(drivername="sqlite")
    raise StorageError(
        f"ROUNDS_DATABASE_URL names the database {parsed.drivername!r}, which Rounds does not"
        " speak. Use an address that begins with sqlite:/// or postgresql://."
    )


def in_memory(url: URL) -> bool:
    """Say whether this is a SQLite database that lives in memory only."""
    return url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}


def make_engine(url: URL) -> Engine:
    """Make the engine; nothing is connected yet. Its transactions write: see `reading`."""
    if url.get_backend_name() == "postgresql":
        given = url.query.get("options", "")
        options = " ".join([POSTGRES_OPTIONS, given if isinstance(given, str) else " ".join(given)])
        return create_engine(
            url.difference_update_query(["options"]),
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"options": options.strip(), "connect_timeout": BUSY_SECONDS},
        )
    arguments: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS}}
    if in_memory(url):
        # One connection for all threads: another one would see another, empty database.
        arguments = {"connect_args": {"check_same_thread": False}, "poolclass": StaticPool}
    engine = create_engine(url, hide_parameters=True, **arguments)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def reading(engine: Engine) -> Engine:
    """Give the same engine with transactions that see one moment and cannot write."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(rounds_reads=True)


def _on_connect(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # The driver opens no transaction before a SELECT, so read-then-write would lose updates:
    # its own handling goes off, and `_on_begin` says what is meant.
    connection.isolation_level = None
    _use_wal(connection)
    # What people delete is not to stand in the file's free room.
    for setting in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _use_wal(connection: Any) -> None:
    """Switch a new database over; of two processes that do so at once one must come again.

    SQLite tells it so without waiting its busy time-out, lest both wait for each other.
    """
    for left in range(BUSY_SECONDS * 20, -1, -1):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if not left or "locked" not in str(error):
                raise
            time.sleep(0.05)
        else:
            return


def _on_begin(connection: Connection) -> None:
    reads = bool(connection.get_execution_options().get("rounds_reads", False))
    if connection.info.get("reads", False) != reads:
        connection.exec_driver_sql(f"PRAGMA query_only={int(reads)}")
        connection.info["reads"] = reads
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
