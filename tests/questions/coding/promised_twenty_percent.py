"""The table, one row a group; or that it was refused."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.questions.coding.harness import Run


def ask(run: Run, rows: Sequence[Any], bins: int) -> Any:
    scores = pd.DataFrame(rows, columns=["risk", "event"]).astype("float64")
    scores.insert(0, "patient_id", range(len(scores)))
    try:
        table = run().calibration(scores, bins)
    except ValueError:
        return "refused"
    table[["low", "high"]] = table[["low", "high"]].round(3)
    return table.to_numpy().tolist()


CASES = {
    "two groups of four, one without any event": (
        {
            "rows": [
                (0.1, 0),
                (0.2, 0),
                (0.1, 0),
                (0.2, 0),
                (0.5, 1),
                (0.6, 0),
                (0.5, 1),
                (0.6, 0),
            ],
            "bins": 2,
        },
        [(4, 0, 0.15, 0, 0, 0.49), (4, 0, 0.55, 0.5, 0.15, 0.85)],
    ),
    "lost ones are unknown, not well, and their risk is left out too": (
        {"rows": [(0.1, 0), (0.3, None), (0.8, 1), (0.9, None)], "bins": 2},
        [(1, 1, 0.1, 0, 0, 0.793), (1, 1, 0.8, 1, 0.207, 1)],
    ),
    "equal risks stay together, and a group may vanish": (
        {"rows": [(0.2, 0)] * 3 + [(0.9, 1)], "bins": 4},
        [(3, 0, 0.2, 0, 0, 0.562), (1, 0, 0.9, 1, 0.207, 1)],
    ),
    "a group in which nothing is known is still there": (
        {"rows": [(0.1, None), (0.9, 1)], "bins": 2},
        [(0, 1, None, None, None, None), (1, 0, 0.9, 1, 0.207, 1)],
    ),
    "ten people in ten groups, whatever floats make of three tenths": (
        {"rows": [(number / 10, 1) for number in range(10)], "bins": 10},
        [(1, 0, number / 10, 1, 0.207, 1) for number in range(10)],
    ),
    "a risk in percent, and an empty one, are refused": (
        {"rows": [(0.2, 0), (23, 1)], "bins": 2},
        "refused",
    ),
    "an empty risk is refused": ({"rows": [(0.2, 0), (None, 1)], "bins": 2}, "refused"),
}
