"""What a subcommand gets and what the table knows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.errors import BadInput
from bot.practice.tools import Caller, Tools
from bot.rules import practice_day
from bot.slack.chat import Chat
from bot.slack.views.message import Message


@dataclass(frozen=True, slots=True)
class Asked:
    """One use of a command, by whom and where; `text` is what followed its name."""

    caller: Caller
    channel: str
    text: str
    trigger: str

    @property
    def words(self) -> str:
        """Give what followed the subcommand."""
        return " ".join(self.text.split()[1:]).lower()


def read_date(typed: str, after: str) -> date:
    """Read a date; raises BadInput with what to type `after` which command."""
    try:
        return practice_day.parse_date(typed)
    except ValueError as error:
        raise BadInput({"date": f"{error} For example: `{after} 2026-12-24`."}) from None


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A subcommand of /rounds: its name, its line in the help, and what it does.

    `run` gives the private answer, or None where a modal is the answer.
    """

    name: str
    does: str
    run: Callable[[Tools, Chat, Asked], Message | None]
