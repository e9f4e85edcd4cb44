"""What operators do with a database: migrate it, back it up, export it, scrub it."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import DBAPIError

from storage import schema
from storage.engine import in_memory, make_engine, parse_url
from storage.errors import StorageError
from storage.marks import Mark, mark_columns
from storage.places import must_exist, must_fit, path_of, place, trouble
from storage.store import Books
from storage.tables.answers import AnswerRow, DisputeRow, MarkRow, ReviewRow
from storage.tables.base import Named, Owned
from storage.tables.channels import ChannelRow
from storage.tables.people import DrillRow, MemberRow
from storage.tables.rounds import RoundRow

_STAMP = "%Y%m%dT%H%M%SZ"  # in UTC; sorts as time goes

# Type, table, the column that is the id, and the fields with the columns they come from.
Line = tuple[str, type[Owned], Any, dict[str, Any]]


def _named(kind: str, table: type[Named], fields: str, **others: str) -> Line:
    names = {name: others.get(name, name) for name in fields.split()}
    return kind, table, table.id, {name: getattr(table, column) for name, column in names.items()}


def _lines_before_marks() -> list[Line]:
    return [
        _named("channel", ChannelRow, "channel at zone days tracks state", channel="id"),
        _named(
            "round",
            RoundRow,
            "channel local_date state reason question ts due_at posted_at",
            question="question_id",
        ),
        _named(
            "answer",
            AnswerRow,
            "round channel ts user text version deleted local_date zone at kind",
            round="round_id",
        ),
    ]


def _lines_after_marks() -> list[Line]:
    member = {name: getattr(MemberRow, name) for name in ("user", "zone", "settings")}
    return [
        _named(
            "review",
            ReviewRow,
            "answer reviewer state strength suggestion at",
            answer="answer_id",
        ),
        _named("drill", DrillRow, "user question why state at", question="question_id"),
        ("member", MemberRow, MemberRow.user, member),
    ]


def export(books: Books) -> Iterator[dict[str, Any]]:
    """Give everything that is stored of a workspace, but for the days, which are not stored."""
    for line in _lines_before_marks():
        yield from _rows(books, *line)
    yield from _marks(books)
    for line in _lines_after_marks():
        yield from _rows(books, *line)


def _rows(
    books: Books, kind: str, table: type[Owned], key: Any, fields: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    statement = (
        select(key, *fields.values())
        .where(table.workspace == books.workspace, *_standing(table))
        .order_by(key)
    )
    for row in books.connection.execute(statement, execution_options={"yield_per": 500}):
        told = {name: _plain(value) for name, value in zip(fields, row[1:], strict=True)}
        yield {"type": kind, "workspace": books.workspace, "id": row[0], **told}


def _marks(books: Books) -> Iterator[dict[str, Any]]:
    mine: ColumnElement[bool] = DisputeRow.workspace == books.workspace
    statement = (
        select(*mark_columns(mine))
        .where(MarkRow.workspace == books.workspace, *_standing(MarkRow))
        .order_by(MarkRow.answer_id, MarkRow.criterion, MarkRow.by)
    )
    for row in books.connection.execute(statement, execution_options={"yield_per": 500}):
        mark = Mark(*row)
        yield {
            "type": "mark",
            "workspace": books.workspace,
            "id": f"{mark.answer_id}:{mark.criterion}:{mark.by}",
            "answer": mark.answer_id,
            "criterion": mark.criterion,
            "level": mark.level,
            "by": mark.by,
            "disputed": mark.disputed,
        }


def _standing(table: type[Owned]) -> list[ColumnElement[bool]]:
    """Pass over answers that are only kept in case they come back, and what hangs on them."""
    if table is AnswerRow:
        return [AnswerRow.left_out.is_(False)]
    if table not in {MarkRow, ReviewRow}:
        return []
    waiting = select(AnswerRow.id).where(
        AnswerRow.workspace == table.workspace, AnswerRow.left_out.is_(True)
    )
    return [table.answer_id.not_in(waiting)]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def is_there(url: str) -> bool:
    """Say whether there is a database to read; a server is asked when it is opened."""
    parsed = parse_url(url)
    return parsed.get_backend_name() != "sqlite" or in_memory(parsed) or path_of(parsed).exists()


def migrate(url: str, now: datetime) -> None:
    """Bring a database to the schema of this program; rows of an older one are backed up first."""
    parsed = parse_url(url)
    must_fit(parsed)
    engine = make_engine(parsed)
    try:
        with engine.connect() as connection:
            revision = schema.current(connection)
        if revision == schema.head():
            return
        schema.refuse_newer(revision, place(parsed))
        if revision is not None and parsed.get_backend_name() == "sqlite":
            backup(url, path_of(parsed).parent / "backups", now)
        schema.upgrade(engine)
    except DBAPIError as error:
        raise StorageError(trouble(error, parsed)) from error
    finally:
        engine.dispose()


def backup(url: str, folder: Path, now: datetime) -> Path:
    """Copy a SQLite database into a new file of the folder, and read the copy back."""
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise StorageError(
            f"The database at {place(parsed)} is PostgreSQL's, which has its own tool:"
            " run pg_dump, and keep what it writes."
        )
    if in_memory(parsed):
        raise StorageError("A database in memory cannot be backed up: it ends with its process.")
    must_exist(parsed)
    source = path_of(parsed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # A file of its own until it is whole, readable to its owner alone.
        handle, name = tempfile.mkstemp(prefix=".unfinished-", dir=folder)
        os.close(handle)
        unfinished = Path(name)
        try:
            _copy(source, unfinished)
            return _put_in_place(unfinished, folder, f"{source.stem}-{now:{_STAMP}}")
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"The backup of {source} into {folder} failed: {error}. Check that the folder can be"
            " written to and that the disk has room."
        ) from error


def free_room(url: str) -> int | None:
    """Give the bytes that are free beside a SQLite database; None where there is no file."""
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite" or in_memory(parsed):
        return None
    return shutil.disk_usage(path_of(parsed).parent).free


def backup_daily(url: str, now: datetime, keep: int) -> Path | None:
    """Make a day's backup of a SQLite database unless there is one, and keep the last few."""
    source = path_of(parse_url(url))
    folder = source.parent / "backups" / "daily"  # those made before an upgrade are not ours
    yesterday = f"{source.stem}-{now - timedelta(days=1):{_STAMP}}"
    there = sorted(folder.glob(f"{source.stem}-*.db"))
    if any(yesterday < each.stem <= f"{source.stem}-{now:{_STAMP}}" for each in there):
        return None
    made = backup(url, folder, now)
    for old in there[: max(0, len(there) + 1 - keep)]:
        old.unlink(missing_ok=True)
    return made


def _copy(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(source, isolation_level=None, timeout=10)) as live,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        live.execute("BEGIN")  # the rows counted are those copied, whoever writes meanwhile
        expected = _counts(live)
        live.backup(copy)
        live.execute("COMMIT")
        copy.execute("PRAGMA journal_mode=DELETE")
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        found = copy.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok" or _counts(copy) != expected:
            raise sqlite3.DatabaseError(f"the copy does not read like the original ({found})")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of our own tables
        for (name,) in tables
    }


def _put_in_place(unfinished: Path, folder: Path, stem: str) -> Path:
    for number in count(1):
        target = folder / (f"{stem}.db" if number == 1 else f"{stem}-{number}.db")
        try:
            target.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return unfinished.replace(target)
    raise AssertionError  # the numbers do not end


def scrub(url: str) -> bool:
    """Leave nothing in a SQLite file that was deleted from it; False where others were in the way.

    Writers wait meanwhile, and the disk needs room for a second copy. A server tidies by itself.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite" or in_memory(parsed):
        return True
    try:
        with closing(sqlite3.connect(path_of(parsed), isolation_level=None, timeout=10)) as live:
            live.execute("VACUUM")
            busy = live.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    return not busy


def size(url: str) -> int:
    """Give the bytes of a SQLite file; 0 where there is none."""
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite" or in_memory(parsed):
        return 0
    path = path_of(parsed)
    return path.stat().st_size if path.exists() else 0
