"""Which replies in a thread are comments on a peer's answer: those that mention its author.

Whether a message is said to somebody follows from its own words alone. So nobody's answer turns
into a comment, or the other way round, because of what another person writes or deletes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.rules import reading

COMMENT_FLOOR = 5  # words besides whom it mentions: fewer say hardly anything of their own
_MENTION = re.compile(r"<@(\w+)(?:\|[^<>]*)?>")
_FIRST = re.compile(
    rf"\s*(?:(?:hi|hey|hello)\s+)?(?:{_MENTION.pattern}[\s,:;.!–—-]*)+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer that peers can read in the thread, from the message `ts` on."""

    id: str
    user: str
    ts: str


def mentioned(text: str, by: str) -> tuple[str, ...]:
    """Name the others whom a message mentions, in its order; in quotes and code is nobody."""
    found = dict.fromkeys(_MENTION.findall(reading.unquoted(text)))
    return tuple(user for user in found if user != by)


def is_close_call(text: str, by: str, *, code_expected: bool = False) -> bool:
    """Say whether a message that mentions others may be its author's answer all the same."""
    answer = reading.verdict(text, code_expected=code_expected) is reading.Verdict.ANSWER
    return answer and bool(mentioned(text, by))


def about(text: str, by: str, ts: str, answers: Iterable[Standing]) -> str | None:
    """Give the answer that a message is a comment on; None if it is none.

    It is the latest of the first person mentioned who had answered by then: nobody comments on
    what they cannot have read. Thanks and praise alone say nothing that would help its author.
    """
    if not _says_something(text):
        return None
    earlier = [answer for answer in answers if _place(answer.ts) < _place(ts)]
    for user in mentioned(text, by):
        theirs = [answer for answer in earlier if answer.user == user]
        if theirs:
            return max(theirs, key=lambda answer: (_place(answer.ts), answer.id)).id
    return None


def words_of(text: str) -> str:
    """Give what a comment says, without whom it begins with; others are left without a name."""
    first = _FIRST.match(text)
    return _MENTION.sub("@…", text[first.end() :] if first else text).strip()


def _says_something(text: str) -> bool:
    own = _MENTION.sub(" ", text)
    return reading.words(own) >= COMMENT_FLOOR and not reading.is_courtesy(own)


def _place(ts: str) -> tuple[int, str, str]:
    """Order timestamps as the instants they are."""
    seconds, _, fraction = ts.partition(".")
    return len(seconds), seconds, fraction
