"""Patient, days from the first start, died; data cut 2025-03-31."""

START = [(1, "2025-01-01")]

CASES = {
    "died before the cut": (
        {"starts": START, "ends": [(1, "clinic", "2025-01-31")]},
        [(1, 30, 1)],
    ),
    "died on the day of the cut, and two dates: the earlier": (
        {
            "starts": [*START, (2, "2025-03-01")],
            "ends": [
                (1, "clinic", "2025-02-02"),
                (1, "registry", "2025-01-31"),
                (2, "x", "2025-03-31"),
            ],
        },
        [(1, 30, 1), (2, 30, 1)],
    ),
    "died after the cut: censored when last seen, like the living": (
        {
            "starts": [*START, (2, "2025-01-01")],
            "contacts": [(1, "exam", "2025-03-02"), (2, "exam", "2025-03-02")],
            "ends": [(1, "clinic", "2025-04-10")],
        },
        [(1, 60, 0), (2, 60, 0)],
    ),
    "refills and claims prove nothing; contacts after the cut are not known yet": (
        {
            "starts": START,
            "contacts": [
                (1, "lab", "2025-01-11"),
                (1, "refill", "2025-03-01"),
                (1, "claim", "2025-03-01"),
                (1, "exam", "2025-04-01"),
            ],
        },
        [(1, 10, 0)],
    ),
    "a death without a date is no event": (
        {
            "starts": START,
            "contacts": [(1, "phone", "2025-01-21")],
            "ends": [(1, "clinic", None)],
        },
        [(1, 20, 0)],
    ),
    "a death before the start is not day minus something": (
        {
            "starts": START,
            "contacts": [(1, "exam", "2025-01-21")],
            "ends": [(1, "registry", "2024-12-01")],
        },
        [(1, 20, 0)],
    ),
    "nothing heard, seen only before, started after the cut, started twice": (
        {
            "starts": [(1, "2025-02-01"), (1, "2025-01-01"), (2, "2025-04-01"), (3, "2025-01-01")],
            "contacts": [(3, "exam", "2024-12-24")],
        },
        [(1, 0, 0), (3, 0, 0)],
    ),
}
