"""What fires first, then what was refused."""

from collections.abc import Sequence
from typing import Any

from tests.questions.coding.harness import Run

HEADER = "patient_id,taken_at,temp_c"
DAY = "2025-01-01T"


def ask(run: Run, rows: Sequence[str]) -> Any:
    bad: list[Any] = []
    fired = list(run().fevers(iter([HEADER, *rows]), bad))
    return fired, [number for number, _ in bad]


CASES = {
    "two fevers two hours apart fire at the second": (
        {"rows": [f"a,{DAY}08:00:00,38.2", f"b,{DAY}08:00:10,39.0", f"a,{DAY}10:00:00,38.0"]},
        ([("a", f"{DAY}10:00:00")], []),
    ),
    "exactly an hour counts, a second less does not": (
        {
            "rows": [
                f"a,{DAY}08:00:00,38.2",
                f"b,{DAY}08:00:00,38.2",
                f"b,{DAY}08:59:59,38.2",
                f"a,{DAY}09:00:00,38.2",
            ]
        },
        ([("a", f"{DAY}09:00:00")], []),
    ),
    "48 hours count, a second more does not": (
        {
            "rows": [
                f"a,{DAY}08:00:00,38.0",
                f"b,{DAY}08:00:00,38.0",
                "a,2025-01-03T08:00:00,38.0",
                "b,2025-01-03T08:00:01,38.0",
            ]
        },
        ([("a", "2025-01-03T08:00:00")], []),
    ),
    "37.9 is no fever": (
        {"rows": [f"a,{DAY}08:00:00,38.0", f"a,{DAY}10:00:00,37.9"]},
        ([], []),
    ),
    "an illness fires once": (
        {"rows": [f"a,{DAY}{hour:02}:00:00,38.5" for hour in range(8, 20, 2)]},
        ([("a", f"{DAY}10:00:00")], []),
    ),
    "no temperature, Fahrenheit and a broken time are refused with their lines": (
        {
            "rows": [
                f"a,{DAY}08:00:00,",
                f"a,{DAY}08:00:00,101.2",
                "a,yesterday,38.5",
                "a",
                f"a,{DAY}09:00:00,38.5",
            ]
        },
        ([], [2, 3, 4, 5]),
    ),
    "forty minutes late is sorted in; seven hours late is refused": (
        {
            "rows": [
                f"b,{DAY}15:40:00,36.5",
                f"a,{DAY}15:00:00,38.5",
                f"a,{DAY}16:00:00,38.5",
                f"c,{DAY}08:59:00,38.5",
            ]
        },
        ([("a", f"{DAY}16:00:00")], [5]),
    ),
}
