"""The bank in a terminal: a question in full, a list, and the figures."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from questions.balance import FEWEST, Counts
from questions.load import Place
from questions.model import TOPICS, TRACKS, Example, Question, Rubric

FENCE = re.compile(r"(```.*?```)", re.DOTALL)
WORDS = 60  # characters of a prompt in a list
WORKING_DAYS = 5


def page(question: Question, rubric: Rubric, place: Place, width: int) -> str:
    """Give all of a question, wrapped to the width; code stays as it is."""
    blocks = [
        f"{question.id}\n{_facts_of(question)}\n{place.file}:{place.line}",
        _wrapped(question.prompt, width),
        _titled("What is listened for", _criteria(question, rubric), width),
        _titled(
            "Worth asking first",
            (f"{each.ask} {each.answer}" for each in question.clarifications),
            width,
        ),
        _titled("Otherwise assume", [question.assume], width),
        _titled("Outline of a strong answer", question.outline, width),
        _titled("Common mistakes", _mistakes(question, rubric), width),
        _titled(
            "The interviewer pushes back",
            (f"{each.ask} ({each.criterion})" for each in question.follow_ups),
            width,
        ),
        *_example("A strong answer", question.strong, width),
        *_example("A weak answer", question.weak, width),
        _titled("Facts", (f"{each.says} [{each.source}]" for each in question.facts), width),
    ]
    return "\n\n".join(filter(None, blocks))


def listing(questions: Sequence[Question]) -> Iterator[str]:
    """Give a line for each question: id, category, stage, difficulty, first words."""
    rows = [
        (
            question.id,
            question.category,
            question.stage,
            str(question.difficulty),
            textwrap.shorten(question.prompt, WORDS, placeholder=" …"),
        )
        for question in questions
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(map(str.ljust, row, widths)).rstrip()


def figures(counts: Counts, own: int) -> Iterator[str]:
    """Give the figures of the bank, with what is wanted where there is too little."""
    theirs = f", {own} of them your own" if own else ""
    yield f"{counts.total} questions{theirs}"
    yield "\ndays of supply, without a repeat"
    tracks = {TRACKS[name]: number for name, number in counts.by["track"].items()}
    for name, number in {"all tracks": counts.total, **tracks}.items():
        weeks = number / WORKING_DAYS
        yield f"  {name:<54}{number:>4}   {weeks:.1f} weeks from Monday to Friday"
    for kind, found in counts.by.items():
        yield f"\nby {kind}"
        for name, number in found.items():
            wanted = FEWEST.get(kind, 0)
            least = wanted if isinstance(wanted, int) else wanted.get(name, 0)
            too_few = f"   {least} wanted" if number < least else ""
            title = f"{name} ({TOPICS[name]})" if kind == "topic" else name
            yield f"  {title:<54}{number:>4}{too_few}"
    yield "\nquestions with a criterion from outside the category's usual list"
    for name in counts.outside:
        yield f"  {name:<54}{counts.share_outside(name):>4.0%}"


def _facts_of(question: Question) -> str:
    words = (
        TRACKS[question.track],
        question.category,
        f"stage {question.stage}",
        question.format,
        question.difficulty,
        question.seniority,
        question.setting,
        f"{question.minutes} minutes",
        *(TOPICS[name] for name in question.topics),
        *([f"guide {question.seed}"] if question.seed else []),
    )
    return " · ".join(words)


def _criteria(question: Question, rubric: Rubric) -> Iterator[str]:
    for name in question.criteria:
        nudge = question.nudges.get(name, rubric.criteria[name].nudge)
        yield f"{name} ({rubric.criteria[name].title}): {nudge}"


def _mistakes(question: Question, rubric: Rubric) -> Iterator[str]:
    for each in question.mistakes:
        yield each.text + (f" ({rubric.mistakes[each.rule].title})" if each.rule else "")


def _example(title: str, example: Example, width: int) -> Iterator[str]:
    levels = ", ".join(f"{name} {level.name.lower()}" for name, level in example.levels.items())
    yield f"{title}\n" + textwrap.indent(_wrapped(example.answer, width - 2), "  ")
    yield textwrap.fill(
        levels, width, initial_indent="  = ", subsequent_indent="    ", break_on_hyphens=False
    )


def _titled(title: str, entries: Iterable[str], width: int) -> str:
    lines = [
        textwrap.fill(each, width, initial_indent="- ", subsequent_indent="  ") for each in entries
    ]
    return "\n".join((title, *lines)) if lines else ""


def _wrapped(text: str, width: int) -> str:
    parts = [
        part if part.startswith("```") else "\n".join(_lines(part, width))
        for part in FENCE.split(text)
    ]
    return "".join(parts).strip("\n")


def _lines(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        hanging = "  " if line.startswith(("- ", "* ")) else ""
        yield textwrap.fill(line, width, subsequent_indent=hanging, break_on_hyphens=False)
