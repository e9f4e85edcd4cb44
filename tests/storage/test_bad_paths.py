"""A database that cannot be used: words that say what, where and what to do."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.errors import StorageError
from storage.store import Store
from storage.upkeep import backup, migrate
from tests.storage.rows import MONDAY, StoppedClock

WRONG = [
    ("sqlite:///{tmp}/missing/rounds.db", "missing for the database does not exist. Make it"),
    ("sqlite:///{tmp}", "is a folder. Let ROUNDS_DATABASE_URL name a file"),
    ("sqlite:///{tmp}/notes.txt", "Check that the file and its folder can be read"),
    ("sqlite:///{tmp}/notes.txt/rounds.db", "does not exist. Make it"),
    ("mysql://u:hunter2@host/rounds", "names the database 'mysql', which Rounds does not speak"),
    ("rounds.db", "is not a database address. Write sqlite:///rounds.db"),
    ("", "is not a database address"),
    ("postgresql://u:hunter2@127.0.0.1:1/rounds", "Check that the server runs"),
    ("postgresql://u:hunter2@127.0.0.1:port/rounds", "is not a database address"),
]


@pytest.mark.parametrize(("address", "words"), WRONG)
def test_opening_and_migrating_say_what_is_wrong_without_the_password(
    tmp_path: Path, clock: StoppedClock, address: str, words: str
):
    (tmp_path / "notes.txt").write_text("These are notes, not a database. " * 40)
    url = address.format(tmp=tmp_path)
    for use in (lambda: Store.open(url, clock), lambda: migrate(url, MONDAY)):
        with pytest.raises(StorageError) as caught:
            use()
        assert words in str(caught.value)
        assert "hunter2" not in str(caught.value)


def test_a_database_that_is_not_there_is_not_made_by_opening_it(
    tmp_path: Path, clock: StoppedClock
):
    path = tmp_path / "rounds.db"
    with pytest.raises(StorageError, match=r"no database at .*rounds db upgrade"):
        Store.open(f"sqlite:///{path}", clock)
    assert not path.exists()


def test_an_empty_database_is_to_be_upgraded_first(empty_postgres: str, clock: StoppedClock):
    with pytest.raises(StorageError, match=r"has no tables yet. Run `rounds db upgrade`"):
        Store.open(empty_postgres, clock)


@pytest.fixture
def nobody() -> Iterator[None]:
    """Act as a user without rights, which root is not."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    yield
    os.seteuid(was)


@pytest.fixture
def sealed(sqlite_template: Path) -> Iterator[Path]:
    """Give a database that everybody may read and nobody may write."""
    folder = Path(tempfile.mkdtemp(prefix="rounds-sealed-"))
    path = folder / "rounds.db"
    shutil.copy(sqlite_template, path)
    path.chmod(0o444)
    folder.chmod(0o555)
    yield path
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_what_may_not_be_written_is_found_when_it_is_opened(
    sealed: Path, clock: StoppedClock, nobody: None
):
    with pytest.raises(StorageError, match="Check that the file and its folder can be read"):
        Store.open(f"sqlite:///{sealed}", clock)
    with pytest.raises(StorageError, match="Check that the file and its folder can be read"):
        migrate(f"sqlite:///{sealed.parent / 'new.db'}", MONDAY)


def test_a_busy_database_says_so(sqlite_url: str, clock: StoppedClock):
    other = Store.open(sqlite_url, clock)
    mine = Store.open(sqlite_url, clock)
    try:
        mine._writing.dispose()
        with other.begin("T1"), mine._writing.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA busy_timeout=0")  # type: ignore[union-attr] # it is there
        with (
            other.begin("T1"),
            pytest.raises(StorageError, match="is busy: another process"),
            mine.begin("T1"),
        ):
            pass
    finally:
        other.close()
        mine.close()


def test_a_full_disk_says_so_and_what_was_stored_stays(sqlite_url: str, clock: StoppedClock):
    store = Store.open(sqlite_url, clock)
    with store.begin("T1") as books:
        books.inbox.put("E1", "event", {}, MONDAY)

    def fill() -> None:
        with store.begin("T1") as books:
            books.connection.exec_driver_sql("PRAGMA max_page_count=1")
            books.inbox.put("E2", "event", {"text": "x" * 1_000_000}, MONDAY)

    with pytest.raises(StorageError, match="the disk is full"):
        fill()
    with store.read("T1") as books:
        assert books.inbox.pending() == 1
    store.close()


def test_what_cannot_be_backed_up_says_what_to_do(tmp_path: Path, sqlite_url: str):
    with pytest.raises(StorageError, match="run pg_dump"):
        backup("postgres://u:hunter2@127.0.0.1/rounds", tmp_path, MONDAY)
    with pytest.raises(StorageError, match="in memory cannot be backed up"):
        backup("sqlite://", tmp_path, MONDAY)
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="Check that the folder can be written"):
        backup(sqlite_url, tmp_path / "file", MONDAY)
