"""The one way to the database: a transaction that is bound to a workspace."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from threading import RLock
from typing import Self

from sqlalchemy import URL, Connection, Engine, func, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from storage import schema
from storage.aggregate import columns, insert_for, values
from storage.answers import Answers
from storage.calibrations import Calibrations
from storage.channels import Channels
from storage.disputes import Disputes
from storage.drills import Drills
from storage.engine import in_memory, make_engine, parse_url, reading
from storage.errors import StorageError
from storage.forgotten import Forgotten
from storage.heartbeats import Heartbeats
from storage.hints import Hints
from storage.inbox import Inbox
from storage.leavers import Leavers
from storage.marks import Marks
from storage.members import Members
from storage.messages import Messages
from storage.moves import Moves
from storage.outbox import Outbox
from storage.places import must_exist, place, trouble
from storage.remarks import Remarks
from storage.reminders import Reminders
from storage.reviews import Reviews
from storage.rounds import Rounds
from storage.tables.channels import WorkspaceRow
from storage.types import UtcDateTime
from storage.workspaces import Workspace


class Books:
    """Everything that is stored of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace: str, now: Callable[[], datetime]) -> None:
        self.workspace = workspace
        self.channels = Channels(connection, workspace)
        self.rounds = Rounds(connection, workspace)
        self.messages = Messages(connection, workspace)
        self.answers = Answers(connection, workspace)
        self.marks = Marks(connection, workspace)
        self.disputes = Disputes(connection, workspace)
        self.hints = Hints(connection, workspace)
        self.remarks = Remarks(connection, workspace)
        self.members = Members(connection, workspace)
        self.drills = Drills(connection, workspace)
        self.reviews = Reviews(connection, workspace)
        self.calibrations = Calibrations(connection, workspace)
        self.reminders = Reminders(connection, workspace)
        self.inbox = Inbox(connection, workspace)
        self.outbox = Outbox(connection, workspace)
        self.heartbeats = Heartbeats(connection, workspace)
        self.forgotten = Forgotten(connection, workspace)
        self.leavers = Leavers(connection, workspace)
        self.moves = Moves(connection, workspace)
        self.connection = connection
        self._now = now

    def now(self) -> datetime:
        """Tell the time by which leases are held: the server's, where there is one."""
        if self.connection.dialect.name == "postgresql":
            clock = select(func.clock_timestamp(type_=UtcDateTime))
            return self.connection.execute(clock).scalar_one()
        return self._now()


class Store:
    """A database at the schema that this program needs."""

    def __init__(self, engine: Engine, url: URL, now: Callable[[], datetime]) -> None:
        self._writing = engine
        self._reading = reading(engine)
        self._url = url
        self._now = now
        # All threads share the one connection of a database in memory, so they take turns.
        self._turn: AbstractContextManager[object] = RLock() if in_memory(url) else nullcontext()

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime]) -> Self:
        """Open a database; where that fails, the error says what to do. Memory starts empty."""
        parsed = parse_url(url)
        must_exist(parsed)
        store = cls(make_engine(parsed), parsed, now)
        try:
            if in_memory(parsed):
                schema.upgrade(store._writing)
            # A transaction that writes, to find out now what cannot be written.
            with store._transaction(store._writing) as connection:
                schema.require_head(connection, place(parsed))
        except BaseException:
            store.close()
            raise
        return store

    @property
    def address(self) -> str:
        """Give the database's address, password and all: for upkeep, never for a log."""
        return self._url.render_as_string(hide_password=False)

    @contextmanager
    def begin(self, workspace: str) -> Iterator[Books]:
        """Open a transaction that writes: one at a time in a workspace, all of it or nothing."""
        with self._transaction(self._writing) as connection:
            if connection.dialect.name == "postgresql":
                # What is read here stays true until the end, as it does on SQLite.
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(hashtextextended(:workspace, 0))"),
                    {"workspace": workspace},
                )
            yield Books(connection, workspace, self._now)

    @contextmanager
    def read(self, workspace: str) -> Iterator[Books]:
        """Open a transaction that sees one moment and cannot write."""
        with self._transaction(self._reading) as connection:
            yield Books(connection, workspace, self._now)

    def workspaces(self) -> list[Workspace]:
        """List every workspace; for jobs and upkeep only."""
        statement = select(*columns(Workspace, WorkspaceRow)).order_by(WorkspaceRow.id)
        with self._transaction(self._reading) as connection:
            return [Workspace(*row) for row in connection.execute(statement)]

    def save_workspace(self, workspace: Workspace) -> None:
        """Write a workspace, or write it anew."""
        new = values(workspace)
        with self._transaction(self._writing) as connection:
            connection.execute(
                insert_for(connection, WorkspaceRow)
                .values(**new)
                .on_conflict_do_update(index_elements=["id"], set_=new)
            )

    def close(self) -> None:
        """Let go of all connections."""
        self._writing.dispose()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with self._turn, engine.begin() as connection:
                yield connection
        except (IntegrityError, DataError, ProgrammingError):
            raise  # a mistake in what was asked, not a database that cannot be used
        except DBAPIError as error:
            raise StorageError(trouble(error, self._url)) from error
