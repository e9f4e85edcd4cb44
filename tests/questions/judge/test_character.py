"""The judge's character: what must never raise a level, and what must not change it at all."""

import json
import random
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from questions.judge import Judge

LINES = (Path(__file__).parents[2] / "labelled" / "apart.jsonl").read_text("utf-8").splitlines()
ANSWERS = [json.loads(line) for line in LINES]
JUDGE = Judge.load()
LOREM = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt. "
    "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi."
)


def levels(each: dict[str, Any], answer: str | None = None) -> list[int]:
    text = each["answer"] if answer is None else answer
    return [int(m.level) for m in JUDGE.marks(each["question"], tuple(each["labels"]), text)]


def own_lines(text: str) -> str:
    """Give a text with every sentence on a line of its own."""
    return re.sub(r"(?<=[.!?]) +(?=[A-Z])", "\n", text)


def wrapped(text: str) -> str:
    """Give a text as a mail program wraps it."""
    return "\n".join("\n".join(textwrap.wrap(line, 60)) for line in text.split("\n"))


SAME = {
    "upper case": str.upper,
    "lower case": str.lower,
    "a line a sentence": own_lines,
    "wrapped": wrapped,
    "a courtesy before it": lambda text: f"Great question, thanks for asking it today. {text}",
    "bullets": lambda text: "\n".join(f"• {line}" for line in own_lines(text).splitlines() if line),
    "numbered": lambda text: "\n".join(
        f"{n}. {line}" for n, line in enumerate(filter(None, own_lines(text).splitlines()), 1)
    ),
    "wider spaces": lambda text: text.replace(" ", "  "),
    "bold words": lambda text: re.sub(
        r"(?<![\w*_`:])([a-z]{5,})(?![\w*_`])", r"*\1*", text, count=9
    ),
    "typed quotes": lambda text: text.replace("'", "’"),
    "emoji": lambda text: text + " :tada: :+1:",
    "a mention before it": lambda text: "<@U03CLN9QD> " + text,
    "said twice": lambda text: f"{text}\n\n{text}",
    "lorem ipsum": lambda text: f"{text}\n\n{LOREM}",
    "keys at random": lambda text: f"{text}\n\nasdf qwer zxcv poiu lkjh mnbv wert sdfg xcvb",
    "another script": lambda text: f"{text}\n我们会记录谁看过什么，并且每周检查一次。",
    "a quotation below": lambda text: f"{text}\n> each view is stored with who, when and why",
}


@pytest.mark.parametrize("change", SAME)
def test_format_and_noise_change_no_level(change):
    prose = [each for each in ANSWERS if not re.search(r"```|>|^[-•\d]", each["answer"], re.M)]
    changed = [
        each["id"] for each in prose if levels(each, SAME[change](each["answer"])) != levels(each)
    ]
    assert len(prose) > 70
    assert changed == []


def test_a_fence_changes_no_level():
    for each in ANSWERS:
        if not re.search("```|^>", each["answer"], re.MULTILINE):
            assert levels(each, f"```\n{each['answer']}\n```") == levels(each)


def test_british_and_american_spelling_are_the_same():
    british = (
        "We organise the tumour data by centre, analyse the behaviour and prioritise the programme."
    )
    american = british.translate({}).replace("organise", "organize").replace("tumour", "tumor")
    american = american.replace("centre", "center").replace("analyse", "analyze")
    american = american.replace("behaviour", "behavior").replace("prioritise", "prioritize")
    american = american.replace("programme", "program")
    every = tuple(sorted(JUDGE.criteria))
    assert [m.level for m in JUDGE.marks("How?", every, british)] == [
        m.level for m in JUDGE.marks("How?", every, american)
    ]


def test_a_pasted_question_adds_nothing_and_alone_is_nothing():
    for each in ANSWERS:
        assert not any(levels(each, each["question"]))
        assert levels(each, f"{each['question']}\n\n{each['answer']}") == levels(each)


@pytest.mark.parametrize("spoil", ["shuffled", "mistyped", "without stops", "without spaces"])
def test_a_spoilt_answer_hardly_ever_reaches_more(spoil):
    """What speaks against a level can be lost too, so a few rise; measured: up to 1 in 30."""
    chance = random.Random(7)
    pairs = [
        (before, after)
        for each in ANSWERS
        for before, after in zip(
            levels(each), levels(each, SPOILT[spoil](each["answer"], chance)), strict=True
        )
    ]
    assert sum(after > before for before, after in pairs) <= 0.04 * len(pairs)


def _shuffled(text: str, chance: random.Random) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


def _mistyped(text: str, chance: random.Random) -> str:
    def swap(match: re.Match[str]) -> str:
        word = match.group()
        if chance.random() > 0.1:
            return word
        at = chance.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return re.sub(r"[a-z]{4,}", swap, text)


SPOILT = {
    "shuffled": _shuffled,
    "mistyped": _mistyped,
    "without stops": lambda text, _: re.sub(r"[.,;!](?=\s|$)", "", text),
    "without spaces": lambda text, _: re.sub(r"([.,!?]) +", r"\1", text),
}


@pytest.mark.parametrize(
    "denial",
    [
        "We would not keep an audit trail of who saw or changed what.",
        "There is no need to log who opened a record, so I would skip it.",
        "It would be a mistake to log who looked, when and why.",
        "I'd never record who looked at it, and no log of views is needed.",
    ],
)
def test_a_denial_is_no_mention(denial):
    (mark,) = JUDGE.marks("How do you protect it?", ("audit-trail",), denial)
    assert mark.level == 0


def test_what_stands_behind_the_first_characters_changes_nothing():
    for each in ANSWERS[:20]:
        long = each["answer"].ljust(8_000) + LOREM * 200
        assert levels(each, long[:40_000]) == levels(each)


def test_an_answer_in_another_language_is_no_answer():
    german = (
        "Zuerst würde ich mit den Pflegekräften sprechen und jede Änderung mit Namen, Datum und "
        "Grund aufschreiben, damit man später sieht, wer was geändert hat."
    )
    every = tuple(sorted(JUDGE.criteria))
    assert not any(m.level for m in JUDGE.marks("How would you begin?", every, german))
