"""What in a thread reads as an answer, and which of a person's messages make up one."""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PROSE_FLOOR = 25  # words; shown to people beforehand
CODE_FLOOR = 12  # words and code tokens, where code is asked for and stands in a block
BRIEF_FLOOR = 12  # an opening, or a reply to a push-back
ASK_FLOOR = 12  # from here to the floor the person is asked
TOGETHER = timedelta(minutes=5)
_LAST_LATIN = "\u0250"  # where the letters of Western and Central Europe end


class Verdict(StrEnum):
    """Whether a reply is an answer; when unsure its author is asked, privately."""

    ANSWER = "answer"
    UNSURE = "unsure"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class Part:
    """One message by one person in one round; `ruling` is their own word on it, if they gave it."""

    ts: str
    at: datetime
    text: str
    small_talk: bool
    ruling: bool | None = None
    deleted: bool = False


_BLOCK = re.compile(r"```(.*?)```", re.DOTALL)
_TOKEN = re.compile(r"[^\W\d]\w*|\d+")
_QUOTED = re.compile(r"^\s*(?:&gt;|>).*$", re.MULTILINE)
# A forgotten person is called somebody.
_ADDRESSED = re.compile(
    r"\s*(?:(?:hi|hey|hello)\s+)?(?:<@\w+(?:\|[^<>]*)?>|@somebody\b)", re.IGNORECASE
)
_LINK = re.compile(r"<(?:[@#!]|https?:|mailto:)[^<>|]*(?:\|([^<>]*))?>|https?://\S+")
_EMOJI = re.compile(r":[a-z0-9_+'-]+(?:::[a-z0-9-]+)?:")
_GAP = re.compile(r"[\s;/|()\[\]{}…—–、。，！？：；]+|[,:.!?](?!\d)")
# Scripts that put no space between words: how many characters make about one.
_UNSPACED = (
    (re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"), 2),
    (re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 5),
)
_SENTENCE = re.compile(r"[^.!?。！？\n]*[.!?。！？]+(?=\s|$|[^\W\d_])|[^\n]+")
_OPENER = re.compile(
    r"(?:thanks|thank\s+you|thx|ty|cheers|(?:very\s+|really\s+)?(?:good|great|nice|excellent|fair|"
    r"lovely|interesting|solid|helpful)\s+(?:point|one|answer|question|idea|catch|example|take|"
    r"work|job|stuff|luck|morning|evening|afternoon|night)|well\s+(?:done|said|put)|"
    r"(?:i\s+)?(?:love|like|loved|liked)\s+(?:this|that|it|how|the\s+way|your)|same\s+here|me\s+too|"
    r"no\s+worries|you'?re\s+welcome|congrat\w*|"
    r"gracias|merci|danke|obrigad[oa]|谢谢|感谢|ありがとう\w*|감사합니다|спасибо)(?!\w)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:(?:totally\s+|i\s+)?agreed?|welcome|sorry|lol|haha\w*|wow|hi|hello|hey|hm+|ok|okay|"
    r"yes|yep|yeah|no|nope|sure|done|nice|great|cool|awesome|amazing|exactly|brb)(?!\w)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[+-]\s?1|\^+|this|same|\d{1,2}", re.IGNORECASE)
_COURTESY = ((_OPENER, 12), (_ASIDE, 5))  # from so many words on it says more than how it opens


def words(text: str) -> int:
    """Count what somebody wrote themselves: words in any script, and tokens in code blocks.

    What they quote, whom they mention, addresses and emoji do not count.
    """
    code = sum(len(_TOKEN.findall(block)) for block in _BLOCK.findall(text))
    prose = _own(_BLOCK.sub("\n", text))
    unspaced = 0
    for script, size in _UNSPACED:
        prose, characters = script.subn("", prose)
        unspaced += characters // size if characters >= size else bool(characters)
    spaced = sum(any(map(str.isalnum, word)) for word in _GAP.split(prose))
    return code + unspaced + spaced


def is_english_script(text: str) -> bool:
    """Say whether a text is written in the letters that the judge can read."""
    letters = [character for character in _own(text) if character.isalpha()]
    return 2 * sum(character < _LAST_LATIN for character in letters) >= len(letters)


def has_code(text: str) -> bool:
    """Say whether there is code in a ``` block."""
    return any(_TOKEN.search(block) for block in _BLOCK.findall(text))


def is_small_talk(text: str) -> bool:
    """Say whether a message is talk beside the question.

    Thanks, praise, a sign or an emoji alone, a short question to the group, or something said
    to another person. A question that goes on to assume something is not.
    """
    if _ADDRESSED.match(text):
        return True
    if has_code(text):
        return False
    sentences = _sentences(text)
    if all(map(_is_question, sentences)):
        return words(text) < PROSE_FLOOR
    return all(_is_question(sentence) or _is_courtesy(sentence) for sentence in sentences)


def is_courtesy(text: str) -> bool:
    """Say whether a message is thanks, praise, a sign or an emoji, and nothing more."""
    return not has_code(text) and all(map(_is_courtesy, _sentences(text)))


def unquoted(text: str) -> str:
    """Give a text without the lines that quote others and the blocks of code."""
    return _QUOTED.sub("", _BLOCK.sub("\n", text))


def floor(*, code: bool = False, brief: bool = False) -> int:
    """Give the fewest words that count: with code, or in an opening or a reply to a push-back."""
    if brief:
        return BRIEF_FLOOR
    return CODE_FLOOR if code else PROSE_FLOOR


def floor_for(text: str, *, code_expected: bool = False) -> int:
    """Give the words that this text needs at least to count as practice."""
    return floor(code=code_expected and has_code(text))


def verdict(text: str, *, code_expected: bool = False) -> Verdict:
    """Say whether a reply in a daily thread is an answer."""
    length = words(text)
    if length < ASK_FLOOR or is_small_talk(text):
        return Verdict.TALK
    only_asks = not has_code(text) and all(map(_is_question, _sentences(text)))
    if length < floor_for(text, code_expected=code_expected) or only_asks:
        return Verdict.UNSURE
    return Verdict.ANSWER


def fingerprint(text: str) -> str:
    """Give a few letters by which the same text is known again, whatever its spacing."""
    return hashlib.blake2b(bare(text).encode(), digest_size=8).hexdigest()


def repeats(text: str, earlier: Iterable[str]) -> bool:
    """Say whether this is one of the person's own earlier texts again, whatever its spacing."""
    own = bare(text)
    return any(own == bare(other) for other in earlier)


def merge(parts: Collection[Part]) -> list[tuple[Part, ...]]:
    """Group one person's messages in one round into answers, in whatever order they arrived.

    A group starts with its first message and holds those within five minutes of it. Small talk
    and what its author ruled out do not join; a deleted message still starts its group.
    """
    joining = {part for part in parts if _joins(part)}
    groups: list[list[Part]] = []
    for part in sorted(joining, key=lambda part: (part.at, part.ts)):
        if groups and part.at - groups[-1][0].at <= TOGETHER:
            groups[-1].append(part)
        else:
            groups.append([part])
    return [tuple(group) for group in groups]


def joined(group: Sequence[Part]) -> str:
    """Give the text of an answer, without what was deleted."""
    return "\n".join(part.text for part in group if not part.deleted)


def group_verdict(group: Sequence[Part], *, code_expected: bool = False) -> Verdict:
    """Say whether messages that belong together are an answer; their author's word decides."""
    if any(part.ruling and not part.deleted for part in group):
        return Verdict.ANSWER
    return verdict(joined(group), code_expected=code_expected)


def _joins(part: Part) -> bool:
    return not part.small_talk if part.ruling is None else part.ruling


def _own(text: str) -> str:
    """Give what somebody wrote themselves, as it looks to a reader."""
    plain = _EMOJI.sub(" ", _LINK.sub(lambda link: link[1] or " ", _QUOTED.sub("", text)))
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _sentences(text: str) -> list[str]:
    found = (sentence.strip(" \t*_~•-–,") for sentence in _SENTENCE.findall(_own(text)))
    return [sentence for sentence in found if any(map(str.isalnum, sentence))]


def _is_question(sentence: str) -> bool:
    return sentence.rstrip("!.*_~\"”')").endswith(("?", "？"))


def _is_courtesy(sentence: str) -> bool:
    bare = sentence.rstrip("!.。！ ")
    if _SIGN.fullmatch(bare) or bare.startswith("+1"):
        return True
    length = words(bare)
    return any(length < longer and opener.match(bare) for opener, longer in _COURTESY)


def bare(text: str) -> str:
    """Give a text without spacing, case and punctuation, to compare it with another."""
    return " ".join(re.findall(r"\w+", text.casefold()))
