"""Patient, line, start, drugs, origin."""


def treated(*doses: tuple[str, str], patient: int = 1) -> list[tuple[object, ...]]:
    return [(patient, drug, f"2025-{day}") for drug, day in doses]


TWO = treated(("a", "01-01"), ("b", "03-01"))

CASES = {
    "a combination is one line, a new drug starts the next, and the next": (
        {
            "treated": treated(
                ("b", "01-01"), ("a", "01-15"), ("b", "02-15"), ("c", "05-03"), ("d", "08-01")
            )
        },
        [
            (1, 1, "2025-01-01", "a, b", "rule"),
            (1, 2, "2025-05-03", "c", "rule"),
            (1, 3, "2025-08-01", "d", "rule"),
        ],
    ),
    "day 28 belongs to the line, day 29 starts another": (
        {
            "treated": treated(("a", "01-01"), ("b", "01-28"))
            + treated(("a", "01-01"), ("b", "01-29"), patient=2)
        },
        [
            (1, 1, "2025-01-01", "a, b", "rule"),
            (2, 1, "2025-01-01", "a", "rule"),
            (2, 2, "2025-01-29", "b", "rule"),
        ],
    ),
    "the same drug again and again is one line; doses may repeat": (
        {"treated": treated(("a", "01-01"), ("a", "01-01"), ("a", "06-01"), ("a", "12-01"))},
        [(1, 1, "2025-01-01", "a", "rule")],
    ),
    "a drug that goes on belongs to the second line as well": (
        {"treated": treated(("a", "01-01"), ("b", "03-01"), ("a", "03-10"), ("a", "09-01"))},
        [(1, 1, "2025-01-01", "a", "rule"), (1, 2, "2025-03-01", "a, b", "rule")],
    ),
    "the correction stands over the rule, and the newest over the others": (
        {
            "treated": TWO,
            "corrections": [
                (1, 2, "2025-02-20", "Osei", "2025-04-01"),
                (1, 2, "2025-02-25", "Lund", "2025-05-01"),
                (1, 2, "2025-02-10", "Kim", "2025-03-05"),
            ],
        },
        [(1, 1, "2025-01-01", "a", "rule"), (1, 2, "2025-02-25", "b", "Lund")],
    ),
    "a correction of a line that is not there": (
        {"treated": TWO[:1], "corrections": [(1, 2, "2025-02-20", "Osei", "2025-04-01")]},
        [
            (1, 1, "2025-01-01", "a", "rule"),
            (1, 2, "2025-02-20", None, "check: Osei"),
        ],
    ),
}
