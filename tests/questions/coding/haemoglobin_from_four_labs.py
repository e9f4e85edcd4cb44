"""The number in g/dL or none, and the word for what happened."""

from typing import Any

from tests.questions.coding.harness import Run


def ask(run: Run, rows: list[tuple[str | None, str | None]]) -> Any:
    return [run().g_per_dl(value, unit) for value, unit in rows]


CASES = {
    "three units": (
        {"rows": [("11.2", "g/dL"), ("112", "g/L"), ("7.0", "mmol/L")]},
        [(11.2, "ok"), (11.2, "ok"), (11.28, "ok")],
    ),
    "other spellings, and a comma": (
        {"rows": [(" 11,2 ", "G/DL"), ("112", " g/l"), ("11", "gm/dL")]},
        [(11.2, "ok"), (11.2, "ok"), (11, "ok")],
    ),
    "no unit is not the same as an unknown one": (
        {"rows": [("112", None), ("11.2", "  "), ("11.2", "g/100ml")]},
        [(None, "no unit"), (None, "no unit"), (None, "unknown unit")],
    ),
    "a limit, a flag, nothing and minus one are no measurements": (
        {"rows": [("<5", "g/dL"), ("11.2 H", "g/dL"), (None, "g/dL"), ("", "g/L"), ("-1", "g/dL")]},
        [(None, "not a number")] * 5,
    ),
    "the wrong label shows": (
        {"rows": [("112", "g/dL"), ("11.2", "g/L"), ("1,120", "g/L"), ("0", "g/dL")]},
        [(None, "implausible")] * 4,
    ),
    "a severe anaemia is believed": ({"rows": [("3.1", "g/dL")]}, [(3.1, "ok")]),
}
