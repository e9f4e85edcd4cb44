"""What reading one person's streak, weaknesses and Home costs, by how much others have stored."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from bot.practice import progress, streaks, weaknesses
from bot.practice.tools import Caller, Tools
from bot.slack.views.home import home_view
from storage.upkeep import migrate
from tests.bench.crowd import ME, ZONE, fill
from tests.builders import TEAM, Hands, set_up, tools
from tests.postgres import execute, running

FEW, GOAL, TIMES = 1_000, 1.3, 200
_ME = Caller(TEAM, ME, ZONE, admin=False)

Readings = dict[str, Callable[[], object]]


def run(database: str, sizes: Sequence[int], *, plans: bool) -> bool:
    """Measure all crowds side by side, print a table, and say whether nothing grew too much."""
    with _server(database) as address:
        made = [_filled(address(f"crowd_{size}"), size) for size in (FEW, *sizes)]
        readings = [_readings(each) for each in made]
        columns = "".join(f"{size:>12,}" for size in (FEW, *sizes))
        print(f"\n{database + ', ms':16}{columns}   most / least (goal {GOAL})")
        grown = [_compare(name, [each[name] for each in readings]) for name in _NAMES]
        if plans:
            _explain(made[-1], readings[-1]["home"])
        for each in made:
            each.store.close()
    return max(grown) <= GOAL


_NAMES = ("streak", "weaknesses", "home")


def _readings(made: Tools) -> Readings:
    def streak() -> object:
        with made.store.read(TEAM) as books:
            return streaks.streak_of(books, ME, books.now())

    return {
        "streak": streak,
        "weaknesses": lambda: weaknesses.advise(made, _ME),
        "home": lambda: home_view(progress.of(made, _ME), made.bank.rubric),
    }


def _compare(name: str, readings: Sequence[Callable[[], object]]) -> float:
    few, *more = (reading() for reading in readings)
    assert all(each == few for each in more), f"{name}: the same person does not read the same"
    took: list[list[float]] = [[] for _ in readings]
    for _ in range(TIMES):  # by turns, so that what else the machine does falls on all
        for reading, kept in zip(readings, took, strict=True):
            started = time.perf_counter()
            reading()
            kept.append((time.perf_counter() - started) * 1e3)
    medians = [statistics.median(each) for each in took]
    grown = max(medians) / medians[0]
    print(f"{name:16}{''.join(f'{each:12.2f}' for each in medians)}  {grown:6.2f}", flush=True)
    return grown


def _filled(address: str, size: int) -> Tools:
    started = time.perf_counter()
    hands = Hands()
    migrate(address, hands.now)
    made = tools(hands, address)
    set_up(made, hands)
    with made.store.begin(TEAM) as books:
        fill(made, books, size)
    if not address.startswith("sqlite"):
        execute(address, "VACUUM ANALYZE")  # as the server does by itself, a minute later
    print(f"{size:,} answers stored in {time.perf_counter() - started:.0f} s", flush=True)
    return made


@contextmanager
def _server(database: str) -> Iterator[Callable[[str], str]]:
    """Give the address of an empty database by its name; all are gone afterwards."""
    if database == "sqlite":
        with tempfile.TemporaryDirectory(prefix="rounds-bench-") as folder:
            yield lambda name: f"sqlite:///{folder}/{name}.db"
        return
    with running() as address:

        def new(name: str) -> str:
            execute(address("postgres"), f"CREATE DATABASE {name}")
            return address(name)

        yield new


def _explain(made: Tools, reading: Callable[[], object]) -> None:
    """Print how the database finds what a reading asks for."""
    shown: list[str] = []
    sqlite = made.store.address.startswith("sqlite")

    def explain(_c: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and "FROM" in statement:
            how = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN (ANALYZE, BUFFERS)"
            rows = cursor.connection.execute(f"{how} {statement}", parameters).fetchall()
            asked = " ".join(statement[statement.index("FROM") :].split())
            shown.append("\n".join([f"\n{asked[:200]}", *(f"    {row[-1]}" for row in rows)]))

    with made.store.read(TEAM) as books:
        engine = books.connection.engine
    event.listen(engine, "before_cursor_execute", explain)
    reading()
    event.remove(engine, "before_cursor_execute", explain)
    print("\n".join(shown))
