"""The ground that the answering histories of a process share, laid once."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from slack_bolt import App

from bot.clock import Clock
from bot.errors import RoundsError
from bot.practice.tools import Tools
from bot.slack import wire
from bot.slack.chat import Chat
from questions.model import Format, Hint, Judgement, Level, Mark, Nudge, Praise, Question
from storage.channels import Channel
from storage.errors import StorageError
from storage.rounds import Round
from storage.store import Books
from tests import builders
from tests.builders import MONDAY, TEAM
from tests.simulation.answering_checks import Checks
from tests.simulation.mortal import MortalStore
from tests.simulation.slack_thread import BOT

IDENTITY = wire.Identity(TEAM, BOT, "BBOT", "Practice")


class Database(MortalStore):
    """The production store; reading may fail too."""

    @contextmanager
    def read(self, workspace: str) -> Iterator[Books]:
        self.point("before read")
        with super().read(workspace) as books:
            yield books

    def look(self, workspace: str) -> AbstractContextManager[Books]:
        """Read where nothing goes wrong, for those who check."""
        return super().read(workspace)


class QuickJudge:
    """Quotes an answer and nudges; the real judge takes longer than all the rest of a seed."""

    version = "quick"

    def judge(self, question: Question, answer: str, *_: object, **__: object) -> Judgement:
        first, second = question.criteria[:2]
        marks = (
            Mark(first, Level.SHOWN, answer, "quick"),
            Mark(second, Level.MISSING, "", "quick"),
        )
        nudge = Nudge(second, f"Is that all of it, after {len(answer)} letters?")
        return Judgement(marks, Hint(Praise(first, answer), (nudge,)))


@dataclass
class Ground:
    """What all seeds of a process share: a database that is emptied between them, and Bolt."""

    store: Database
    raw: sqlite3.Connection
    now: list[datetime]
    tools: Tools
    app: App
    channel: Channel
    round: Round
    coding: Question


@cache
def ground() -> Ground:
    now = [MONDAY]
    hands = builders.Hands()
    made = builders.tools(hands)
    builders.set_up(made, hands)
    template = builders.posted_round(made)
    with made.store.read(TEAM) as books:
        channel = books.channels.get(builders.CHANNEL)
    assert channel is not None
    made.store.close()
    store = Database.open("sqlite://", lambda: now[0])

    def read() -> float:
        return now[0].timestamp()

    clock = Clock(read, read)
    tools = Tools(store, builders.bank(), QuickJudge(), clock)  # type: ignore[arg-type]
    chat = Chat("xoxb-test", "http://127.0.0.1:1/api/", clock.monotonic)
    app = wire.build(wire.Wire(tools, chat, IDENTITY, "xoxb-test", nothing, nothing))
    coding = next(
        question
        for each in made.bank.ids
        if (question := made.bank.get(each)) is not None and question.format == Format.CODING
    )
    raw = store._writing.raw_connection().driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return Ground(store, raw, now, tools, app, channel, template, coding)


def nothing() -> None:
    pass


class Listener(logging.Handler):
    """Hears what workers log instead of raising; only what is done to them here is expected."""

    def __init__(self, checks: Checks) -> None:
        super().__init__()
        self._checks = checks
        self._logger = logging.getLogger("bot")
        self._propagated, self._logger.propagate = self._logger.propagate, False
        self._logger.addHandler(self)
        logging.getLogger("slack_bolt").disabled = True  # it remarks on each refusal

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not isinstance(error, StorageError | RoundsError):
            self._checks.problems.append(f"A worker met {error!r}.")

    def close(self) -> None:
        self._logger.removeHandler(self)
        self._logger.propagate = self._propagated
        logging.getLogger("slack_bolt").disabled = False
        super().close()
