"""What a subcommand gets and what the table knows of it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.practice.tools import Caller, Tools
from bot.slack.chat import Chat
from bot.slack.views.message import Message


@dataclass(frozen=True, slots=True)
class Asked:
    """One use of a command, by whom and where; `text` is what followed its name."""

    caller: Caller
    channel: str
    text: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A subcommand of /rounds: its name, its line in the help, and what it does.

    `run` gives the private answer, or None where a modal is the answer.
    """

    name: str
    does: str
    run: Callable[[Tools, Chat, Asked], Message | None]
