"""What several peers make of an answer, whenever one of them speaks or is forgotten."""

from collections.abc import Sequence

from bot.practice.tools import Tools
from bot.rules import consensus, weakness
from bot.rules.consensus import Verdict
from questions.model import Level, Mark
from storage.store import Books


def agree(tools: Tools, books: Books, answer: str, criteria: Sequence[str]) -> None:
    """Let the consensus on an answer be what its peers' verdicts give now."""
    given = verdicts(books, answer)
    agreed = consensus.consensus(given)
    marks = [
        Mark(each, Level(agreed[each].level), "", f"{len(given)} peers")
        for each in criteria
        if each in agreed
    ]
    books.marks.put(answer, weakness.CONSENSUS, marks, tools.judge.version, books.now())


def verdicts(books: Books, answer: str) -> list[Verdict]:
    """Give what each peer made of the last text of an answer that was reviewed."""
    reviews = [each for each in books.reviews.of_answer(answer) if each.released_at is not None]
    latest = max((each.draft or 0 for each in reviews), default=0)
    others = {each.reviewer for each in reviews if (each.draft or 0) < latest}
    others |= {weakness.ENGINE, weakness.CONSENSUS}
    levels: dict[tuple[str, bool], dict[str, int]] = {}
    for mark in books.marks.of(answer):
        if mark.by not in others:
            levels.setdefault((mark.by, mark.light), {})[mark.criterion] = mark.level
    return [Verdict(found, light) for (_, light), found in levels.items()]
