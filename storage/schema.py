"""Which revision a database has, and how it comes to the one this program needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from storage.errors import StorageError

MIGRATION_LOCK = 0x526F756E6473  # "Rounds" in ASCII; any number that nobody else takes would do


def config(connection: Connection | None = None) -> Config:
    """Make Alembic's configuration; there is no file."""
    made = Config()
    # Alembic reads % in paths as the beginning of a variable.
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    made.set_main_option("script_location", folder)
    made.attributes["connection"] = connection
    return made


def head() -> str:
    """Name the revision that this program needs."""
    revision = ScriptDirectory.from_config(config()).get_current_head()
    if revision is None:
        raise StorageError("The migrations are missing from this installation. Install it again.")
    return revision


def current(connection: Connection) -> str | None:
    """Name the revision that a database has; None if it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(revision: str | None, place: str) -> None:
    """Stop where the database belongs to a program newer than this one."""
    known = {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}
    if revision is not None and revision not in known:
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
