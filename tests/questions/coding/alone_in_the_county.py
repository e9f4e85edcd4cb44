"""County, birth year, sex, and how many people share them."""


def people(first: int, number: int, *rest: object) -> list[tuple[object, ...]]:
    return [(first + at, *rest, "sarcoma") for at in range(number)]


CASES = {
    "five are enough, four are not": (
        {"tumours": people(1, 5, "Elk", 1960, "F") + people(10, 4, "Elk", 1960, "M")},
        [("Elk", 1960, "M", 4)],
    ),
    "five tumours of one person are one person": (
        {"tumours": people(1, 1, "Elk", 1960, "F") * 5},
        [("Elk", 1960, "F", 1)],
    ),
    "the old ones are one group": (
        {
            "tumours": people(1, 3, "Elk", 1935, "F")
            + people(4, 2, "Elk", 1921, "F")
            + people(8, 1, "Elk", 1936, "F")
        },
        [("Elk", 1936, "F", 1)],
    ),
    "no county is a group, and a small one shows": (
        {"tumours": people(1, 2, None, 1960, "F") + people(5, 5, "Elk", 1960, "F")},
        [(None, 1960, "F", 2)],
    ),
    "who moved counts in both places, fewest first": (
        {
            "tumours": [
                (1, "Elk", 1960, "F", "x"),
                (1, "Ash", 1960, "F", "x"),
                (2, "Elk", 1960, "F", "x"),
            ]
        },
        [("Ash", 1960, "F", 1), ("Elk", 1960, "F", 2)],
    ),
    "no birth year is not the year 1935": (
        {"tumours": people(1, 1, "Elk", None, "F") + people(5, 5, "Elk", 1930, "F")},
        [("Elk", None, "F", 1)],
    ),
}
