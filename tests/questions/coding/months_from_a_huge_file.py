"""Drug, month, different patients, mean dose; read so many rows at once."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

from tests.questions.coding.harness import Run

HEADER = "patient_id,given_at,drug,dose_mg\n"


def ask(run: Run, lines: Sequence[str], rows: int) -> Any:
    text = HEADER + "".join(f"{line}\n" for line in lines)
    return run().per_month(StringIO(text), rows).to_numpy().tolist()


UNEVEN = [f"1,2021-03-0{day}T09:10,x,{dose}" for day, dose in ((1, 10), (2, 10), (3, 40))]

CASES = {
    "a mean of means is another number": ({"lines": UNEVEN, "rows": 2}, [("x", "2021-03", 1, 20)]),
    "the same in one piece": ({"lines": UNEVEN, "rows": 100}, [("x", "2021-03", 1, 20)]),
    "one patient in three pieces is one patient": (
        {
            "lines": [f"{who},2021-03-02T09:10,x,10" for who in (1, 2, 1, 3, 1)],
            "rows": 1,
        },
        [("x", "2021-03", 3, 10)],
    ),
    "00417 and 417 are two": (
        {"lines": ["00417,2021-03-02T09:10,x,10", "417,2021-03-02T09:10,x,10"], "rows": 9},
        [("x", "2021-03", 2, 10)],
    ),
    "an empty or worded dose is a patient and no dose": (
        {
            "lines": [
                "1,2021-03-02T09:10,x,",
                "2,2021-03-02T09:10,x,see note",
                "3,2021-04-02T09:10,x,5",
                "4,2021-04-02T09:10,x,see note",
            ],
            "rows": 2,
        },
        [("x", "2021-03", 2, None), ("x", "2021-04", 2, 5)],
    ),
    "a row without a drug belongs nowhere": (
        {"lines": ["1,2021-03-02T09:10,,10", "1,2021-03-02T09:10,x,20"], "rows": 1},
        [("x", "2021-03", 1, 20)],
    ),
    "only a header": ({"lines": [], "rows": 2}, []),
}
