"""Checks that several use cases share: who may, whose answer, with enough words."""

from dataclasses import replace

from bot.errors import BadInput, Gone, NotAllowed
from bot.practice.tools import Caller, Tools
from bot.practice.unreadable import must_be_readable
from bot.rules import reading
from questions.frozen import thaw
from questions.model import Format, Question
from storage.answers import Answer
from storage.channels import Channel
from storage.store import Books


def own_answer(books: Books, user: str, answer: str) -> Answer:
    """Give a person's own answer; Gone when it is not there or not theirs."""
    found = books.answers.get(answer)
    if found is None or found.deleted or found.user != user:
        raise Gone("That answer is no longer there.")
    return found


def question_of(tools: Tools, books: Books, answer: Answer) -> Question:
    """Give the question as it was asked: the round's frozen one, else the bank's.

    Of a drill on one point it is that point alone.
    """
    if answer.round_id is not None:
        round_ = books.rounds.get(answer.round_id)
        if round_ is not None:
            return thaw(round_.question)
    question = tools.bank.get(answer.question_id)
    if question is None:
        raise Gone("That question is no longer in the bank.")
    drill = books.drills.get(answer.drill_id) if answer.drill_id is not None else None
    return on_point(tools, question, drill.point) if drill is not None else question


def on_point(tools: Tools, question: Question, point: str | None) -> Question:
    """Give a question narrowed to one criterion, in an interviewer's words; without one, as it is.

    A question of the operator's may have been changed, so that it does not ask for it any more.
    """
    if point is None or point not in question.criteria:
        return question
    prompt = f"{question.prompt}\n\n{point_asked(tools, question, point)}"
    return replace(question, prompt=prompt, criteria=(point,))


def point_asked(tools: Tools, question: Question, point: str) -> str:
    """Give what an interviewer would ask about one criterion of a question."""
    return question.nudges.get(point) or tools.bank.rubric.criteria[point].nudge


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


def must_organise(books: Books, caller: Caller, channel: str) -> None:
    """Raise NotAllowed unless this person may change the channel."""
    known = books.channels.get(channel)
    unclaimed = known is None or (
        known.set_up_by is None and not books.channels.organisers(channel)
    )
    if not unclaimed and not organises(books, caller, channel):
        raise NotAllowed(
            "Only an organiser of this channel can do that: whoever set it up, those they added, "
            "and the workspace's admins."
        )


def organises(books: Books, caller: Caller, channel: str) -> bool:
    """Say whether a person is an organiser of a channel; of one that is nobody's, admins are."""
    known = books.channels.get(channel)
    return (
        caller.admin
        or (known is not None and known.set_up_by == caller.user)
        or caller.user in books.channels.organisers(channel)
    )


def scheduled(books: Books, caller: Caller, channel: str) -> Channel:
    """Give a channel that was set up, to somebody who may change it."""
    must_organise(books, caller, channel)
    found = books.channels.get(channel)
    if found is None:
        raise Gone("This channel is not set up yet. Type `/rounds setup` first.")
    must_be_readable(found)
    return found
