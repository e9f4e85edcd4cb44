"""Patient, day, source, precision, and whether a person has to look."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.questions.coding.harness import Run


def ask(run: Run, said: Sequence[Any], seen: Sequence[Any] = ()) -> Any:
    words = pd.DataFrame(said, columns=["patient_id", "source", "died"])
    visits = pd.DataFrame(seen, columns=["patient_id", "seen_on"])
    visits["seen_on"] = pd.to_datetime(visits["seen_on"])
    out = run().settle(words, visits)
    return [
        (
            row["patient_id"],
            None if pd.isna(row["died_on"]) else str(row["died_on"])[:10],
            None if pd.isna(row["source"]) else row["source"],
            None if pd.isna(row["precision"]) else row["precision"],
            bool(row["review"]),
        )
        for row in out.to_dict("records")
    ]


LOOK = (1, None, None, None, True)

CASES = {
    "all agree: the clinic": (
        {"said": [(1, source, "2023-05-14") for source in ("obituary", "registry", "clinic")]},
        [(1, "2023-05-14", "clinic", "day", False)],
    ),
    "a day beats a month, though the month is the clinic's": (
        {"said": [(1, "clinic", "2023-05"), (1, "obituary", "2023-05-20")]},
        [(1, "2023-05-20", "obituary", "day", False)],
    ),
    "thirty days apart is settled, thirty-one is not": (
        {
            "said": [
                (1, "clinic", "2023-05-14"),
                (1, "registry", "2023-06-14"),
                (2, "clinic", "2023-05-14"),
                (2, "registry", "2023-06-13"),
            ]
        },
        [LOOK, (2, "2023-05-14", "clinic", "day", False)],
    ),
    "a month only: its middle, or the last visit if that is later": (
        {
            "said": [(1, "registry", "2023-05"), (2, "registry", "2023-05")],
            "seen": [(2, "2023-05-28"), (1, "2023-05-03")],
        },
        [
            (1, "2023-05-15", "registry", "month", False),
            (2, "2023-05-28", "registry", "month", False),
        ],
    ),
    "seen on the day is fine, seen the day after is not": (
        {
            "said": [(1, "clinic", "2023-05-14"), (2, "clinic", "2023-05-14")],
            "seen": [(1, "2023-05-15 08:00"), (2, "2023-05-14 08:00")],
        },
        [LOOK, (2, "2023-05-14", "clinic", "day", False)],
    ),
    "a year only, month thirteen and nothing: a row each, to be looked at": (
        {"said": [(1, "clinic", "2023"), (2, "clinic", "2023-13"), (3, "obituary", None)]},
        [LOOK, (2, *LOOK[1:]), (3, *LOOK[1:])],
    ),
    "rubbish beside a date harms nobody; one source speaks twice": (
        {
            "said": [
                (1, "clinic", "in May"),
                (1, "registry", "2023-05-14"),
                (1, "registry", "2023-05-16"),
            ]
        },
        [(1, "2023-05-14", "registry", "day", False)],
    ),
}
