"""One's own answers, page by page; nobody else sees them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from slack_sdk.models.blocks import Block, ButtonElement, DividerBlock

from bot.practice.history import Entry, Page, Remark, Said
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import (
    WHISPERED,
    Examples,
    Message,
    button,
    buttons,
    fitted,
    message,
)
from bot.slack.views.text import aside, escape, plain, points, quote, say, short_day, shorten
from questions.model import Hint
from storage.answers import Answer

_PROMPT, _ANSWER, _SAID = 160, 400, 220  # characters
_DISCUSSED = 240  # of an answer of which others said something: its author knows it
_VOICES = 3  # one's own, reviews and comments together
_VOICED = 240  # characters of each text of one voice; several share them
_SHARE = WHISPERED // 3 - 40  # bytes of the plain text, for each of the three on a page
_KINDS = {
    "thread": "in the thread",
    "private": "given privately",
    "drill": "a drill",
    "follow-up": "a reply to the interviewer",
}


def history_message(page: Page) -> Message:
    """Show a page of a person's answers with hints and reviews, and the way to the others."""
    if not page.entries:
        words = "No answers yet. Answer a question in its thread, or try `/drill`."
        return message(words, [say(words)])
    head = "Your answers, newest first. Only you see this."
    blocks = [say(f"*{head}*"), *chain.from_iterable(map(_blocks, page.entries)), *_ways(page)]
    shares = (fitted("\n".join(_lines(each)), _SHARE) for each in page.entries)
    return message("\n\n".join([head, *shares]), blocks)


def _ways(page: Page) -> list[Block]:
    ways: list[ButtonElement] = []
    if page.newer is not None:
        ways.append(button("Newer", ids.HISTORY_NEWER, page.newer))
    if page.older is not None:
        ways.append(button("Older", ids.HISTORY_OLDER, page.older))
    return [buttons(*ways)] if ways else []


def _head(entry: Entry) -> str:
    answer = entry.answer
    drafts = f", draft {answer.draft}" if answer.draft > 1 else ""
    day = f"{short_day(answer.local_date)} {answer.local_date.year}"
    return f"{day}, {_KINDS.get(answer.kind, answer.kind)}{drafts}"


def _asked(entry: Entry) -> str:
    return shorten(entry.prompt or "A question that is no longer in the bank.", _PROMPT)


def _text(entry: Entry) -> str:
    most = _DISCUSSED if _said(entry) else _ANSWER
    words = entry.answer.text
    return shorten(words, most) if words else "Its words are no longer kept."


def _lines(entry: Entry) -> Iterator[str]:
    yield _head(entry)
    yield escape(_asked(entry))
    yield escape(_text(entry))
    yield from map(escape, _hint(entry.hint))
    for voice in _voices(entry):
        yield from voice


def _blocks(entry: Entry) -> Iterator[Block]:
    yield DividerBlock()
    yield aside(_head(entry))
    yield plain(_asked(entry))
    yield quote(_text(entry), _ANSWER)
    hint = list(_hint(entry.hint))
    if hint:
        yield points(hint)
    for voice in _voices(entry):
        yield say("\n".join(voice))


def _hint(hint: Hint | None) -> Iterator[str]:
    if hint is None:
        return
    if hint.praise is not None:
        yield f"This works: “{shorten(hint.praise.quote, _SAID)}”"
    for nudge in hint.nudges:
        yield nudge.text


def _said(entry: Entry) -> list[str | Said | Remark]:
    """Give what its author and peers said, comments last."""
    own = [entry.would_change] if entry.would_change else []
    return [*own, *entry.reviews, *entry.comments]


def _voices(entry: Entry) -> Iterator[Iterable[str]]:
    said = _said(entry)
    for voice in said[:_VOICES]:
        most = _VOICED // min(len(said), _VOICES)
        match voice:
            case Said():
                yield _review(voice, most)
            case Remark():
                yield [_comment(voice, most)]
            case words:
                yield [f"Beside a strong answer you would change: {escape(shorten(words, most))}"]
    if len(said) > _VOICES:
        yield [f"And {len(said) - _VOICES} more in the thread."]


def _review(review: Said, most: int) -> Iterator[str]:
    yield f"{f'<@{review.reviewer}>' if review.reviewer else 'A peer'} on it."
    for head, words in (("Works well", review.strength), ("To change", review.suggestion)):
        if words:
            yield f"{head}: {escape(shorten(words, most))}"


def _comment(remark: Remark, most: int) -> str:
    if remark.words is None:
        return f"<@{remark.user}> commented in the thread."
    return f"<@{remark.user}> in the thread: {escape(shorten(remark.words, most))}"


def _entry(text: str = samples.ANSWER) -> Entry:
    answer = Answer(
        id=samples.ANSWER_ID,
        round_id=samples.ROUND,
        question_id=samples.QUESTION.id,
        channel=samples.DAILY,
        ts="1795176000.000200",
        user=samples.AUTHOR,
        text=text,
        draft=1,
        version="0",
        deleted=False,
        local_date=samples.TODAY,
        zone="America/New_York",
        at=samples.NOON,
        kind="thread",
        drill_id=None,
        shared_ts=None,
        parent_id=None,
    )
    return Entry(answer, samples.QUESTION.prompt, samples.hint().hint, ())


def _reviewed() -> Entry:
    strength, suggestion = "You say who opens the list.", "Say what happens when nobody does. "
    said = Said(samples.REVIEWER, strength, suggestion * 20)
    long = _entry(samples.LONG_ANSWER)
    answer = replace(long.answer, draft=2, kind="private")
    remark = Remark(samples.REVIEWER, "Who phones the ward if the <nurse> is away? " * 20)
    reviews = (said, replace(said, reviewer=None), said)
    return replace(long, answer=answer, reviews=reviews, comments=(remark,) * 3)


def _compared() -> Entry:
    change = "Name who phones the ward, and by when. " * 20
    return replace(_reviewed(), comments=(), would_change=change)


def _settled() -> Entry:
    found = _reviewed()
    long = replace(found.reviews[0], strength="You say who opens the list, and when. " * 20)
    return replace(found, reviews=(long,) * 3, comments=found.comments[:1])


def _reviewed_twice() -> Entry:
    found = _reviewed()
    return replace(found, reviews=found.reviews[:2], comments=())


def _commented() -> Entry:
    asked = Remark(samples.REVIEWER, "who phones the ward if the nurse is away?")
    return replace(_entry(), comments=(asked, Remark(samples.REVIEWER, None)))


def _gone() -> Entry:
    drill = replace(_entry().answer, kind="drill", text=None)
    return Entry(drill, None, None, ())


EXAMPLES: Examples = {
    "history, none": lambda: history_message(Page((), None, None)),
    "history, one": lambda: history_message(Page((_entry(),), None, None)),
    "history, with comments": lambda: history_message(Page((_commented(),), None, None)),
    "history, a page in the middle": lambda: history_message(
        Page((_reviewed(), _entry(), _gone()), samples.PEER_ANSWER, samples.ANSWER_ID)
    ),
    "history, the longest page": lambda: history_message(Page((_reviewed(),) * 3, "a", None)),
    "history, three reviews of each": lambda: history_message(Page((_settled(),) * 3, "a", None)),
    "history, two reviews of each": lambda: history_message(
        Page((_reviewed_twice(),) * 3, None, "a")
    ),
    "history, beside a strong answer": lambda: history_message(
        Page((_compared(),) * 3, None, None)
    ),
}
