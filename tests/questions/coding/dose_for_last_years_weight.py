"""Surface, deviation and verdict of each dose."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.questions.coding.harness import Run


def ask(run: Run, doses: Sequence[Any], measures: Sequence[Any]) -> Any:
    given = pd.DataFrame(
        doses, columns=["infusion_id", "patient_id", "given_on", "mg", "mg_per_m2"]
    )
    given["given_on"] = pd.to_datetime(given["given_on"])
    taken = pd.DataFrame(measures, columns=["patient_id", "measured_on", "height", "weight_kg"])
    taken = taken.astype({"patient_id": "int64", "height": "float64", "weight_kg": "float64"})
    taken["measured_on"] = pd.to_datetime(taken["measured_on"])
    return run().audit(given, taken).to_numpy().tolist()


DAY = "2025-05-30"
# 180 cm and 80 kg are 2.0 square metres

CASES = {
    "as calculated, exactly 10% over, and more": (
        {
            "doses": [(1, 7, DAY, 200, 100), (2, 7, DAY, 220, 100), (3, 7, DAY, 221, 100)],
            "measures": [(7, DAY, 180, 80)],
        },
        [(1, 2.0, 0.0, "ok"), (2, 2.0, 0.1, "ok"), (3, 2.0, 0.105, "off")],
    ),
    "today's weight, and the height of years ago in metres": (
        {
            "doses": [(1, 7, DAY, 150, 100)],
            "measures": [(7, "2019-01-01", 1.8, 120), (7, "2025-05-20", None, 80)],
        },
        [(1, 2.0, -0.25, "off")],
    ),
    "28 days are in, 29 are not, and the day after is not yet": (
        {
            "doses": [(1, 7, DAY, 200, 100), (2, 8, DAY, 200, 100), (3, 9, DAY, 200, 100)],
            "measures": [
                (7, "2025-05-02", 180, 80),
                (8, "2025-05-01", 180, 80),
                (9, "2020-01-01", 180, None),
                (9, "2025-05-31", 180, 80),
            ],
        },
        [(1, 2.0, 0.0, "ok"), (2, None, None, "cannot say"), (3, None, None, "cannot say")],
    ),
    "66 and 16.8 are refused, an older height is used": (
        {
            "doses": [(1, 7, DAY, 200, 100), (2, 8, DAY, 200, 100)],
            "measures": [
                (7, "2024-01-01", 180, 81),
                (7, DAY, 66, 80),
                (8, DAY, 16.8, 80),
            ],
        },
        [(1, 2.0, 0.0, "ok"), (2, None, None, "cannot say")],
    ),
    "an impossible weight hides no possible one; never measured": (
        {
            "doses": [(2, 8, DAY, 200, 100), (1, 7, DAY, 200, 100)],
            "measures": [(7, "2025-05-20", 180, 80), (7, "2025-05-29", 180, 800)],
        },
        [(1, 2.0, 0.0, "ok"), (2, None, None, "cannot say")],
    ),
}
