"""Which revision a database has, and how it comes to the one this program needs.

Alembic is loaded only to migrate: most starts find the database as it should be, and Alembic with
its templates would be a tenth of their time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from storage.errors import StorageError

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"

MIGRATION_LOCK = 0x526F756E6473  # "Rounds" in ASCII; any number that nobody else takes would do


def config(connection: Connection | None = None) -> "Config":
    """Make Alembic's configuration; there is no file."""
    from alembic.config import Config  # noqa: PLC0415 - see the top

    made = Config()
    # Alembic reads % in paths as the beginning of a variable.
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def revisions() -> list[str]:
    """List the revisions that this program knows, oldest first, as their files are numbered."""
    found = sorted(path.name.partition("_")[0] for path in FOLDER.glob("versions/[0-9]*_*.py"))
    if not found:
        raise StorageError("The migrations are missing from this installation. Install it again.")
    return found


def head() -> str:
    """Name the revision that this program needs."""
    return revisions()[-1]


def current(connection: Connection) -> str | None:
    """Name the revision that a database has; None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return found


def refuse_newer(revision: str | None, place: str) -> None:
    """Stop where the database belongs to a program newer than this one."""
    if revision is not None and revision not in revisions():
        raise StorageError(
            f"The database at {place} has the schema {revision}, which this version of Rounds does"
            f" not know: it knows up to {head()}. Run a version that has {revision}, or restore a"
            " backup made before that one was used."
        )


def require_head(connection: Connection, place: str) -> None:
    """Stop where the database is not at the revision that this program needs."""
    revision = current(connection)
    if revision == head():
        return
    refuse_newer(revision, place)
    found = "has no tables yet" if revision is None else f"has the older schema {revision}"
    raise StorageError(f"The database at {place} {found}. Run `rounds db upgrade`.")


def upgrade(engine: Engine) -> None:
    """Bring a database to the head, one process at a time; a failure leaves it as it was."""
    from alembic import command  # noqa: PLC0415 - see the top

    with _alone(engine), engine.connect() as connection:
        command.upgrade(config(connection), "head")


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    # SQLite needs no lock of ours: env.py begins by taking the database's.
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET lock_timeout = '60s'"))
        connection.execute(text("SET statement_timeout = '61s'"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
            connection.execute(text("RESET lock_timeout"))
            connection.execute(text("RESET statement_timeout"))
