"""All lengths that are possible, in minutes."""

from typing import Any

from tests.questions.coding.harness import Run


def ask(run: Run, start: str, stop: str, zone: str = "America/New_York") -> Any:
    return run().minutes(start, stop, zone)


CASES = {
    "an ordinary night": ({"start": "2025-10-01T23:30", "stop": "2025-10-02T01:00"}, [90]),
    "over the whole night in which the clock goes back": (
        {"start": "2025-11-02T00:30", "stop": "2025-11-02T02:30"},
        [180],
    ),
    "a stop that came twice": (
        {"start": "2025-11-02T00:50", "stop": "2025-11-02T01:20"},
        [30, 90],
    ),
    "seemingly backwards: only one reading is possible": (
        {"start": "2025-11-02T01:45", "stop": "2025-11-02T01:30"},
        [45],
    ),
    "both came twice": (
        {"start": "2025-11-02T01:15", "stop": "2025-11-02T01:30"},
        [15, 75],
    ),
    "over the night in which the clock goes forward": (
        {"start": "2025-03-09T01:30", "stop": "2025-03-09T03:30"},
        [60],
    ),
    "half past two never was": ({"start": "2025-03-09T01:30", "stop": "2025-03-09T02:30"}, []),
    "no change in Arizona": (
        {"start": "2025-11-02T00:50", "stop": "2025-11-02T01:20", "zone": "America/Phoenix"},
        [30],
    ),
    "an offset leaves no doubt, on one side or on both": (
        {"start": "2025-11-02T00:50", "stop": "2025-11-02T01:20-05:00"},
        [90],
    ),
    "a stop before the start": ({"start": "2025-10-01T09:00", "stop": "2025-10-01T08:45"}, []),
}
