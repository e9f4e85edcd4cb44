"""What must hold of the sides, whatever the hash gives."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pandas as pd

from tests.questions.coding.harness import Run

MANY = [f"p{number}" for number in range(600)]


def ask(
    run: Run,
    patients: Sequence[Any],
    links: Sequence[tuple[str, str]] = (),
    share: float = 0.5,
    later: Sequence[str] = (),
) -> Any:
    """Give links torn apart, if all orders agree, if later ids move nobody, and the share."""
    split = run().split

    def sides(ids: Sequence[Any], pairs: Sequence[tuple[str, str]]) -> dict[Any, str]:
        notes = pd.DataFrame(
            {"note_id": range(len(ids)), "patient_id": pd.Series(ids, dtype="object")}
        )
        out = split(notes, pd.DataFrame(pairs, columns=["id_a", "id_b"]), share)
        assert len(out) == len(ids)
        return {
            None if pd.isna(one) else one: part for one, part in zip(ids, out["part"], strict=True)
        }

    found = sides(patients, links)
    torn = [pair for pair in links if found[pair[0]] != found[pair[1]]]
    same = all(
        sides(patients[::-1], [pair[::-1] for pair in order]) == found
        for order in permutations(links)
    )
    after = sides([*patients, *later], links)
    test = sum(part == "test" for part in found.values()) / max(1, len(found))
    return torn, same, all(after[one] == part for one, part in found.items()), round(test, 1)


CASES: dict[str, Any] = {
    "about the share of people": ({"patients": MANY, "share": 0.2}, ([], True, True, 0.2)),
    "nobody and everybody": ({"patients": MANY, "share": 1}, ([], True, True, 1.0)),
    "a chain of links is one person": (
        {
            "patients": ["a", "d", "c", "b", "e"],
            "links": [("b", "a"), ("c", "b"), ("d", "e"), ("c", "d")],
            "share": 0.5,
        },
        ([], True, True, 0.0),
    ),
    "many chains: none is torn": (
        {"patients": MANY, "links": [("p1", "p2"), ("p2", "p3"), ("p599", "p1")], "share": 0.2},
        ([], True, True, 0.2),
    ),
    "linked to itself, and to an id without notes": (
        {"patients": ["a", "b"], "links": [("a", "a"), ("b", "b")], "share": 1},
        ([], True, True, 1.0),
    ),
    "new people move nobody": (
        {"patients": MANY[:300], "later": MANY[300:], "share": 0.2},
        ([], True, True, 0.2),
    ),
    "a note without an id is on neither side": (
        {"patients": [None, "a"], "share": 1},
        ([], True, True, 0.5),
    ),
}
