"""The question of a round, for what its buttons show."""

from bot.errors import Gone
from bot.practice.tools import Caller, Tools
from questions.frozen import thaw
from questions.model import Question


def of_round(tools: Tools, caller: Caller, round_id: str) -> Question:
    """Give a round's question as it was asked; Gone when there is no such round."""
    with tools.store.read(caller.workspace) as books:
        found = books.rounds.get(round_id)
    if found is None or not found.question:
        raise Gone("That question is no longer there.")
    return thaw(found.question)
