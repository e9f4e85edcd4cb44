"""What all tables share: types by annotation, names of constraints, the workspace in the key."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.types import CleanJson, CleanText, DateRanges, TextTuple, UtcDateTime


class Base(DeclarativeBase):
    """The root of the mapped classes."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: CleanText,
        datetime: UtcDateTime,
        date: Date,
        dict[str, Any]: CleanJson,
        list[dict[str, Any]]: CleanJson,
        tuple[str, ...]: TextTuple,
        tuple[tuple[date, date], ...]: DateRanges,
    }


class Owned(Base):
    """A row that belongs to a workspace."""

    __abstract__ = True

    workspace: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)


class Named(Owned):
    """A row with an id of its own within its workspace."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-9)


class Delivered(Named):
    """A row that is sent to Slack once: who holds it, how far it came, what went wrong."""

    __abstract__ = True

    state: Mapped[str]
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempt: Mapped[int]
    not_before: Mapped[datetime | None]
    send_started_at: Mapped[datetime | None]
    ts: Mapped[str | None]
    last_error: Mapped[str | None]
