"""What a use case may touch."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import Clock
from questions.bank import Bank
from questions.judge import Judge
from storage.store import Store

if TYPE_CHECKING:
    from bot.adviser import Adviser


@dataclass(frozen=True, slots=True)
class Tools:
    """The store, the questions, the judge and the clock; built once, by `bot/app.py`.

    `adviser` is a model that the operator set; it takes seconds, so never ask it in a transaction.
    `keep_days`: answers older than that lose their text; None keeps it.
    """

    store: Store
    bank: Bank
    judge: Judge
    clock: Clock
    adviser: "Adviser | None" = None
    keep_days: int | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for something: a full member of the workspace, their time zone and their role.

    In the shell it is the operator, who may do what an admin may.
    """

    workspace: str
    user: str
    zone: str
    admin: bool = False


OPERATOR = "operator"


def operator(workspace: str) -> Caller:
    """Give whoever types in the shell."""
    return Caller(workspace, OPERATOR, "UTC", admin=True)
