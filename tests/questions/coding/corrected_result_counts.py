"""The version that counts of each order and test."""

P, F, C, X = "preliminary", "final", "corrected", "withdrawn"

CASES = {
    "the prompt's morning: a preliminary that comes last loses": (
        {
            "results": [
                (1, "A1", "K", F, 6.9, "2025-03-01T06:00"),
                (2, "A1", "K", C, 4.1, "2025-03-01T07:00"),
                (3, "A1", "K", P, 6.9, "2025-03-01T08:00"),
            ]
        },
        [("A1", "K", 4.1, C, 2)],
    ),
    "only a preliminary yet": (
        {"results": [(1, "A1", "K", P, 5.0, "2025-03-01T06:00")]},
        [("A1", "K", 5.0, P, 1)],
    ),
    "withdrawn: the old number does not come back, nor does a preliminary": (
        {
            "results": [
                (1, "A1", "K", F, 6.9, "2025-03-01T06:00"),
                (2, "A1", "K", X, None, "2025-03-01T07:00"),
                (3, "A1", "K", P, 4.0, "2025-03-01T08:00"),
                (4, "A1", "Na", F, 140, "2025-03-01T06:00"),
            ]
        },
        [("A1", "Na", 140.0, F, 4)],
    ),
    "done again after the withdrawal": (
        {
            "results": [
                (1, "A1", "K", X, None, "2025-03-01T07:00"),
                (2, "A1", "K", F, 4.0, "2025-03-01T09:00"),
            ]
        },
        [("A1", "K", 4.0, F, 2)],
    ),
    "an old final is sent again after the correction": (
        {
            "results": [
                (1, "A1", "K", F, 6.9, "2025-03-01T06:00"),
                (2, "A1", "K", C, 4.1, "2025-03-01T07:00"),
                (3, "A1", "K", F, 6.9, "2025-03-01T06:00"),
            ]
        },
        [("A1", "K", 4.1, C, 2)],
    ),
    "corrected to no value, and sent twice: one row, no number": (
        {
            "results": [
                (1, "A1", "K", F, 6.9, "2025-03-01T06:00"),
                (2, "A1", "K", C, None, "2025-03-01T07:00"),
                (3, "A1", "K", C, None, "2025-03-01T07:00"),
            ]
        },
        [("A1", "K", None, C, 3)],
    ),
    "a row without a status never wins": (
        {
            "results": [
                (1, "A1", "K", F, 4.1, "2025-03-01T06:00"),
                (2, "A1", "K", None, 9.9, "2025-03-01T07:00"),
            ]
        },
        [("A1", "K", 4.1, F, 1)],
    ),
}
