"""The schema comes from the migrations, on both databases, whatever goes wrong meanwhile."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import count
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
from storage.members import DayClock
from storage.store import Store
from storage.tables import Base
from storage.upkeep import migrate
from tests.postgres import execute
from tests.storage.rows import DAY, MONDAY, StoppedClock, channel

RACES = 5  # each with either database, empty or old: 20 in all
FIRST_CHANNEL = (
    "INSERT INTO channels (workspace, id, at, zone, days, tracks, easiest, hardest, hints, state,"
    " seed, saved_at) VALUES ('T1', 'C1', '09:00', 'UTC', 'mon-fri', '[]', 'easy', 'hard',"
    " 'private', 'active', 7, :now)"
)
FIRST_MEMBER = (
    'INSERT INTO members (workspace, "user", zone, settings, joined_at, welcomed) VALUES'
    " ('T1', 'U1', :zone, '{}', :joined, true)"
)

FIRST_ROUND = (
    "INSERT INTO rounds (workspace, id, channel, local_date, zone, due_at, kind, counts,"
    " question_id, question, rendering, sweeps, planned_at, late, state, attempt, ts) VALUES"
    " ('T1', 'R1', 'C1', '2026-03-02', 'UTC', :now, 'daily', true, 'q', '{}', '{}', 0, :now,"
    " false, 'posted', 1, '1.1')"
)
FIRST_ANSWER = (
    'INSERT INTO answers (workspace, id, round_id, question_id, channel, ts, "user", text, draft,'
    " written_at, version, deleted, left_out, local_date, zone, at, kind) VALUES"
    " ('T1', 'A1', 'R1', 'q', 'C1', '1.2', 'U1', 'I would ask the ward.', 1, :now, '0', false,"
    " false, '2026-03-02', 'Asia/Tokyo', :now, 'thread')"
)
A_MOVE = (
    'INSERT INTO day_clocks (workspace, "user", since, zone, day_end) VALUES'
    " ('T1', 'U1', :since, 'UTC', '02:00')"
)
A_LEAVE = (
    'INSERT INTO leaves (workspace, "user", first, last) VALUES'
    " ('T1', 'U1', '2026-03-09', '2026-03-10')"
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
    make_old(empty_url)
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


def test_who_took_part_before_has_a_clock_from_then_on(empty_url: str, clock: StoppedClock):
    engine = make_engine(parse_url(empty_url))
    with engine.connect() as connection:
        command.upgrade(schema.config(connection), "0004")
    with engine.begin() as connection:
        connection.execute(text(FIRST_MEMBER), {"joined": MONDAY, "zone": "Asia/Tokyo"})
    engine.dispose()
    migrate(empty_url, MONDAY)
    store = Store.open(empty_url, clock)
    with store.read("T1") as books:
        assert books.members.clocks("U1") == [DayClock(MONDAY, "Asia/Tokyo", "04:00")]
    store.close()


def test_what_a_streak_is_made_of_outlives_every_later_migration(
    empty_url: str, clock: StoppedClock
):
    """The days of the first release, and the moves and the leave of the first that knew of them."""
    moved, leave = MONDAY + 3 * DAY, (date(2026, 3, 9), date(2026, 3, 10))
    engine = make_engine(parse_url(empty_url))
    make_old(empty_url)
    with engine.begin() as connection:
        connection.execute(text(FIRST_MEMBER), {"joined": MONDAY, "zone": "Asia/Tokyo"})
        connection.execute(text(FIRST_ROUND), {"now": MONDAY})
        connection.execute(text(FIRST_ANSWER), {"now": MONDAY})
    with engine.connect() as connection:
        command.upgrade(schema.config(connection), "0005")
    with engine.begin() as connection:
        connection.execute(text(A_MOVE), {"since": moved})
        connection.execute(text(A_LEAVE))
    engine.dispose()
    migrate(empty_url, MONDAY)
    store = Store.open(empty_url, clock)
    with store.read("T1") as books:
        (practised,) = books.answers.log("U1")
        assert (practised.text, practised.local_date) == ("I would ask the ward.", MONDAY.date())
        assert (practised.words, practised.fingerprint) == (None, None)
        assert [each.id for each in books.rounds.days(["C1"], MONDAY.date())] == ["R1"]
        assert books.members.leaves("U1") == [leave]
        assert books.members.clocks("U1") == [
            DayClock(MONDAY, "Asia/Tokyo", "04:00"),
            DayClock(moved, "UTC", "02:00"),
        ]
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


def make_old(url: str) -> None:
    """Make a database as the first release left it, with a row."""
    engine = make_engine(parse_url(url))
    with engine.connect() as connection:
        command.upgrade(schema.config(connection), "0001")
    with engine.begin() as connection:
        connection.execute(text(FIRST_CHANNEL), {"now": MONDAY})
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Give the address of another empty database at each call."""
    made: list[str] = []

    def sqlite() -> str:
        made.append(f"race{len(made)}")
        (tmp_path / made[-1]).mkdir()
        return f"sqlite:///{tmp_path / made[-1] / 'rounds.db'}"

    if request.param == "sqlite":
        yield sqlite
        return
    address = request.getfixturevalue("postgres")

    def postgres() -> str:
        made.append(f"race{len(made)}")
        execute(address("postgres"), f"CREATE DATABASE {made[-1]}")
        return str(address(made[-1]))

    yield postgres
    execute(address("postgres"), *(f"DROP DATABASE {name} WITH (FORCE)" for name in made))


RACER = """
import sys
from datetime import UTC, datetime
from storage.upkeep import migrate
for line in sys.stdin:
    migrate(line.strip(), datetime(2026, 3, 2, tzinfo=UTC))
    print("done", flush=True)
"""


@pytest.mark.parametrize("old", [False, True], ids=["empty", "old"])
def test_processes_that_migrate_at_once_all_succeed(
    new_url: Callable[[], str], clock: StoppedClock, old: bool
):
    racers = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", RACER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(3)
    ]
    ends = []
    try:
        for _ in range(RACES):
            url = new_url()
            if old:
                make_old(url)
            for racer in racers:
                assert racer.stdin is not None
                racer.stdin.write(f"{url}\n")
                racer.stdin.flush()
            for racer in racers:
                assert racer.stdout is not None
                assert racer.stdout.readline() == "done\n", racer.communicate()
            store = Store.open(url, clock)
            with store.read("T1") as books:
                assert [each.id for each in books.channels.all()] == (["C1"] if old else [])
            store.close()
            assert not old or _is_backed_up(url)
    finally:
        ends = [racer.communicate(timeout=60) for racer in racers]
    assert [err for _, err in ends] == ["", "", ""]


def _is_backed_up(url: str) -> bool:
    """Say whether a copy of a SQLite file is there as it was before; PostgreSQL has none."""
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        return True
    found = set()
    for copy in Path(parsed.database or "").parent.glob("backups/*.db"):
        with closing(sqlite3.connect(copy)) as connection:
            found.add(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    return "0001" in found


def test_a_migration_that_dies_at_any_statement_did_nothing_or_all_and_is_tried_again(
    empty_url: str,
):
    make_old(empty_url)
    engine = make_engine(parse_url(empty_url))
    deaths, found = 0, "0001"
    while found == "0001" and _dies(empty_url, deaths):
        deaths += 1
        with engine.connect() as connection:
            found = schema.current(connection) or ""
            assert inspect(connection).has_table("heartbeats") == (found == schema.head())
    assert deaths > len(schema.revisions())
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.current(connection) == schema.head()
        assert connection.execute(text("SELECT id FROM channels")).scalars().all() == ["C1"]
    engine.dispose()


def _dies(url: str, at: int) -> bool:
    """Migrate in a process that is gone before that statement or commit; False: it came through."""
    child = os.fork()
    if child == 0:  # an exception would be no death: connections would be closed in good order
        points = count()
        engine = make_engine(parse_url(url))

        def point(*_: object) -> None:
            if next(points) == at:
                os._exit(9)

        event.listen(engine, "before_cursor_execute", point)
        event.listen(engine, "commit", point)
        try:
            schema.upgrade(engine)
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, 9}
    return code == 9


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
