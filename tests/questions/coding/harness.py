"""Run the code of a coding question's strong answer on small data."""

import math
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from questions.model import Question

HERE = Path(__file__).parent
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
TABLE = re.compile(r"^(\w+)\((.+)\)$", re.MULTILINE)
LANGUAGES = {"sql", "python"}

Run = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """One input that the question is about, by the names of its prompt, and what must come out."""

    what: str
    given: Mapping[str, Any]
    result: Any
    ask: Callable[..., Any]


def file_of(question_id: str) -> Path:
    """Name the file with the cases of a question."""
    return HERE / f"{question_id.replace('-', '_')}.py"


def ids_with_cases() -> set[str]:
    """Give the ids that there is a file for."""
    found = {path.stem.replace("_", "-") for path in HERE.glob("*.py")}
    return found - {Path(__file__).stem}


def cases(question_id: str) -> list[Case]:
    """Give the cases of a question: `CASES` of its file, asked by its `ask`."""
    module = import_module(f"tests.questions.coding.{file_of(question_id).stem}")
    ask = getattr(module, "ask", _plainly)
    return [Case(what, given, result, ask) for what, (given, result) in module.CASES.items()]


def answered(question: Question, case: Case) -> Any:
    """Give what the strong answer's code makes of a case."""
    language, code = code_of(question)
    run = _sql(question.prompt, code) if language == "sql" else _python(code, question.id)
    return plain(case.ask(run, **case.given))


def code_of(question: Question) -> tuple[str, str]:
    """Give the language of the strong answer, and its fenced blocks as one program."""
    blocks = FENCED.findall(question.strong.answer)
    languages = {tag for tag, _ in blocks}
    assert len(languages) == 1, f"{question.id}: blocks in one language, not {languages}"
    assert languages <= LANGUAGES, f"{question.id}: ```sql or ```python, not {languages}"
    return languages.pop(), "\n".join(code for _, code in blocks)


def frame(rows: Sequence[Mapping[str, Any]], dates: Sequence[str] = ()) -> Any:
    """Give rows as a pandas DataFrame, with these columns as times."""
    import pandas as pd  # noqa: PLC0415 - takes a second, and few questions need it

    made = pd.DataFrame(rows)
    for name in dates:
        made[name] = pd.to_datetime(made[name])
    return made


def plain(value: Any) -> Any:
    """Give a result in values that can be written down and compared: a frame as its rows."""
    if hasattr(value, "to_dict"):  # pandas
        value = value.to_dict("records") if hasattr(value, "columns") else value.to_list()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    value = value.item() if hasattr(value, "item") else value  # numpy
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _plainly(run: Run, **given: Any) -> Any:
    return run(**given)


def _sql(prompt: str, code: str) -> Run:
    """Give a function from rows by table to the rows of the last query, on SQLite."""
    tables = dict(TABLE.findall(prompt))

    def run(**rows: Sequence[Sequence[Any]]) -> list[Any]:
        assert rows.keys() <= tables.keys(), "tables by the names of the prompt"
        database = sqlite3.connect(":memory:")
        try:
            for name, columns in tables.items():
                database.execute(f"create table {name} ({columns})")
                for row in rows.get(name, ()):
                    database.execute(f"insert into {name} values ({_marks(row)})", row)
            found: list[Any] = []
            for statement in _statements(code):
                found = database.execute(statement).fetchall()
            return found
        finally:
            database.close()

    return run


def _statements(code: str) -> list[str]:
    whole, begun = [], ""
    for line in code.splitlines():
        begun += line + "\n"
        if sqlite3.complete_statement(begun):
            whole.append(begun)
            begun = ""
    return [*whole, begun] if begun.strip() else whole


def _marks(row: Sequence[Any]) -> str:
    return ", ".join("?" * len(row))


def _python(code: str, name: str) -> Run:
    """Give a function from names that the code may use to the names that it defines."""
    program = compile(code, f"<{name}>", "exec")

    def run(**names: Any) -> SimpleNamespace:
        space: dict[str, Any] = {"__name__": "answer", **names}
        exec(program, space)  # our own bank's code
        return SimpleNamespace(**space)

    return run
