"""What the aggregates share: rows of one workspace, read and written as frozen records."""

from dataclasses import fields
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables.base import Base, Owned

Record = TypeVar("Record")


def columns(record: type[Any], table: type[Any]) -> list[ColumnElement[Any]]:
    """Give the table's columns in the order of the record's fields."""
    return [getattr(table, field.name) for field in fields(record)]


def values(record: Any) -> dict[str, Any]:
    """Give the record's fields by name, not copied."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def insert_for(connection: Connection, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Begin an insert that can say what to do on conflict, which each database does its own way."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


class Aggregate(Generic[Record]):
    """One kind of record in one workspace, inside one transaction."""

    table: type[Owned]
    record: type[Record]

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self.workspace = workspace

    def _mine(self, table: type[Owned] | None = None) -> ColumnElement[bool]:
        return (table or self.table).workspace == self.workspace

    def _select(self, *where: ColumnElement[bool]) -> Select[Any]:
        return select(*columns(self.record, self.table)).where(self._mine(), *where)

    def _one(self, statement: Select[Any]) -> Record | None:
        row = self._connection.execute(statement).first()
        return None if row is None else self.record(*row)

    def _all(self, statement: Select[Any]) -> list[Record]:
        return [self.record(*row) for row in self._connection.execute(statement)]

    def _insert(self, table: type[Owned], **row: Any) -> sqlite.Insert | postgresql.Insert:
        return insert_for(self._connection, table).values(workspace=self.workspace, **row)

    def _add(self, table: type[Owned], **row: Any) -> bool:
        """Insert; False where a unique key says that it is there already."""
        statement = self._insert(table, **row).on_conflict_do_nothing()
        done = self._connection.execute(statement, execution_options={"preserve_rowcount": True})
        return done.rowcount == 1
