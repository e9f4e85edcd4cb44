"""Column types: what may enter the database, and what it looks like when it comes back."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text, TypeDecorator


def clean(text: str) -> str:
    """Drop what one of the databases cannot hold: NUL and lone surrogates."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")


def clean_tree(value: Any) -> Any:
    """Clean every string of a JSON value, keys too."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): clean_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_tree(item) for item in value]
    return value


class CleanText(TypeDecorator[str]):
    """Text without NUL and lone surrogates; the type of every string column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean what goes in."""
        return None if value is None else clean(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: naive values are refused, and what comes back is in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive value, and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A datetime without a zone cannot be stored: give it one.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Restore UTC, which SQLite forgets and PostgreSQL turns into the session's zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CleanJson(TypeDecorator[Any]):
    """A JSON value with clean strings, its keys in the order given; None is NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Clean what goes in."""
        return clean_tree(value)


class TextTuple(CleanJson):
    """A tuple of strings, kept as a JSON list."""

    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Make the list a tuple again."""
        return None if value is None else tuple(value)


class DateRanges(CleanJson):
    """Pairs of a first and a last date, kept as a JSON list of lists."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write the dates as text."""
        return None if value is None else [[day.isoformat() for day in pair] for pair in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Make them dates again."""
        if value is None:
            return None
        return tuple(tuple(date.fromisoformat(day) for day in pair) for pair in value)
