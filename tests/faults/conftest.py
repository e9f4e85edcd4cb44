"""A world for each test; the database is migrated once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.upkeep import migrate
from tests.builders import MONDAY
from tests.faults.world import World


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("migrated") / "rounds.db"
    migrate(f"sqlite:///{path}", MONDAY)
    return path


@pytest.fixture
def world(migrated: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copy(migrated, tmp_path / "rounds.db")
    made = World(tmp_path / "rounds.db")
    yield made
    made.close()
