"""Runs the migrations on the connection given: all of them, or none."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, TypeDecorator, text

from storage.errors import StorageError
from storage.tables import Base


def render_plain(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write the plain type into a new revision: today's classes may be gone when it runs."""
    if kind == "type" and isinstance(item, TypeDecorator):
        plain = item.impl_instance
        while isinstance(plain, TypeDecorator):
            plain = plain.impl_instance
        return f"sa.{plain!r}"
    return False


def run(connection: Connection) -> None:
    """Upgrade in one transaction that holds the write lock from its first moment."""
    on_sqlite = connection.dialect.name == "sqlite"
    driver: Any = connection.connection.driver_connection
    if on_sqlite:
        # Batch mode drops and rebuilds tables: with the keys on, that would delete the children.
        # Inside a transaction SQLite ignores this, so it comes before.
        driver.execute("PRAGMA foreign_keys=OFF").close()
    try:
        with connection.begin():
            if not on_sqlite:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                transactional_ddl=True,
                render_as_batch=True,
                render_item=render_plain,
            )
            with context.begin_transaction():
                context.run_migrations()
            if on_sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    tables = ", ".join(sorted({str(row[0]) for row in broken}))
                    raise StorageError(
                        f"The migration would leave rows in {tables} that refer to nothing, so it"
                        " was taken back. Restore the latest backup, or report this."
                    )
    finally:
        if on_sqlite:
            driver.execute("PRAGMA foreign_keys=ON").close()


run(context.config.attributes["connection"])
