"""Comments: what people say to each other in a thread about their answers."""

from bot.rules import commenting
from storage.answers import Answer
from storage.messages import Message
from storage.store import Books


def settle(books: Books, round_id: str) -> None:
    """Let a round's messages be comments on the answers that stand now, or none.

    A pure function of the rows of messages and answers, for whenever one of them changes.
    """
    said = books.messages.said_to_somebody(round_id)
    if not said:
        return
    standing = [_standing(each) for each in books.answers.of_rounds([round_id])]
    readable = [each for each in standing if each is not None]
    for message in said:
        about = _about(message, readable)
        if about != message.about:
            books.messages.comment(message.channel, message.ts, about)


def _standing(answer: Answer) -> commenting.Standing | None:
    """Give an answer as it stands in its thread; None where peers cannot read it."""
    ts = answer.ts if answer.kind == "thread" else answer.shared_ts
    return commenting.Standing(answer.id, answer.user, ts) if ts else None


def _about(message: Message, answers: list[commenting.Standing]) -> str | None:
    if message.deleted or message.ruling or message.words > 0:  # gone, or part of an answer
        return None
    if message.text is None:  # its words were kept for long enough; what they were about stands
        return message.about if any(each.id == message.about for each in answers) else None
    return commenting.about(message.text, message.user, message.ts, answers)
