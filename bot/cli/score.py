"""`rounds score`: the judge on a file of answers, or measured against its labels."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot import config
from bot.clock import Clock
from bot.errors import ConfigError
from questions.judge import Judge
from questions.judge.score import BadLine, evaluate, score_lines
from questions.load import load_rubric

if TYPE_CHECKING:
    from bot.adviser import Adviser


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to score and how to show it."""
    parser.add_argument("file", type=Path, help="answers, one JSON object a line; - reads stdin")
    parser.add_argument("--evaluate", action="store_true", help="measure against the labels")
    parser.add_argument(
        "--model",
        action="store_true",
        help="ask the model of ROUNDS_MODEL_URL too",
    )
    parser.add_argument("--json", action="store_true", help="print the measures as JSON")


def run(parsed: argparse.Namespace) -> int:
    """Print a line per answer, or the measures; bad lines go to standard error, and then 1."""
    lines = _read(parsed.file)
    judge = Judge.load()
    adviser = _adviser() if parsed.model else None
    if parsed.evaluate:
        report = evaluate(lines, judge, adviser)
        print(json.dumps(report.as_dict(), indent=2) if parsed.json else report.table())
        for line in report.bad_lines:
            print(line, file=sys.stderr)
        _tell(adviser)
        return 1 if report.bad_lines else 0
    failed = False
    for result in score_lines(lines, judge, adviser):
        if isinstance(result, BadLine):
            print(result, file=sys.stderr)
            failed = True
        else:
            print(json.dumps(result.as_dict(), ensure_ascii=False))
    _tell(adviser)
    return 1 if failed else 0


def _adviser() -> "Adviser":
    model = config.load().model
    if model is None:
        raise ConfigError(
            "--model asks a model, and none is set. Set ROUNDS_MODEL_URL to an OpenAI-compatible "
            "address, ROUNDS_MODEL to the model's name there, and ROUNDS_MODEL_KEY if it needs one."
        )
    from bot.adviser import Adviser  # noqa: PLC0415 - only where it is asked for

    return Adviser.of(model, load_rubric(), Clock().monotonic)


def _tell(adviser: "Adviser | None") -> None:
    """Say on standard error how far the model was heard; the built-in judge gave the rest."""
    if adviser is not None:
        print(f"rounds score: {adviser.tale()}", file=sys.stderr)


def _read(path: Path) -> list[str]:
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}).") from None
    return raw.decode("utf-8", errors="replace").split("\n")
