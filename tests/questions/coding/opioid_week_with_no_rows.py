"""Patient, day of June 2025 and level, from the first row to the 10th."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.questions.coding.harness import Run


def ask(run: Run, doses: Sequence[Any]) -> Any:
    rows = pd.DataFrame(doses, columns=["patient_id", "day", "mme"]).astype({"mme": "float64"})
    rows["day"] = pd.to_datetime("2025-06-" + rows["day"].astype(str).str.zfill(2))
    out = run().weekly(rows, pd.Timestamp("2025-06-10"))
    return [
        (patient, day.day, level)
        for patient, day, level in zip(out["patient_id"], out["day"], out["level"], strict=True)
    ]


def levels(patient: int, first: int, *values: float | None) -> list[tuple[Any, ...]]:
    return [(patient, first + at, value) for at, value in enumerate(values)]


CASES = {
    "days without a row are days without a drug": (
        {"doses": [(1, 1, 70), (1, 8, 35)]},
        levels(1, 1, *[None] * 6, 10, 5, 5, 5),
    ),
    "several rows of a day add up, and one is taken back": (
        {"doses": [(1, 4, 30), (1, 4, 20), (1, 4, -15)]},
        levels(1, 4, *[None] * 6, 5),
    ),
    "a failed conversion is not zero, whatever else was that day": (
        {"doses": [(1, 1, 70), (1, 2, None), (1, 2, 7)]},
        levels(1, 1, *[None] * 8, 0, 0),
    ),
    "no patient's week reaches into another's": (
        {"doses": [(2, 4, 14), (1, 4, 7)]},
        levels(1, 4, *[None] * 6, 1) + levels(2, 4, *[None] * 6, 2),
    ),
    "rows after the last day, and a first row less than a week ago": (
        {"doses": [(1, 9, 70), (1, 11, 700), (2, 11, 70)]},
        levels(1, 9, None, None),
    ),
    "nothing at all": ({"doses": []}, []),
}
