"""Prepare our own YAML for a quick start: `python -m questions.prepare` after each edit."""

import sys
from collections.abc import Mapping
from dataclasses import asdict

from questions import prepared
from questions.frozen import freeze
from questions.load import (
    PREPARED_RUBRIC,
    SHIPPED,
    parse_file,
    parse_rubric,
    prepared_name,
    questions_digest,
    rubric_digest,
    shown_path,
)
from questions.problem import Problem


def prepare() -> tuple[dict[str, str], list[Problem]]:
    """Give each prepared file's name and text, and the problems of files that were left out."""
    rubric = parse_rubric()
    texts = {PREPARED_RUBRIC: prepared.written(rubric_digest(), asdict(rubric))}
    problems: list[Problem] = []
    for path in sorted(SHIPPED.rglob("*.yaml")):
        raw = path.read_bytes()
        found, notes = parse_file(path, raw, rubric)
        holds = [{"line": line, "question": freeze(each)} for line, each in found]
        if notes:  # it has to be read again each time, or its problems would go unsaid
            problems += [Problem(shown_path(path), note.line, note.reason) for note in notes]
        else:
            texts[prepared_name(path)] = prepared.written(questions_digest(raw, rubric), holds)
    return texts, problems


def stale(texts: Mapping[str, str]) -> list[str]:
    """Name the prepared files that are missing, out of date or no longer wanted."""
    folder = prepared.FOLDER
    kept = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*.json")
    }
    return sorted(name for name in {**texts, **kept} if texts.get(name) != kept.get(name))


def main() -> int:
    """Write what is stale, and say what was left out."""
    texts, problems = prepare()
    for name in stale(texts):
        path = prepared.FOLDER / name
        if name in texts:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(texts[name], "utf-8")
        else:
            path.unlink()
        sys.stdout.write(f"{'wrote' if name in texts else 'removed'} {shown_path(path)}\n")
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
