"""A database with one person's record in it, among the records of few others or of many."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.practice.tools import Tools
from questions.frozen import freeze
from storage.store import Books
from storage.tables.answers import AnswerRow, DisputeRow, MarkRow, ReviewRow
from storage.tables.base import Base
from storage.tables.channels import ChannelRow
from storage.tables.people import DayClockRow, LeaveRow, MemberRow
from storage.tables.rounds import RoundRow
from tests.builders import CHANNEL, TEAM

ME, ZONE = "U1", "America/New_York"
OWN = 100  # answers of the person's own, one a day
OF_EACH = 100  # answers of each of the others
DAYS = 200  # of the other channels
IN_A_CHANNEL = 2_000  # answers that others give elsewhere, by channel
POINTS, POINTS_OF_OTHERS = 8, 3
AT_ONCE = 10_000
Row = dict[str, Any]


def fill(tools: Tools, books: Books, answers: int) -> None:
    """Fill a database whose CHANNEL is set up until it holds so many answers.

    Half of the others' answers stand in the person's own channel: the worst for whoever searches
    by it. Every fourth was reviewed, or is to be, every tenth disputed.
    """
    _Crowd(tools, books, answers).fill(books.connection)


class _Crowd:
    def __init__(self, tools: Tools, books: Books, answers: int) -> None:
        # PostgreSQL's own clock goes on from one crowd to the next; both are of the same day.
        self._now = books.now().replace(hour=0, minute=0, second=0, microsecond=0)
        self._others = answers - OWN
        self._questions = [tools.bank.matching()[n] for n in range(50)]
        self._criteria = list(tools.bank.rubric.criteria)[:POINTS]
        self._people = [f"U9{n}" for n in range(max(2, self._others // OF_EACH))]
        self._channels = [f"C9{n}" for n in range(max(1, self._others // 2 // IN_A_CHANNEL))]
        self._frozen = freeze(self._questions[0])

    def fill(self, connection: Connection) -> None:
        if connection.dialect.name == "postgresql":  # what is whole needs no check, row by row
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        mine = connection.execute(select(*ChannelRow.__table__.c)).mappings().one()
        _put(connection, ChannelRow, [{**mine, "id": each} for each in self._channels])
        for channel, days in ((CHANNEL, OWN), *((each, DAYS) for each in self._channels)):
            _put(connection, RoundRow, [self._round(channel, day) for day in range(days)])
        everybody = [_of(each) for each in (ME, *self._people)]
        joined = self._now - timedelta(days=400)
        member = {"zone": ZONE, "settings": {}, "joined_at": joined, "welcomed": True}
        clock = {"since": joined, "zone": ZONE, "day_end": "04:00"}
        leave = {"first": joined.date(), "last": joined.date()}
        for table, row in ((MemberRow, member), (DayClockRow, clock), (LeaveRow, leave)):
            _put(connection, table, [each | row for each in everybody])
        self._answers(connection, [(f"me{n}", CHANNEL, n, ME) for n in range(OWN)], POINTS)
        given = [self._review(f"me{n}", ME, self._people[0], n) for n in range(20)]
        _put(connection, ReviewRow, given)
        for start in range(0, self._others, AT_ONCE):
            some = [self._other(k) for k in range(start, min(start + AT_ONCE, self._others))]
            self._answers(connection, some, POINTS_OF_OTHERS)
            reviewed = [
                self._review(id_, user, self._people[(start + n + 1) % len(self._people)], n)
                for n, (id_, _, _, user) in enumerate(some)
                if n % 4 == 0
            ]
            _put(connection, ReviewRow, reviewed)
        owed = [self._review(id_, user, ME, 1) for id_, _, _, user in map(self._other, (1, 2, 3))]
        _put(connection, ReviewRow, owed)

    def _other(self, k: int) -> tuple[str, str, int, str]:
        half, ours = divmod(k, 2)
        user = self._people[k % len(self._people)]
        if ours:
            return f"o{k}", CHANNEL, half % OWN, user
        channel = self._channels[half % len(self._channels)]
        return f"o{k}", channel, half // len(self._channels) % DAYS, user

    def _answers(
        self, connection: Connection, some: list[tuple[str, str, int, str]], points: int
    ) -> None:
        _put(connection, AnswerRow, [self._answer(*each) for each in some])
        _put(connection, MarkRow, list(self._marks(some, points)))
        _put(connection, DisputeRow, [self._dispute(*each) for each in some[::10]])

    def _round(self, channel: str, day: int) -> Row:
        at = self._now - timedelta(days=day, hours=1)
        return {
            "workspace": TEAM,
            "id": f"{channel}-{day}",
            "channel": channel,
            "local_date": at.date(),
            "zone": ZONE,
            "due_at": at,
            "kind": "scheduled",
            "counts": True,
            "question_id": self._question(day),
            "question": self._frozen,
            "rendering": {"text": "What would you do first? " * 20, "blocks": []},
            "state": "posted",
            "sweeps": 0,
            "planned_at": at,
            "posted_at": at,
            "late": False,
            "attempt": 1,
            "ts": f"{at.timestamp():.6f}",
        }

    def _answer(self, id_: str, channel: str, day: int, user: str) -> Row:
        at = self._now - timedelta(days=day, minutes=50)
        return {
            "workspace": TEAM,
            "id": id_,
            "round_id": f"{channel}-{day}",
            "question_id": self._question(day),
            "channel": channel,
            "ts": f"{at.timestamp():.6f}",
            "user": user,
            "text": "The nurse sees who was admitted, and calls the ward. " * 8,
            "draft": 1,
            "written_at": at,
            "version": "0",
            "deleted": False,
            "left_out": False,
            "local_date": at.date(),
            "zone": ZONE,
            "at": at,
            "kind": "thread",
            "words": 80,
            "fingerprint": id_,
        }

    def _marks(self, some: list[tuple[str, str, int, str]], points: int) -> Iterator[Row]:
        for id_, _, day, _ in some:
            for n, criterion in enumerate(self._criteria[:points]):
                yield {
                    "workspace": TEAM,
                    "answer_id": id_,
                    "by": "engine",
                    "criterion": criterion,
                    "level": (day + n) % 3,
                    "evidence": "calls the ward",
                    "rule": "r",
                    "rubric": "h",
                    "at": self._now - timedelta(days=day),
                }

    def _dispute(self, id_: str, _channel: str, _day: int, user: str) -> Row:
        said = {"answer_id": id_, "criterion": self._criteria[0], "at": self._now}
        return {**_of(user), **said}

    def _review(self, id_: str, author: str, reviewer: str, n: int) -> Row:
        return {
            "workspace": TEAM,
            "id": f"r-{id_}",
            "answer_id": id_,
            "reviewer": reviewer,
            "author": author,
            "state": "offered" if n % 3 else "submitted",
            "lease_until": self._now + timedelta(hours=20),
            "at": self._now,
        }

    def _question(self, day: int) -> str:
        return self._questions[day % len(self._questions)].id


def _of(user: str) -> Row:
    return {"workspace": TEAM, "user": user}


def _put(connection: Connection, table: type[Base], rows: list[Row]) -> None:
    """Store rows; PostgreSQL takes ten times as long for them one by one."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    columns = [table.__table__.c[name] for name in rows[0]]
    ready = [
        each.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        for each in columns
    ]
    names = ", ".join(f'"{each.name}"' for each in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.__tablename__} ({names}) FROM STDIN") as copy:
        for row in rows:
            values = zip(ready, row.values(), strict=True)
            copy.write_row([bind(value) if bind else value for bind, value in values])
