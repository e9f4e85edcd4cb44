"""The schema comes from the migrations, on both databases, whatever goes wrong meanwhile."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect, text

from storage import schema
from storage.engine import make_engine, parse_url
from storage.errors import StorageError
from storage.store import Store
from storage.tables import Base
from storage.upkeep import migrate
from tests.storage.rows import MONDAY, StoppedClock, channel

FIRST_CHANNEL = (
    "INSERT INTO channels (workspace, id, at, zone, days, tracks, easiest, hardest, hints, state,"
    " seed, saved_at) VALUES ('T1', 'C1', '09:00', 'UTC', 'mon-fri', '[]', 'easy', 'hard',"
    " 'private', 'active', 7, :now)"
)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("empty_postgres"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = make_engine(parse_url(url))
    yield made
    made.dispose()


def test_models_and_schema_are_the_same(engine: Engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_there_is_one_head_and_every_revision_is_numbered():
    script = ScriptDirectory.from_config(schema.config())
    assert script.get_heads() == [schema.head()]
    numbered = [step.revision for step in script.walk_revisions()]
    assert numbered[::-1] == schema.revisions()
    for step in script.walk_revisions():
        assert Path(step.path).name.startswith(f"{step.revision}_")


def test_a_database_in_wal_checks_its_keys_and_waits_for_the_disk(sqlite_url: str):
    engine = make_engine(parse_url(sqlite_url))
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    engine.dispose()
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }
    assert broken == []


def test_migrating_twice_changes_nothing(url: str, clock: StoppedClock):
    store = Store.open(url, clock)
    with store.begin("T1") as books:
        books.channels.save(channel(), "U1", MONDAY)
    migrate(url, MONDAY)
    with store.read("T1") as books:
        assert books.channels.all() == [channel()]
    store.close()


def test_a_schedule_of_the_first_release_has_no_breaks(empty_url: str, clock: StoppedClock):
    engine = make_engine(parse_url(empty_url))
    with engine.connect() as connection:
        command.upgrade(schema.config(connection), "0001")
    with engine.begin() as connection:
        connection.execute(text(FIRST_CHANNEL), {"now": MONDAY})
    engine.dispose()
    migrate(empty_url, MONDAY)
    store = Store.open(empty_url, clock)
    with store.begin("T1") as books:
        (old,) = books.channels.all()
        assert old.breaks == ()
        kept = replace(old, breaks=((date(2026, 12, 24), date(2027, 1, 2)),))
        books.channels.save(kept, "U1", MONDAY)
        assert books.channels.all() == [kept]
        (change,) = books.channels.changes("C1")
    assert change.what == {"breaks": [["2026-12-24", "2027-01-02"]]}
    store.close()


def test_a_newer_schema_is_refused_by_name(url: str, clock: StoppedClock, engine: Engine):
    number = text("UPDATE alembic_version SET version_num = :number")
    with engine.begin() as connection:
        connection.execute(number, {"number": "9999"})
    try:
        with pytest.raises(StorageError, match=r"9999.*Run a version that has 9999"):
            migrate(url, MONDAY)
        with pytest.raises(StorageError, match="9999"):
            Store.open(url, clock)
    finally:
        with engine.begin() as connection:
            connection.execute(number, {"number": schema.head()})


def test_a_revision_that_fails_halfway_leaves_nothing_and_can_be_tried_again(empty_url: str):
    engine = make_engine(parse_url(empty_url))

    def break_off(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE reviews" in statement:
            raise InterruptedError

    event.listen(engine, "before_cursor_execute", break_off)
    with pytest.raises(InterruptedError):
        schema.upgrade(engine)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    event.remove(engine, "before_cursor_execute", break_off)
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.current(connection) == schema.head()
    engine.dispose()


def test_a_migration_that_would_leave_orphans_is_taken_back(tmp_path: Path):
    path = tmp_path / "rounds.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE child (parent REFERENCES parent(id)); INSERT INTO child VALUES (1);"
            "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
        )
    with pytest.raises(StorageError, match="leave rows in child that refer to nothing"):
        migrate(f"sqlite:///{path}", MONDAY)
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        assert {name for (name,) in tables} == {"child", "parent"}


def test_processes_that_migrate_at_once_all_succeed(empty_url: str, clock: StoppedClock):
    program = (
        "import sys; from datetime import UTC, datetime; from storage.upkeep import migrate;"
        "print('here', flush=True); sys.stdin.readline();"
        "migrate(sys.argv[1], datetime(2026, 3, 2, tzinfo=UTC))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", program, empty_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
    ends = [process.communicate("go\n", timeout=60) for process in processes]
    assert [err for _, err in ends] == ["", ""]
    Store.open(empty_url, clock).close()


def test_a_new_revision_would_be_written_with_plain_types(tmp_path: Path):
    engine = make_engine(parse_url("sqlite://"))
    with engine.connect() as connection:
        config = schema.config(connection)
        config.set_main_option("version_locations", str(tmp_path))
        config.set_main_option("path_separator", "os")
        command.revision(config, "all", autogenerate=True, rev_id="0001")
        rendered = [path.read_text() for path in tmp_path.glob("*.py")]
    engine.dispose()
    (revision,) = rendered
    assert "sa.DateTime(timezone=True)" in revision
    assert "storage" not in revision
