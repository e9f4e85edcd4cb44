"""What is hidden, and that nobody can subtract."""

from typing import Any

from tests.questions.coding.harness import Run


def ask(run: Run, table: list[list[int]]) -> Any:
    """Take and give a table without names."""
    named = {f"r{at}": {f"c{to}": n for to, n in enumerate(line)} for at, line in enumerate(table)}
    try:
        found = run().suppress(named)
    except ValueError:
        return "refused"
    return [list(line.values()) for line in found.values()]


CASES = {
    "nothing small": ({"table": [[11, 40], [0, 12]]}, [[11, 40], [0, 12]]),
    "a seven takes another of its row, one of its column, and the fourth corner": (
        {"table": [[7, 40, 120], [50, 60, 70], [80, 90, 99]]},
        [[None, None, 120], [None, None, 70], [80, 90, 99]],
    ),
    "two hidden that add up to four are still a four": (
        {"table": [[1, 3, 40, 90], [20, 30, 41, 91]]},
        [[None, None, None, 90], [None, None, None, 91]],
    ),
    "a number is hidden rather than a zero": (
        {"table": [[7, 0, 50], [60, 0, 70]]},
        [[None, 0, None], [None, 0, None]],
    ),
    "nothing left to hide": ({"table": [[7], [40]]}, "refused"),
    "three people in all": ({"table": [[1, 0], [0, 2]]}, "refused"),
    "ten is small, eleven is not": (
        {"table": [[10, 11, 12], [11, 11, 11]]},
        [[None, None, 12], [None, None, 11]],
    ),
    "no table": ({"table": []}, []),
}
