"""The note with its dates moved, then what a person has to look at."""

from typing import Any

from tests.questions.coding.harness import Run


def ask(run: Run, text: str, days: int = 10) -> Any:
    return run().shift(text, days)


CASES = {
    "each form stays as it was": (
        {
            "text": "CT 3/14/2024, MRI 03/14/24, PET 2024-03-14, "
            "seen 14 Mar 2024 and 14 March 2024, again March 14, 2024."
        },
        (
            (
                "CT 03/24/2024, MRI 03/24/24, PET 2024-03-24, "
                "seen 24 Mar 2024 and 24 March 2024, again March 24, 2024."
            ),
            [],
        ),
    ),
    "moved once, though it lands on another date of the note": (
        {"text": "On 3/14/2024, 3/24/2024 and 4/3/2024."},
        ("On 03/24/2024, 04/03/2024 and 04/13/2024.", []),
    ),
    "fractions are listed, grades and pressures are not even that": (
        {"text": "3/4 nodes, toxicity G3/4, BP 120/80, pain 2/10"},
        ("3/4 nodes, toxicity G3/4, BP 120/80, pain 2/10", ["3/4", "2/10"]),
    ),
    "no such day, and dates in part": (
        {"text": "2/30/2024; in March 2024 or on May 3; Sept 3, 2024"},
        (
            "2/30/2024; in March 2024 or on May 3; Sept 3, 2024",
            ["2/30/2024", "March 2024", "May 3", "Sept 3, 2024"],
        ),
    ),
    "over the end of February, of the year, and backwards": (
        {"text": "2/28/2024 12/31/2023 1/1/2024", "days": -30},
        ("01/29/2024 12/01/2023 12/02/2023", []),
    ),
    "words that begin like a month": (
        {"text": "Marker 2024, decision 12, 12345/67"},
        ("Marker 2024, decision 12, 12345/67", []),
    ),
    "an empty note": ({"text": ""}, ("", [])),
}
