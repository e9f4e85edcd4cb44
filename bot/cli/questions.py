"""`rounds questions`: the bank seen by those who write it."""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot import config
from bot.errors import BadInput
from questions.balance import count, values
from questions.check import check_files, read_guides
from questions.frozen import freeze
from questions.load import SHIPPED, Loaded, load_questions, load_rubric
from questions.model import STAGES, TOPICS, TRACKS, Difficulty, Format, Question, Rubric
from questions.printed import figures, listing, page
from questions.problem import nearest

FILTERS = ("track", "category", "stage", "difficulty", "format", "topic", "criterion")
WIDEST = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be done with the bank."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="find every problem, with file, line and reason")
    check.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="your own folder or files; default: all"
    )
    check.add_argument("--guides", type=Path, metavar="DIR", help="texts to take no sentence from")
    check.add_argument("--complete", action="store_true", help="also what the bank is short of")
    listed = actions.add_parser("list", help="one line a question")
    for name in FILTERS:
        listed.add_argument(f"--{name}", metavar="NAME", help="several with commas between")
    show = actions.add_parser("show", help="everything about one question")
    show.add_argument("id", help="its id, as in the list")
    stats = actions.add_parser("stats", help="how many there are of what, and for how many days")
    for each in (check, listed, show, stats):
        each.add_argument("--json", action="store_true", help="print it as JSON")


def run(parsed: argparse.Namespace) -> int:
    """Do it; 0 when done, 1 when something is wrong with a question, 2 with words otherwise."""
    actions: Mapping[str, Callable[[argparse.Namespace], int]] = {
        "check": _check,
        "list": _list,
        "show": _show,
        "stats": _stats,
    }
    return actions[parsed.action](parsed)


def _check(parsed: argparse.Namespace) -> int:
    own = config.load().questions
    try:
        guides = read_guides(parsed.guides) if parsed.guides else None
    except OSError as error:
        raise BadInput({"guides": f"--guides: {parsed.guides}: {error.strerror}."}) from None
    checked = check_files(
        parsed.paths or [SHIPPED, *([own] if own else [])],
        guides,
        lenient=True,
        complete=parsed.complete,
    )
    if parsed.json:
        found = {"problems": checked.problems, "warnings": checked.warnings}
        _print({name: [_plain(each) for each in told] for name, told in found.items()})
        return 1 if checked.problems else 0
    for problem in checked.problems:
        print(problem, file=sys.stderr)
    for warning in checked.warnings:
        print(f"{warning} (asked all the same)", file=sys.stderr)
    if not checked.problems:
        print("Every question is sound.")
    return 1 if checked.problems else 0


def _list(parsed: argparse.Namespace) -> int:
    rubric, loaded = _loaded()
    wanted = {name: _words(name, getattr(parsed, name), rubric) for name in FILTERS}
    found = [
        question
        for question in loaded.questions
        if all(
            words is None or words.intersection(values(question, name))
            for name, words in wanted.items()
        )
    ]
    if parsed.json:
        _print([_row(question) for question in found])
    else:
        for line in listing(found):
            print(line)
        if not found:
            print("rounds questions: no question fits.", file=sys.stderr)
    return 0


def _show(parsed: argparse.Namespace) -> int:
    rubric, loaded = _loaded()
    question = next((each for each in loaded.questions if each.id == parsed.id), None)
    if question is None:
        near = nearest(parsed.id, loaded.places) or tuple(
            name for name in loaded.places if parsed.id in name
        )
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise BadInput({"id": f"There is no question '{parsed.id}'.{hint}"})
    place = loaded.places[question.id]
    if parsed.json:
        _print({**freeze(question), "file": place.file, "line": place.line})
    else:
        print(page(question, rubric, place, min(WIDEST, shutil.get_terminal_size().columns)))
    return 0


def _stats(parsed: argparse.Namespace) -> int:
    rubric, loaded = _loaded()
    counts = count(loaded.questions, rubric)
    shipped = len(load_questions([SHIPPED], rubric).questions)
    own = len(loaded.questions) - shipped
    if parsed.json:
        _print({**counts.as_dict(), "own": own})
    else:
        for line in figures(counts, own):
            print(line)
    return 0


def _loaded() -> tuple[Rubric, Loaded]:
    """Load the bank and the organisers' own, saying how much was left out."""
    own = config.load().questions
    rubric = load_rubric()
    loaded = load_questions([SHIPPED, *([own] if own else [])], rubric)
    if loaded.problems:
        count_ = len(loaded.problems)
        said = f"{count_} problem{'' if count_ == 1 else 's'}: see rounds questions check"
        print(f"rounds questions: {said}", file=sys.stderr)
    return rubric, loaded


def _words(name: str, given: str | None, rubric: Rubric) -> set[str] | None:
    """Read the words of a filter, each of which must be known."""
    if given is None:
        return None
    known: Mapping[str, Iterable[str]] = {
        "track": TRACKS,
        "category": rubric.categories,
        "stage": STAGES,
        "difficulty": Difficulty,
        "format": Format,
        "topic": TOPICS,
        "criterion": rubric.criteria,
    }
    choices = [str(each) for each in known[name]]
    words = {word.strip() for word in given.split(",")}
    for word in sorted(words.difference(choices)):
        near: Sequence[str] = nearest(word, choices) or choices
        raise BadInput({name: f"--{name}: '{word}' is none. Did you mean {', '.join(near)}?"})
    return words


def _row(question: Question) -> dict[str, Any]:
    names = ("id", *FILTERS[:5], "topics", "criteria", "prompt")
    return {name: getattr(question, name) for name in names}


def _plain(problem: Any) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "reason": problem.reason}


def _print(found: Any) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=2))
