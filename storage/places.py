"""Where a database is, and words for what can be wrong there."""

from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from storage.engine import in_memory
from storage.errors import StorageError


def place(url: URL) -> str:
    """Say where a database is, without the password."""
    if url.get_backend_name() == "sqlite":
        return "memory" if in_memory(url) else str(path_of(url))
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def path_of(url: URL) -> Path:
    """Give the file of a SQLite database, whole."""
    return Path(url.database or "").absolute()


def must_fit(url: URL) -> None:
    """Stop where a SQLite file cannot be: its folder is missing, or the path is a folder."""
    if url.get_backend_name() != "sqlite" or in_memory(url):
        return
    path = path_of(url)
    if path.is_dir():
        raise StorageError(
            f"The database {path} is a folder. Let ROUNDS_DATABASE_URL name a file,"
            f" such as sqlite:///{path / 'rounds.db'}."
        )
    if not path.parent.is_dir():
        raise StorageError(
            f"The folder {path.parent} for the database does not exist. Make it,"
            " or set ROUNDS_DATABASE_URL to a path that you can write to."
        )


def must_exist(url: URL) -> None:
    """Stop where there is no SQLite file yet, before the driver makes an empty one."""
    must_fit(url)
    if url.get_backend_name() == "sqlite" and not in_memory(url) and not path_of(url).exists():
        raise StorageError(f"There is no database at {path_of(url)} yet. Run `rounds db upgrade`.")


def trouble(error: DBAPIError, url: URL) -> str:
    """Say what the driver's error means, where, and what to do."""
    said = " ".join(str(error.orig).split())
    where = f"The database at {place(url)}"
    if url.get_backend_name() == "postgresql":
        return (
            f"{where} cannot be used: {said}. Check that the server runs, and that"
            " ROUNDS_DATABASE_URL has the right host, user, password and database."
        )
    if "locked" in said or "busy" in said:
        return f"{where} is busy: another process has been writing for too long. Try again."
    if "full" in said:
        return f"{where} cannot grow: the disk is full. Free some space; nothing is lost."
    return (
        f"{where} cannot be used: {said}. Check that the file and its folder can be read and"
        " written by this user, or set ROUNDS_DATABASE_URL to a path that can."
    )
