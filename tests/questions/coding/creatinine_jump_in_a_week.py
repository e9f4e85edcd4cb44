"""The usable values with their flag first, then the rows that were refused."""

from collections.abc import Sequence
from typing import Any

from tests.questions.coding.harness import Run, frame

NAMES = ("patient_id", "taken_at", "value", "unit")


def ask(run: Run, scr: Sequence[Sequence[Any]]) -> Any:
    rows = frame([dict(zip(NAMES, row, strict=True)) for row in scr], dates=["taken_at"])
    usable, refused = run().flag_jumps(rows)
    flags = usable.sort_values(["patient_id", "taken_at"])
    return flags["jump"].tolist(), sorted(zip(refused["value"], refused["unit"], strict=True))


CASES = {
    "half as much again within the week": (
        {
            "scr": [
                (1, "2025-01-01 08:00", "1.0", "mg/dL"),
                (1, "2025-01-05 08:00", "1.4", "mg/dL"),
                (1, "2025-01-06 08:00", "1.6", "mg/dL"),
            ]
        },
        ([False, False, True], []),
    ),
    "0.8 and then 1.2, on every machine": (
        {"scr": [(1, "2025-01-01", "0.8", "mg/dL"), (1, "2025-01-02", "1.2", "mg/dL")]},
        ([False, True], []),
    ),
    "exactly seven days older is in, a minute more is out": (
        {
            "scr": [
                (1, "2025-01-01 08:00", "1.0", "mg/dL"),
                (1, "2025-01-08 08:00", "2.0", "mg/dL"),
                (2, "2025-01-01 07:59", "1.0", "mg/dL"),
                (2, "2025-01-08 08:00", "2.0", "mg/dL"),
            ]
        },
        ([False, True, False, False], []),
    ),
    "the lowest of the week counts, not the one before": (
        {
            "scr": [
                (1, "2025-01-01", "1.0", "mg/dL"),
                (1, "2025-01-02", "1.45", "mg/dL"),
                (1, "2025-01-03", "1.5", "mg/dL"),
            ]
        },
        ([False, False, True], []),
    ),
    "umol/L is converted by its unit, whatever the order of rows; no patient sees another's": (
        {
            "scr": [
                (2, "2025-01-02", "3.0", "mg/dL"),
                (1, "2025-01-02", "150", "umol/L"),
                (1, "2025-01-01", "1.0", "mg/dL"),
            ]
        },
        ([False, True, False], []),
    ),
    "two at one minute: one row, the higher; a repeat is one row": (
        {
            "scr": [
                (1, "2025-01-01", "1.0", "mg/dL"),
                (1, "2025-01-02", "1.0", "mg/dL"),
                (1, "2025-01-02", "1.5", "mg/dL"),
                (1, "2025-01-02", "1.5", "mg/dL"),
            ]
        },
        ([False, True], []),
    ),
    "a limit, an unknown unit and 88 mg/dL are refused, and given back": (
        {
            "scr": [
                (1, "2025-01-01", "<0.2", "mg/dL"),
                (1, "2025-01-02", "1.0", "mg"),
                (1, "2025-01-03", "88", "mg/dL"),
                (1, "2025-01-04", "1.0", "mg/dL"),
            ]
        },
        ([False], [("1.0", "mg"), ("88", "mg/dL"), ("<0.2", "mg/dL")]),
    ),
}
