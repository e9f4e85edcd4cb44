"""Everything that is stored about one person, in whatever table: to show, and to delete.

It goes by the names of columns, so that a table that is added later is not left out. To show, a
review of one's answer is left out until its author may see it, and its reviewer where the channel
wants no names.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    cast,
    delete,
    func,
    or_,
    select,
    update,
)

from storage.forgotten import SOMEBODY, without
from storage.marks import LIGHT, PEER
from storage.store import Books
from storage.tables import Base
from storage.tables.answers import AnswerRow, MarkRow, MessageRow, ReviewRow
from storage.tables.queues import EventRow, OutboxRow
from storage.types import CleanJson, CleanText

# Columns that hold a person's id. A row goes with its owner; from others only the id goes.
_OWNERS = ("user", "reviewer", "author")
_ACTORS = ("by", "requested_by", "set_up_by")
_UNNAMED = "a peer"
_TELLING = ("id", "at", "accepted_at", "submitted_at", "released_at")
_APART = frozenset({"forgotten", "forget_keys", "inbox", "alembic_version"})


@dataclass(frozen=True, slots=True)
class Gone:
    """What was deleted: rows by table, our own messages about it, and whose consensus changed."""

    rows: Mapping[str, int]
    posts: tuple[tuple[str, str], ...]
    reviewed: tuple[str, ...]


def count_about(books: Books, user: str) -> dict[str, int]:
    """Count by table what is stored about a person."""
    found = {}
    for table, about in _about(books, user):
        counted = select(func.count()).select_from(table).where(_mine(books, table), about)
        if number := books.connection.scalar(counted):
            found[table.name] = number
    return found


def rows_about(books: Books, user: str) -> dict[str, list[dict[str, Any]]]:
    """Give by table what is stored about a person, times in ISO 8601 and UTC."""
    found: dict[str, list[dict[str, Any]]] = {}
    unnamed = _unnamed(books, user)
    for table, about in _about(books, user):
        shown = [column for column in table.columns if column.name not in _PLUMBING]
        statement = select(*shown).where(_mine(books, table), about).order_by(*table.primary_key)
        rows = [
            _discreet(
                {c.name: _plain(value) for c, value in zip(shown, row, strict=True)}, user, unnamed
            )
            for row in books.connection.execute(statement)
        ]
        if rows:
            found[table.name] = rows
    return found


def _discreet(
    row: dict[str, Any], user: str, unnamed: Collection[tuple[str, str]]
) -> dict[str, Any]:
    """Leave out why another person's review counts less, and who wrote it where they are unnamed.

    Organisers alone are told why.
    """
    if "doubts" in row and row["reviewer"] != user:
        del row["doubts"]
    if row.get("rule") == LIGHT and row["by"] != user:
        row["rule"] = PEER
    for name in ("reviewer", "by"):
        if (row.get("answer_id"), row.get(name)) in unnamed:
            row[name] = _UNNAMED
            for telling in _TELLING:  # by the instant, the group would know whose it is
                row.pop(telling, None)
    return row


def _unnamed(books: Books, user: str) -> set[tuple[str, str]]:
    """Give answer and reviewer of each review of a person's answers that bears no name."""
    found = select(ReviewRow.answer_id, ReviewRow.reviewer).where(
        ReviewRow.workspace == books.workspace,
        ReviewRow.answer_id.in_(_answers(books, user)),
        ReviewRow.reviewer != user,
        ReviewRow.named.is_(False),
    )
    return {(answer, reviewer) for answer, reviewer in books.connection.execute(found)}


# How a message comes to Slack, which says nothing about a person.
_PLUMBING = frozenset(
    {"workspace", "owner", "lease_until", "attempt", "not_before", "send_started_at", "number"}
    | {"rendering", "question", "sweeps", "next_sweep_at", "last_error"}
)


def forget(books: Books, user: str) -> Gone:
    """Delete all that is stored about a person and of what they said; nothing else changes.

    In what others wrote, in their mentions too, somebody takes the person's place.
    """
    posts = tuple(sorted(set(_posts(books, user))))
    reviewed = tuple(books.connection.scalars(_reviewed(books, user).order_by("answer_id")))
    rows = count_about(books, user)
    run = books.connection.execute
    mentions = [_holds(OutboxRow.body, user), OutboxRow.key.contains(user, autoescape=True)]
    run(delete(OutboxRow).where(_mine(books, OutboxRow.__table__), _about_outbox(books, user)))
    run(
        delete(OutboxRow).where(
            OutboxRow.workspace == books.workspace, or_(OutboxRow.channel == user, *mentions)
        )
    )
    for id_, body in run(
        select(EventRow.id, EventRow.body).where(
            EventRow.workspace == books.workspace, _holds(EventRow.body, user)
        )
    ).all():
        if _wrote(body, user):
            run(delete(EventRow).where(EventRow.workspace == books.workspace, EventRow.id == id_))
    marks = and_(MarkRow.by == user, MarkRow.answer_id.in_(_reviewed(books, user)))
    run(delete(MarkRow).where(MarkRow.workspace == books.workspace, marks))
    comments = and_(
        MessageRow.workspace == books.workspace, MessageRow.about.in_(_answers(books, user))
    )
    run(update(MessageRow).where(comments).values(about=None))  # the words are their writer's
    for table in reversed(Base.metadata.sorted_tables):
        owned = [table.c[name] == user for name in _OWNERS if name in table.c]
        if owned and table.name not in _APART:
            run(delete(table).where(_mine(books, table), or_(*owned)))
    for table in Base.metadata.sorted_tables:
        if "workspace" in table.c:
            _take_out(books, table, user)
    return Gone(rows, posts, reviewed)


def _about(books: Books, user: str) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Give each table with what makes a row of it one about this person."""
    for table in Base.metadata.sorted_tables:
        if table.name in _APART or "workspace" not in table.c:
            continue
        about: list[ColumnElement[bool]] = [
            table.c[name] == user for name in (*_OWNERS, *_ACTORS) if name in table.c
        ]
        if "answer_id" in table.c:
            mine = table.c.answer_id.in_(_answers(books, user))
            # A mark by a peer is found by what they reviewed: marks have no index by person.
            others = [
                and_(test, table.c.answer_id.in_(_reviewed(books, user)))
                if table.name == MarkRow.__tablename__
                else test
                for test in about
            ]
            about = [mine, *others]
        if table.name == OutboxRow.__tablename__:
            about = [table.c.channel == user]
        if table.name == ReviewRow.__tablename__:
            seen = or_(table.c.reviewer == user, table.c.released_at.is_not(None))
            about = [and_(or_(*about), seen)]
        if about:
            yield table, or_(*about)


def _answers(books: Books, user: str) -> Select[str]:
    return select(AnswerRow.id).where(
        AnswerRow.workspace == books.workspace, AnswerRow.user == user
    )


def _reviewed(books: Books, user: str) -> Select[str]:
    return select(ReviewRow.answer_id).where(
        ReviewRow.workspace == books.workspace,
        ReviewRow.reviewer == user,
        ReviewRow.answer_id.not_in(_answers(books, user)),
    )


def _about_outbox(books: Books, user: str) -> ColumnElement[bool]:
    """Find what was said of a person's answers, by its key: `hint:` and the answer's id, say."""
    ids = list(books.connection.scalars(_answers(books, user)))
    kinds = ("hint", "share", "react", "unreact", "delete", "whisper:hint", "whisper:private")
    keys = [f"{kind}:{id_}" for id_ in ids for kind in kinds]
    if not keys:
        return OutboxRow.key.is_(None)
    # A range of an index each: a colon, and what sorts right after one.
    found: list[str] = []
    for key in keys:
        within = and_(OutboxRow.key >= key, OutboxRow.key < f"{key};")
        found += books.connection.scalars(
            select(OutboxRow.id).where(OutboxRow.workspace == books.workspace, within)
        )
    return OutboxRow.id.in_(found)


def _posts(books: Books, user: str) -> Iterator[tuple[str, str]]:
    """Give our own messages in threads that hold a person's words, or words about theirs."""
    ours = AnswerRow.workspace == books.workspace
    shared = select(AnswerRow.channel, AnswerRow.shared_ts).where(ours, AnswerRow.user == user)
    reviews = (
        select(AnswerRow.channel, ReviewRow.ts)
        .join(
            AnswerRow,
            and_(AnswerRow.workspace == ReviewRow.workspace, AnswerRow.id == ReviewRow.answer_id),
        )
        .where(
            ReviewRow.workspace == books.workspace,
            or_(ReviewRow.reviewer == user, ReviewRow.answer_id.in_(_answers(books, user))),
        )
    )
    hints = select(OutboxRow.channel, OutboxRow.ts).where(
        _about_outbox(books, user), OutboxRow.workspace == books.workspace, OutboxRow.verb == "post"
    )
    for statement in (shared, reviews, hints):
        for channel, ts in books.connection.execute(statement):
            if channel and ts:
                yield channel, ts


def _wrote(body: Any, user: str) -> bool:
    """Say whether an event is about what this person did; another's may only mention them."""
    if not isinstance(body, dict):
        return False
    inner = [body.get(name) for name in ("message", "previous_message")]
    authors = [body.get("user"), *(each.get("user") for each in inner if isinstance(each, dict))]
    ids = [each.get("id") if isinstance(each, dict) else each for each in authors]
    return user in ids


def _take_out(books: Books, table: Table, user: str) -> None:
    """Put somebody in a person's place wherever a row still names them."""
    keys = list(table.primary_key)
    for column in table.columns:
        if not isinstance(column.type, CleanText | CleanJson) or column.name == "workspace":
            continue
        found = select(*keys, column.label("found")).where(
            _mine(books, table), _holds(column, user)
        )
        for row in books.connection.execute(found).all():
            here = and_(*(key == value for key, value in zip(keys, row[: len(keys)], strict=True)))
            left = _replaced(row.found, user)
            if left == row.found:
                continue  # a longer id that begins like theirs
            if left == SOMEBODY and column.nullable:
                left = None
            books.connection.execute(update(table).where(here).values({column: left}))


def _replaced(value: Any, user: str) -> Any:
    if isinstance(value, str):
        return without(value, user)
    if isinstance(value, dict):
        return {_replaced(key, user): _replaced(item, user) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_replaced(item, user) for item in value)
    return value


def _holds(column: Any, user: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = cast(column, Text).contains(user, autoescape=True)
    return found


def _mine(books: Books, table: Any) -> ColumnElement[bool]:
    found: Column[str] = table.c.workspace
    return found == books.workspace


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value
