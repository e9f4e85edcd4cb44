"""Pairs for tonight, then pairs for a person."""

from typing import Any

from tests.questions.coding.harness import Run


def ask(run: Run, ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> Any:
    return run().match(ours, theirs)


def who(number: int, **fields: str) -> dict[str, Any]:
    known = {"first": "Ana", "last": "Lopez", "born": "1970-03-04", "zip": "10027", "phone": ""}
    return {"id": number, **known, **fields}


Pairs = tuple[list[tuple[int, int]], list[tuple[int, int]]]

TONIGHT: Pairs = ([(1, 9)], [])
PERSON: Pairs = ([], [(1, 9)])
NEITHER: Pairs = ([], [])

CASES = {
    "accents, capitals and a second name": (
        {"ours": [who(1)], "theirs": [who(9, first="ANA MARÍA", last="LÓPEZ-Ruiz")]},
        TONIGHT,
    ),
    "twins on one street, with one telephone": (
        {"ours": [who(1, phone="555")], "theirs": [who(9, first="Eva", phone="555")]},
        NEITHER,
    ),
    "day and month swapped": ({"ours": [who(1)], "theirs": [who(9, born="1970-04-03")]}, PERSON),
    "another birth date": ({"ours": [who(1)], "theirs": [who(9, born="1971-03-04")]}, NEITHER),
    "married": ({"ours": [who(1)], "theirs": [who(9, last="Green")]}, PERSON),
    "moved, and the same telephone or not": (
        {
            "ours": [who(1, phone="555"), who(2, first="Ida")],
            "theirs": [who(9, zip="90210", phone="555"), who(8, first="Ida", zip="90210")],
        },
        ([(1, 9)], [(2, 8)]),
    ),
    "no first name, and empty fields that are not equal": (
        {
            "ours": [who(1), who(2, first="", last="", zip="", born="1950-01-01")],
            "theirs": [who(9, first=""), who(8, first="", last="", zip="", born="1950-01-01")],
        },
        PERSON,
    ),
    "no birth date": (
        {"ours": [who(1), who(2, born="")], "theirs": [who(9, born="")]},
        NEITHER,
    ),
    "two of theirs claim one of ours": (
        {"ours": [who(1)], "theirs": [who(9), who(8)]},
        ([], [(1, 8), (1, 9)]),
    ),
    "nobody": ({"ours": [], "theirs": [who(9)]}, NEITHER),
}
