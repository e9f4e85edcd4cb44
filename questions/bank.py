"""The bank: every question that may be asked, to look up and to filter."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from questions.load import SHIPPED, load_questions, load_rubric
from questions.model import Question, Rubric
from questions.problem import Problem


class Bank:
    """Questions by id, in the order they were given, with the rubric that they are judged by."""

    def __init__(self, questions: Iterable[Question], rubric: Rubric) -> None:
        self.rubric = rubric
        self._questions = {question.id: question for question in questions}
        held = {question.category for question in self._questions.values()}
        self.categories = tuple(name for name in rubric.categories if name in held)

    @property
    def ids(self) -> tuple[str, ...]:
        """Give every id."""
        return tuple(self._questions)

    def get(self, question_id: str) -> Question | None:
        """Give the question of this id, if the bank (still) has it."""
        return self._questions.get(question_id)

    def matching(
        self,
        *,
        tracks: Collection[str] | None = None,
        difficulties: Collection[str] | None = None,
        category: str | None = None,
    ) -> tuple[Question, ...]:
        """Give the questions that fit all that is asked; None asks for nothing."""
        return tuple(
            question
            for question in self._questions.values()
            if (tracks is None or question.track in tracks)
            and (difficulties is None or question.difficulty in difficulties)
            and (category is None or question.category == category)
        )


@dataclass(frozen=True, slots=True)
class LoadedBank:
    """The bank, and what was left out of it and why."""

    bank: Bank
    problems: tuple[Problem, ...]


def load_bank(own: Sequence[Path] = ()) -> LoadedBank:
    """Load the questions that come with Rounds, and then the organisers' own."""
    rubric = load_rubric()
    loaded = load_questions([SHIPPED, *own], rubric)
    return LoadedBank(Bank(loaded.questions, rubric), loaded.problems)
