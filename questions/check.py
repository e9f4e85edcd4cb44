"""What the schema cannot see: words, balance and likeness, over the whole bank."""

import argparse
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from questions.balance import count, short
from questions.likeness import WORD, alike, by_matter, runs
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
TAKEN = 8  # words in a row that are somebody else's sentence
CODE = re.compile(r"^```(sql|python)\n.+?^```", re.DOTALL | re.MULTILINE)
MARKDOWN = re.compile(r"\*\*|```|\]\(|^#+ |^[-*] ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong, and what might be better in questions that are asked all the same."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check(
    questions: Sequence[Question],
    rubric: Rubric,
    places: Mapping[str, Place],
    guides: Mapping[str, str] | None = None,
    *,
    about: Collection[str] | None = None,
    own: Collection[str] = (),
) -> list[Problem]:
    """Find what is wrong with sound questions; nothing may be taken from the `guides`.

    `about` names those that are meant, all if None; the others are there to be compared with.
    `own` names organisers' questions, which may leave their nudges out.
    """
    found: list[tuple[str, str]] = []
    meant = [question for question in questions if about is None or question.id in about]
    for question in meant:
        found += [(question.id, reason) for reason in _wording(question)]
        found += [(question.id, reason) for reason in _nudges(question, rubric, question.id in own)]
        found += [(question.id, reason) for reason in _lengths(question)]
        found += [(question.id, reason) for reason in _examples(question)]
    found += _likeness(questions, about)
    found += _taken(meant, guides or {})
    problems = []
    for name, reason in found:
        place = places.get(name, Place(BANK, 0))
        problems.append(Problem(place.file, place.line, f"question '{name}': {reason}"))
    problems.sort(key=lambda problem: (problem.file, problem.line))
    if about is not None:
        return problems
    asked = {criterion for question in questions for criterion in question.criteria}
    unasked = [criterion for criterion in rubric.criteria if criterion not in asked]
    return problems + [Problem(BANK, 0, f"no question asks criterion '{name}'") for name in unasked]


def check_all(folders: Sequence[Path], guides: Mapping[str, str] | None = None) -> list[Problem]:
    """Load these folders together, and find all that is wrong with them."""
    rubric = load_rubric()
    loaded = load_questions(folders, rubric)
    return [*loaded.problems, *check(loaded.questions, rubric, loaded.places, guides)]


def check_files(
    paths: Sequence[Path],
    guides: Mapping[str, str] | None = None,
    *,
    lenient: bool = False,
    complete: bool = False,
) -> Checked:
    """Check files or folders beside the bank; told is only what is theirs.

    Where `lenient`, what is not the bank's may be worded as its organisers like: warnings.
    """
    rubric = load_rubric()
    others = [path for path in paths if not path.resolve().is_relative_to(SHIPPED)]
    loaded = load_questions([SHIPPED, *others], rubric)
    places = loaded.places
    named = [path.resolve() if path not in others else path for path in paths]
    about = {name for name, place in places.items() if _within(place.file, named)}
    own = {name for name, place in places.items() if lenient and _within(place.file, others)}
    found = check(
        loaded.questions,
        rubric,
        places,
        guides,
        about=None if SHIPPED in named else about,
        own=own,
    )
    problems = [problem for problem in loaded.problems if _within(problem.file, named)]
    problems += [each for each in found if not (lenient and _within(each.file, others))]
    if complete:
        ours = [each for each in loaded.questions if _within(places[each.id].file, [SHIPPED])]
        problems += [Problem(BANK, 0, reason) for reason in short(count(ours, rubric))]
    return Checked(
        tuple(problems),
        tuple(each for each in found if lenient and _within(each.file, others)),
    )


def read_guides(folder: Path) -> dict[str, str]:
    """Read the texts of a folder by name, or raise OSError."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in {".txt", ".md"})
    return {path.name: path.read_text("utf-8", errors="replace") for path in paths}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the problems of the bank, or of the files named, and give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m questions.check", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="only these; the whole bank if none")
    parser.add_argument("--guides", type=Path, help="a folder of texts to compare with")
    parser.add_argument("--complete", action="store_true", help="also what the bank is short of")
    parser.add_argument(
        "--nearest", type=int, default=0, metavar="N", help="first the N pairs most alike, to read"
    )
    given = parser.parse_args(arguments)
    if given.nearest:
        everything = load_questions([SHIPPED], load_rubric()).questions
        for pair in by_matter(everything)[: given.nearest]:
            sys.stdout.write(f"{pair.share:.2f} {pair.first} {pair.second}\n")
    problems = check_files(
        [path.resolve() for path in given.files] or [SHIPPED],
        read_guides(given.guides) if given.guides else None,
        complete=given.complete,
    ).problems
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    sys.stdout.write(f"{len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}\n")
    return 1 if problems else 0


def _within(file: str, paths: Sequence[Path]) -> bool:
    return any(Path(file).is_relative_to(shown_path(path)) for path in paths)


def _wording(question: Question) -> Iterator[str]:
    if found := MARKDOWN.search(question.prompt):
        yield f"the prompt has markdown ({found[0].strip()}): plain text only"
    for number, each in enumerate(question.clarifications, 1):
        if not each.ask.endswith("?"):
            yield f"clarification {number} does not end with '?'"
    for number, follow_up in enumerate(question.follow_ups, 1):
        if "?" not in follow_up.ask:
            yield f"follow-up {number} asks nothing"


def _nudges(question: Question, rubric: Rubric, own: bool) -> Iterator[str]:  # noqa: FBT001
    for criterion in question.criteria:
        nudge = question.nudges.get(criterion)
        if nudge is None:
            if not own:
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
    if question.format is Format.CODING and not CODE.search(question.strong.answer):
        yield "the strong answer has no code between ```sql or ```python and ```"
    if _share_shown(question.strong) <= 1 / 2:
        yield "the strong answer does not show most of the criteria"
    if _share_shown(question.weak) > 1 / 2:
        yield "the weak answer shows most of the criteria"


def _share_shown(example: Example) -> float:
    shown = sum(level is Level.SHOWN for level in example.levels.values())
    return shown / max(1, len(example.levels))


def _likeness(
    questions: Sequence[Question], about: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    for pair in alike(questions):
        told, other = pair.second, pair.first
        if about is not None and told not in about:
            told, other = other, told
        if about is None or told in about:
            share = f"{pair.share:.0%} of {pair.what}"
            yield told, f"the prompt is much like that of '{other}' ({share})"
    nudges: dict[str, str] = {}
    for question in questions:
        for criterion, nudge in question.nudges.items():
            first = nudges.setdefault(nudge, question.id)
            if first != question.id and (about is None or question.id in about):
                yield question.id, f"the nudge for '{criterion}' also stands in '{first}'"


def _taken(questions: Sequence[Question], guides: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    known = {name: runs(text, TAKEN) for name, text in guides.items()}
    for question in questions:
        for text in _texts_of(question):
            ours = runs(text, TAKEN)
            for name, theirs in known.items():
                if shared := sorted(ours & theirs):
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


def _count(text: str) -> int:
    return len(WORD.findall(text))


if __name__ == "__main__":
    sys.exit(main())
