"""The weight that counted, one row per infusion."""

INFUSION = [(1, 7, "2025-03-10 09:00")]

CASES = {
    "the newest weight, not the newest row": (
        {
            "infusions": INFUSION,
            "vitals": [
                (1, 7, "2025-03-01 08:00", 70.0),
                (2, 7, "2025-03-09 08:00", 71.5),
                (3, 7, "2025-03-10 08:00", None),
                (4, 8, "2025-03-10 08:00", 99.0),
            ],
        },
        [(1, 71.5)],
    ),
    "charted later that day counts, charted the next day does not": (
        {
            "infusions": INFUSION,
            "vitals": [(1, 7, "2025-03-10 23:59", 72.0), (2, 7, "2025-03-11 00:00", 73.0)],
        },
        [(1, 72.0)],
    ),
    "two weights in one minute: one row, the one entered later": (
        {
            "infusions": INFUSION,
            "vitals": [
                (2, 7, "2025-03-10 08:00", 72.0),
                (1, 7, "2025-03-10 08:00", 27.0),
                (3, 7, "2025-03-10 08:00", None),
            ],
        },
        [(1, 72.0)],
    ),
    "never weighed: the infusion is still there": (
        {
            "infusions": [*INFUSION, (2, 8, "2025-03-10 09:00")],
            "vitals": [(1, 7, "2025-03-11 08:00", 70.0), (2, 8, "2025-03-01 08:00", None)],
        },
        [(1, None), (2, None)],
    ),
    "two infusions of one day share a weight": (
        {
            "infusions": [(2, 7, "2025-03-10 15:00"), *INFUSION],
            "vitals": [(1, 7, "2025-02-01 08:00", 70.0)],
        },
        [(1, 70.0), (2, 70.0)],
    ),
}
