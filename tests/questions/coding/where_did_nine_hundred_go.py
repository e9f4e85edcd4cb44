"""Step, remaining, lost because it is not so, lost because nobody knows."""

GOOD = ("NSCLC", "2021-05-05", "IV", "pembrolizumab", 1)
STEPS = ("NSCLC 2019-2023", "stage IV", "pembrolizumab first", "ECOG 0-1")


def lines(*counts: tuple[int, int, int]) -> list[tuple[object, ...]]:
    return [(step, *three) for step, three in zip(STEPS, counts, strict=True)]


def but(**changed: object) -> tuple[object, ...]:
    names = ("diagnosis", "diagnosed_on", "stage", "first_drug", "ecog")
    return tuple({**dict(zip(names, GOOD, strict=True)), **changed}.values())


CASES = {
    "ECOG 2 is a no, ECOG missing is not known": (
        {"tumours": [(1, *GOOD), (2, *but(ecog=2)), (3, *but(ecog=None)), (4, *but(ecog=0))]},
        lines((4, 0, 0), (4, 0, 0), (4, 0, 0), (2, 1, 1)),
    ),
    "lost once, at the first step that fails": (
        {"tumours": [(1, *but(stage="II", ecog=3)), (2, *but(stage=None, first_drug=None))]},
        lines((2, 0, 0), (0, 1, 1), (0, 0, 0), (0, 0, 0)),
    ),
    "the first and the last day of the years count": (
        {
            "tumours": [
                (1, *but(diagnosed_on="2019-01-01")),
                (2, *but(diagnosed_on="2023-12-31")),
                (3, *but(diagnosed_on="2024-01-01")),
                (4, *but(diagnosed_on=None)),
                (5, *but(diagnosis="SCLC", diagnosed_on=None)),
            ]
        },
        lines((2, 2, 1), (2, 0, 0), (2, 0, 0), (2, 0, 0)),
    ),
    "two tumours are one patient: the one that gets furthest": (
        {"tumours": [(1, *but(stage=None)), (1, *GOOD), (2, *but(stage="I")), (2, *but(ecog=4))]},
        lines((2, 0, 0), (2, 0, 0), (2, 0, 0), (1, 1, 0)),
    ),
    "two halves of two tumours are no whole patient": (
        {"tumours": [(1, *but(stage="I")), (1, *but(diagnosis="breast"))]},
        lines((1, 0, 0), (0, 1, 0), (0, 0, 0), (0, 0, 0)),
    ),
}
