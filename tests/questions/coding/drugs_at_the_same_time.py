"""Today is 2025-09-01."""

W, C = "warfarin", "capecitabine"

CASES = {
    "on warfarin for years, capecitabine begins: from then until today": (
        {"courses": [(1, W, "2019-01-01", None), (1, C, "2025-08-10", None)]},
        [(1, "2025-08-10", "2025-09-01")],
    ),
    "one ends on the day the other starts: one day; a day earlier: none": (
        {
            "courses": [
                (1, W, "2025-01-01", "2025-02-01"),
                (1, C, "2025-02-01", "2025-03-01"),
                (2, W, "2025-01-01", "2025-01-31"),
                (2, C, "2025-02-01", "2025-03-01"),
            ]
        },
        [(1, "2025-02-01", "2025-02-01")],
    ),
    "three doses of warfarin are one row, the latest last day first": (
        {
            "courses": [
                (1, W, "2025-01-01", "2025-01-31"),
                (1, W, "2025-02-01", "2025-02-28"),
                (1, W, "2025-02-10", "2025-03-10"),
                (1, C, "2025-01-15", "2025-03-05"),
                (2, C, "2025-01-15", None),
                (2, W, "2025-01-01", "2025-06-01"),
            ]
        },
        [(2, "2025-01-15", "2025-06-01"), (1, "2025-01-15", "2025-03-05")],
    ),
    "ends before it began, or has not begun": (
        {
            "courses": [
                (1, C, "2025-01-01", "2025-06-01"),
                (1, W, "2025-03-10", "2025-03-01"),
                (2, C, "2025-01-01", None),
                (2, W, "2025-09-02", None),
            ]
        },
        [],
    ),
    "a planned end in October has not come": (
        {"courses": [(1, C, "2025-08-01", "2025-10-01"), (1, W, "2025-08-05", "2025-12-01")]},
        [(1, "2025-08-05", "2025-09-01")],
    ),
    "another patient's warfarin is nobody's": (
        {"courses": [(1, C, "2025-08-01", None), (2, W, "2025-08-01", None)]},
        [],
    ),
}
