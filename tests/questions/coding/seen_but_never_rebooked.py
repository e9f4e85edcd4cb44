"""Today is 2025-06-30."""

CASES = {
    "seen last in winter, nothing booked": (
        {"visits": [(1, "2025-01-10", "completed"), (1, "2024-06-01", "completed")]},
        [(1, "2025-01-10")],
    ),
    "seen in May: not away for long enough": (
        {"visits": [(1, "2025-01-10", "completed"), (1, "2025-05-01", "completed")]},
        [],
    ),
    "a no-show in June is no visit": (
        {"visits": [(1, "2025-04-30", "completed"), (1, "2025-06-10", "no-show")]},
        [(1, "2025-04-30")],
    ),
    "booked for today, or booked and cancelled, or booked in the past": (
        {
            "visits": [(patient, "2025-02-01", "completed") for patient in (1, 2, 3)],
            "appointments": [
                (1, "2025-06-30", "booked"),
                (2, "2025-07-30", "cancelled"),
                (3, "2025-06-29", "booked"),
            ],
        },
        [(2, "2025-02-01"), (3, "2025-02-01")],
    ),
    "a death without a date is a death; a null patient empties nothing": (
        {
            "visits": [(1, "2025-02-01", "completed"), (2, "2025-02-01", "completed")],
            "deaths": [(1, None), (1, "2025-03-01"), (None, "2025-03-01")],
        },
        [(2, "2025-02-01")],
    ),
    "a completed visit in August has not happened": (
        {"visits": [(1, "2025-02-01", "completed"), (1, "2025-08-01", "completed")]},
        [(1, "2025-02-01")],
    ),
    "never seen at all is another list": (
        {"visits": [(1, "2025-02-01", "cancelled")]},
        [],
    ),
    "one row each though rows repeat, the longest away first": (
        {
            "visits": [
                (1, "2025-03-01", "completed"),
                (1, "2025-03-01", "completed"),
                (2, "2025-01-01", "completed"),
            ]
        },
        [(2, "2025-01-01"), (1, "2025-03-01")],
    ),
}
