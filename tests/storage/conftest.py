"""Databases for the storage tests: a SQLite file and a real PostgreSQL, built by the migrations."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from storage.store import Store
from storage.tables import Base
from storage.upkeep import migrate
from tests.postgres import execute
from tests.storage.rows import MONDAY, StoppedClock

NUMBERS = count(1)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(MONDAY)


@pytest.fixture
def empty_postgres(postgres: Callable[[str], str]) -> Iterator[str]:
    """Give the address of a PostgreSQL database without tables."""
    name = f"rounds_{next(NUMBERS)}"
    execute(postgres("postgres"), f"CREATE DATABASE {name}")
    yield postgres(name)
    execute(postgres("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Callable[[str], str]) -> str:
    execute(postgres("postgres"), "CREATE DATABASE rounds")
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
        execute(address, *(f"DELETE FROM {table.name}" for table in tables))


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
