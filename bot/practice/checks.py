"""Checks that several use cases share: whose answer, to which question, with enough words."""

from bot.errors import BadInput, Gone
from bot.practice.tools import Tools
from bot.rules import reading
from questions.frozen import thaw
from questions.model import Format, Question
from storage.answers import Answer
from storage.store import Books


def own_answer(books: Books, user: str, answer: str) -> Answer:
    """Give a person's own answer; Gone when it is not there or not theirs."""
    found = books.answers.get(answer)
    if found is None or found.deleted or found.user != user:
        raise Gone("That answer is no longer there.")
    return found


def question_of(tools: Tools, books: Books, answer: Answer) -> Question:
    """Give the question as it was asked: the round's frozen one, else the bank's."""
    if answer.round_id is not None:
        round_ = books.rounds.get(answer.round_id)
        if round_ is not None:
            return thaw(round_.question)
    question = tools.bank.get(answer.question_id)
    if question is None:
        raise Gone("That question is no longer in the bank.")
    return question


def check_floor(text: str, question: Question) -> None:
    """Raise BadInput for a text too short to be an answer to the question."""
    need_words(text, reading.floor_for(text, code_expected=question.format == Format.CODING))


def need_words(text: str, floor: int) -> None:
    """Raise BadInput for a text of fewer words; it says how many there are and are needed."""
    words = reading.words(text)
    if words == 0:
        raise BadInput({"answer": f"There is no answer yet. About {floor} words are enough."})
    count = "1 word" if words == 1 else f"{words} words"
    if words < floor:
        raise BadInput({"answer": f"This has {count}; it takes at least {floor}. Say a bit more."})
