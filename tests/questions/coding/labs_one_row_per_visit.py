"""One row per visit: hgb, plt, crea, and how many values lost to another."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.questions.coding.harness import Run

NAMES = ["visit_id", "test", "value", "resulted_at"]


def ask(run: Run, labs: Sequence[Sequence[Any]]) -> Any:
    frame = pd.DataFrame(labs, columns=NAMES).astype({"value": "float64"})
    frame["resulted_at"] = pd.to_datetime(frame["resulted_at"])
    return run().wide(frame)


def row(visit: int, hgb: Any, plt: Any, crea: Any, repeated: int = 0) -> dict[str, Any]:
    return {"visit_id": visit, "hgb": hgb, "plt": plt, "crea": crea, "repeated": repeated}


CASES = {
    "the three, and none of the others": (
        {
            "labs": [
                (1, "plt", 210, "2025-01-01 08:00"),
                (1, "hgb", 11.2, "2025-01-01 08:00"),
                (1, "crea", 0.9, "2025-01-01 08:00"),
                (1, "na", 140, "2025-01-01 08:00"),
            ]
        },
        [row(1, 11.2, 210, 0.9)],
    ),
    "repeated: the last that is not empty, whatever the order of rows": (
        {
            "labs": [
                (1, "hgb", None, "2025-01-01 12:00"),
                (1, "hgb", 10.1, "2025-01-01 10:00"),
                (1, "hgb", 11.2, "2025-01-01 08:00"),
            ]
        },
        [row(1, 10.1, None, None, 1)],
    ),
    "two at one time: always the same one": (
        {
            "labs": [
                (1, "plt", 90, "2025-01-01 08:00"),
                (1, "plt", 80, "2025-01-01 08:00"),
                (1, "crea", 1, "2025-01-01 08:00"),
                (1, "crea", 2, "2025-01-01 08:00"),
            ]
        },
        [row(1, None, 90, 2, 2)],
    ),
    "a visit without any of the three stays, and a column that nobody had": (
        {"labs": [(2, "na", 140, "2025-01-01 08:00"), (1, "hgb", 11, "2025-01-01 08:00")]},
        [row(1, 11, None, None), row(2, None, None, None)],
    ),
    "nothing at all": ({"labs": []}, []),
}
