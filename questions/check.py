"""What the schema cannot see: words, balance and likeness, over the whole bank."""

import argparse
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from questions.load import SHIPPED, Place, load_questions, load_rubric, shown_path
from questions.model import Example, Format, Level, Question, Rubric
from questions.problem import Problem

BANK = "questions"
PROMPT_WORDS = (30, 110)
CODING_PROMPT_WORDS = (30, 180)  # with its table definitions
NUDGE_WORDS = 35
FLOOR = 25  # the fewest words that count as an answer; interfaces.md, People
CODING_FLOOR = 12
SPOKEN = 140  # words a minute
READ = 200
READING_SHARE = 1 / 3  # of a question's minutes, at most
MINUTES = {
    Format.SINGLE: (2, 60),
    Format.ROLE_PLAY: (5, 30),
    Format.TAKE_HOME: (20, 480),
    Format.PRESENTATION: (5, 60),
    Format.EXPLAIN: (2, 15),
    Format.CODING: (5, 60),
}
ALIKE = 0.3  # share of three-word runs that two prompts may have in common
TAKEN = 8  # words in a row that are somebody else's sentence
MARKDOWN = re.compile(r"\*\*|```|\]\(|^#+ |^[-*] ", re.MULTILINE)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def check(
    questions: Sequence[Question],
    rubric: Rubric,
    places: Mapping[str, Place],
    guides: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Find what is wrong with sound questions; nothing may be taken from the `guides`."""
    found: list[tuple[str, str]] = []
    for question in questions:
        found += [(question.id, reason) for reason in _wording(question)]
        found += [(question.id, reason) for reason in _nudges(question, rubric)]
        found += [(question.id, reason) for reason in _lengths(question)]
        found += [(question.id, reason) for reason in _examples(question)]
    found += _likeness(questions)
    found += _taken(questions, guides or {})
    problems = []
    for name, reason in found:
        place = places.get(name, Place(BANK, 0))
        problems.append(Problem(place.file, place.line, f"question '{name}': {reason}"))
    problems.sort(key=lambda problem: (problem.file, problem.line))
    asked = {criterion for question in questions for criterion in question.criteria}
    unasked = [criterion for criterion in rubric.criteria if criterion not in asked]
    return problems + [Problem(BANK, 0, f"no question asks criterion '{name}'") for name in unasked]


def check_all(folders: Sequence[Path], guides: Mapping[str, str] | None = None) -> list[Problem]:
    """Load these folders together, and find all that is wrong with them."""
    rubric = load_rubric()
    loaded = load_questions(folders, rubric)
    return [*loaded.problems, *check(loaded.questions, rubric, loaded.places, guides)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the problems of the bank, or of the files named, and give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m questions.check", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="only these; the whole bank if none")
    parser.add_argument("--guides", type=Path, help="a folder of texts to compare with")
    given = parser.parse_args(arguments)
    files = [path.resolve() for path in given.files]
    guides = {path.name: path.read_text("utf-8") for path in _texts(given.guides)}
    others = [path for path in files if not path.is_relative_to(SHIPPED)]
    problems = check_all([SHIPPED, *others], guides)
    if files:
        names = tuple(shown_path(path) for path in files)
        problems = [problem for problem in problems if problem.file.startswith(names)]
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    sys.stdout.write(f"{len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}\n")
    return 1 if problems else 0


def _texts(folder: Path | None) -> list[Path]:
    return sorted(folder.glob("*.txt")) if folder else []


def _wording(question: Question) -> Iterator[str]:
    if found := MARKDOWN.search(question.prompt):
        yield f"the prompt has markdown ({found[0].strip()}): plain text only"
    for number, each in enumerate(question.clarifications, 1):
        if not each.ask.endswith("?"):
            yield f"clarification {number} does not end with '?'"
    for number, follow_up in enumerate(question.follow_ups, 1):
        if "?" not in follow_up.ask:
            yield f"follow-up {number} asks nothing"


def _nudges(question: Question, rubric: Rubric) -> Iterator[str]:
    for criterion in question.criteria:
        nudge = question.nudges.get(criterion)
        if nudge is None:
            yield f"no nudge for '{criterion}'"
            continue
        if _count(nudge) > NUDGE_WORDS:
            yield f"the nudge for '{criterion}' has {_count(nudge)} words, over {NUDGE_WORDS}"
        if nudge.count("?") != 1 or not nudge.endswith("?"):
            yield f"the nudge for '{criterion}' is not one question with '?' at its end"
        if criterion in rubric.criteria and nudge == rubric.criteria[criterion].nudge:
            yield f"the nudge for '{criterion}' is the general one"


def _lengths(question: Question) -> Iterator[str]:
    low, high = CODING_PROMPT_WORDS if question.format is Format.CODING else PROMPT_WORDS
    words = _count(question.prompt)
    if not low <= words <= high:
        yield f"the prompt has {words} words, not {low} to {high}"
    low, high = MINUTES[question.format]
    if not low <= question.minutes <= high:
        yield f"{question.minutes} minutes are not {low} to {high} ({question.format})"
    if words / READ > question.minutes * READING_SHARE:
        yield f"reading the prompt takes over a third of the {question.minutes} minutes"
    spoken = _count(question.strong.answer) / SPOKEN
    if spoken > question.minutes:
        yield f"the strong answer takes {spoken:.1f} minutes to say, of {question.minutes}"


def _examples(question: Question) -> Iterator[str]:
    floor = CODING_FLOOR if question.format is Format.CODING else FLOOR
    for name, example in (("strong", question.strong), ("weak", question.weak)):
        if _count(example.answer) < floor:
            yield f"the {name} answer has under {floor} words"
    if _share_shown(question.strong) <= 1 / 2:
        yield "the strong answer does not show most of the criteria"
    if _share_shown(question.weak) > 1 / 2:
        yield "the weak answer shows most of the criteria"


def _share_shown(example: Example) -> float:
    shown = sum(level is Level.SHOWN for level in example.levels.values())
    return shown / max(1, len(example.levels))


def _likeness(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    runs = [(question.id, _runs(question.prompt, 3)) for question in questions]
    for (first, one), (second, other) in combinations(runs, 2):
        shared = len(one & other) / max(1, len(one | other))
        if shared >= ALIKE:
            yield second, f"the prompt is much like that of '{first}' ({shared:.0%} in common)"
    nudges: dict[str, str] = {}
    for question in questions:
        for criterion, nudge in question.nudges.items():
            first = nudges.setdefault(nudge, question.id)
            if first != question.id:
                yield question.id, f"the nudge for '{criterion}' also stands in '{first}'"


def _taken(questions: Sequence[Question], guides: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    known = {name: _runs(text, TAKEN) for name, text in guides.items()}
    for question in questions:
        for text in _texts_of(question):
            runs = _runs(text, TAKEN)
            for name, theirs in known.items():
                if shared := sorted(runs & theirs):
                    yield question.id, f"words taken from {name}: '{' '.join(shared[0])}'"


def _texts_of(question: Question) -> Collection[str]:
    return (
        question.prompt,
        question.assume,
        question.strong.answer,
        question.weak.answer,
        *question.nudges.values(),
        *question.outline,
        *(text for each in question.clarifications for text in (each.ask, each.answer)),
        *(each.text for each in question.mistakes),
        *(each.ask for each in question.follow_ups),
        *(each.says for each in question.facts),
    )


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = [word.lower() for word in WORD.findall(text)]
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def _count(text: str) -> int:
    return len(WORD.findall(text))


if __name__ == "__main__":
    sys.exit(main())
