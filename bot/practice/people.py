"""What Rounds keeps of a person beside their answers: their zone and their choices."""

from typing import Any

from bot.errors import BadInput
from bot.practice.schedule import HINTS
from bot.practice.tools import Caller, Tools


def moved(tools: Tools, workspace: str, user: str, zone: str) -> None:
    """Follow a person to another time zone; what they did before keeps its date."""
    with tools.store.read(workspace) as books:
        known = books.members.get(user)
    if known is not None and known.zone != zone:
        with tools.store.begin(workspace) as books:
            books.members.change(user, zone=zone)


def settings(tools: Tools, caller: Caller) -> dict[str, Any]:
    """Give a person's choices; empty where they left everything as it is."""
    with tools.store.read(caller.workspace) as books:
        known = books.members.get(caller.user)
        return known.settings if known is not None else {}


def choose_hints(tools: Tools, caller: Caller, where: str) -> None:
    """Keep where a person wants their hints: channel, private, dm or thread."""
    if where not in {"channel", *HINTS}:
        raise BadInput({"hints": "Please choose one of these."})
    with tools.store.begin(caller.workspace) as books:
        books.members.ensure(caller.user, caller.zone, books.now())
        chosen = "" if where == "channel" else where
        books.members.change(caller.user, settings={"hints": chosen})
