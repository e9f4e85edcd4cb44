"""`rounds questions`: the bank seen by those who write it."""

import argparse
import sys
from pathlib import Path

from bot import config
from questions.check import check_all
from questions.load import SHIPPED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be done with the bank."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="find every problem, with file, line and reason")
    check.add_argument("folder", nargs="*", type=Path, help="your own folders, beside the bank")


def run(parsed: argparse.Namespace) -> int:
    """Print a line per problem; 1 when there is one."""
    own = config.load().questions
    problems = check_all([SHIPPED, *parsed.folder, *([own] if own else [])])
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("Every question is sound.")
    return 1 if problems else 0
