"""What differs between the deliveries of 30 June and 30 September, 18:00."""


def log(*entries: tuple[str | None, str, str]) -> list[tuple[object, ...]]:
    return [
        (number, 1, "ecog", value, who, f"2025-{at}:00")
        for number, (value, who, at) in enumerate(entries, 1)
    ]


CASES = {
    "changed in July": (
        {"readings": log(("1", "a7", "05-01T09:00"), ("2", "a9", "07-01T09:00"))},
        [(1, "ecog", "1", "2", "a9")],
    ),
    "the same value typed again": (
        {"readings": log(("1", "a7", "05-01T09:00"), ("1", "a9", "07-01T09:00"))},
        [],
    ),
    "changed, and changed back": (
        {
            "readings": log(
                ("1", "a7", "05-01T09:00"), ("2", "a9", "07-01T09:00"), ("1", "a9", "08-01T09:00")
            )
        },
        [],
    ),
    "taken back, and known for the first time": (
        {
            "readings": [
                *log(("1", "a7", "05-01T09:00"), (None, "a9", "07-01T09:00")),
                (9, 2, "stage", "IV", "a7", "2025-08-01T09:00:00"),
            ]
        },
        [(1, "ecog", "1", None, "a9"), (2, "stage", None, "IV", "a7")],
    ),
    "taken back in July and entered anew in August": (
        {
            "readings": log(
                ("1", "a7", "05-01T09:00"), (None, "a9", "07-01T09:00"), ("1", "a9", "08-01T09:00")
            )
        },
        [],
    ),
    "at six sharp is in the delivery, a minute later is not": (
        {
            "readings": log(
                ("1", "a7", "06-30T18:00"), ("2", "a9", "09-30T18:00"), ("3", "a9", "09-30T18:01")
            )
        },
        [(1, "ecog", "1", "2", "a9")],
    ),
    "two entries at one time: the last by number": (
        {
            "readings": log(
                ("1", "a7", "05-01T09:00"), ("4", "a9", "07-01T09:00"), ("2", "a8", "07-01T09:00")
            )
        },
        [(1, "ecog", "1", "2", "a8")],
    ),
    "nobody wrote anything": ({"readings": []}, []),
}
