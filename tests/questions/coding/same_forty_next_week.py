"""What can be said of the choice whatever the hash gives."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.questions.coding.harness import Run

BIG = [(f"c{number}", "North", "Ana") for number in range(30)]
SMALL = [("s1", "South", "Ben"), ("s2", "South", "Ben")]


def ask(run: Run, charts: Sequence[Any], *, then: Sequence[Any] = ()) -> Any:
    """Give site, number and weight; whether other orders agree; how many went when others came."""
    pick = run().pick

    def chosen(rows: Sequence[Any], week: int = 12) -> Any:
        return pick(pd.DataFrame(rows, columns=["chart_id", "site", "abstractor"]), week, 5)

    first = chosen(charts)
    ids = set(first["chart_id"])
    return (
        [(site, len(group), sorted(set(group["weight"]))) for site, group in first.groupby("site")],
        set(chosen(list(reversed(charts)))["chart_id"]) == ids,
        len(ids - set(chosen([*charts, *then])["chart_id"])) <= len(then),
    )


CASES = {
    "five of thirty, each for six": ({"charts": BIG}, ([("North", 5, [6.0])], True, True)),
    "a site with two gives both": (
        {"charts": BIG + SMALL},
        ([("North", 5, [6.0]), ("South", 2, [1.0])], True, True),
    ),
    "a chart that is there twice is one": (
        {"charts": SMALL + SMALL + BIG[:6] * 3},
        ([("North", 5, [1.2]), ("South", 2, [1.0])], True, True),
    ),
    "no site is a site": (
        {"charts": [("x1", None, "Ana"), *SMALL]},
        ([("South", 2, [1.0]), ("no site", 1, [1.0])], True, True),
    ),
    "a late chart pushes out one at most": (
        {"charts": BIG, "then": [("c900", "North", "Ana")]},
        ([("North", 5, [6.0])], True, True),
    ),
}
