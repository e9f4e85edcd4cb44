"""What several peers make of an answer, whenever one of them speaks or is forgotten."""

from collections.abc import Sequence

from bot.practice.tools import Tools
from bot.rules import consensus, weakness
from questions.model import Level, Mark
from storage.store import Books


def agree(tools: Tools, books: Books, answer: str, criteria: Sequence[str]) -> None:
    """Let the consensus on an answer be what its peers' verdicts give now."""
    verdicts: dict[str, dict[str, int]] = {}
    for mark in books.marks.of(answer):
        if mark.by not in {weakness.ENGINE, weakness.CONSENSUS}:
            verdicts.setdefault(mark.by, {})[mark.criterion] = mark.level
    agreed = consensus.consensus(list(verdicts.values()))
    marks = [
        Mark(each, Level(agreed[each].level), "", f"{len(verdicts)} peers")
        for each in criteria
        if each in agreed
    ]
    books.marks.put(answer, weakness.CONSENSUS, marks, tools.judge.version, books.now())
