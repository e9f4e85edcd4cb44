"""The count known when each infusion began, and the verdict, by infusion."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.questions.coding.harness import Run

NAMES = ["patient_id", "drawn_at", "resulted_at", "anc"]
DRIP = [(1, 7, "2025-03-10 09:00")]


def ask(run: Run, infusions: Sequence[Any], anc: Sequence[Any]) -> Any:
    given = pd.DataFrame(infusions, columns=["infusion_id", "patient_id", "given_at"])
    given["given_at"] = pd.to_datetime(given["given_at"])
    counts = pd.DataFrame(anc, columns=NAMES).astype({"anc": "float64", "patient_id": "int64"})
    for name in NAMES[1:3]:
        counts[name] = pd.to_datetime(counts[name])
    out = run().before_the_drip(given, counts).sort_values("infusion_id")
    return out[["infusion_id", "anc", "verdict"]]


def row(infusion: int, anc: float | None, verdict: str) -> dict[str, Any]:
    return {"infusion_id": infusion, "anc": anc, "verdict": verdict}


CASES = {
    "exactly 1.0 is enough": (
        {"infusions": DRIP, "anc": [(7, "2025-03-10 07:00", "2025-03-10 08:00", 1.0)]},
        [row(1, 1.0, "ok")],
    ),
    "resulted ten minutes into the drip: the older one was known": (
        {
            "infusions": DRIP,
            "anc": [
                (7, "2025-03-10 07:00", "2025-03-10 09:10", 2.0),
                (7, "2025-03-09 07:00", "2025-03-09 08:00", 0.4),
            ],
        },
        [row(1, 0.4, "low")],
    ),
    "an older tube that was sent away and resulted last": (
        {
            "infusions": DRIP,
            "anc": [
                (7, "2025-03-08 07:00", "2025-03-10 08:30", 2.0),
                (7, "2025-03-10 07:00", "2025-03-10 08:00", 0.9),
            ],
        },
        [row(1, 0.9, "low")],
    ),
    "corrected before the start, and corrected after": (
        {
            "infusions": [*DRIP, (2, 8, "2025-03-10 09:00")],
            "anc": [
                (7, "2025-03-10 07:00", "2025-03-10 08:00", 1.4),
                (7, "2025-03-10 07:00", "2025-03-10 08:40", 0.6),
                (8, "2025-03-10 07:00", "2025-03-10 08:00", 1.4),
                (8, "2025-03-10 07:00", "2025-03-10 10:00", 0.6),
            ],
        },
        [row(1, 0.6, "low"), row(2, 1.4, "ok")],
    ),
    "72 hours are in, a minute more is out": (
        {
            "infusions": [*DRIP, (2, 8, "2025-03-10 09:00")],
            "anc": [
                (7, "2025-03-07 09:00", "2025-03-07 10:00", 3.0),
                (8, "2025-03-07 08:59", "2025-03-07 10:00", 3.0),
            ],
        },
        [row(1, 3.0, "ok"), row(2, None, "none")],
    ),
    "4,100 is not believed, an empty one neither; nobody's counts at all": (
        {
            "infusions": [*DRIP, (2, 8, "2025-03-10 09:00"), (3, 9, "2025-03-10 09:00")],
            "anc": [
                (7, "2025-03-10 07:00", "2025-03-10 08:00", 4100),
                (8, "2025-03-10 07:00", "2025-03-10 08:00", None),
            ],
        },
        [row(1, None, "none"), row(2, None, "none"), row(3, None, "none")],
    ),
}
