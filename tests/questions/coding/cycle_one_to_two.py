"""Site, median days, how many patients that rests on, how many have no second dose."""

CARBO = "carboplatin"


def doses(patient: int, site: str, *days: str) -> list[tuple[object, ...]]:
    return [(patient, site, CARBO, f"2025-{day}") for day in days]


CASES = {
    "an odd number: the middle one; a long gap does not matter": (
        {
            "doses": doses(1, "East", "01-01", "01-22")
            + doses(2, "East", "01-01", "01-29")
            + doses(3, "East", "01-01", "08-29")
        },
        [("East", 28.0, 3, 0)],
    ),
    "an even number: between the two middle ones": (
        {"doses": doses(1, "East", "01-01", "01-22") + doses(2, "East", "01-01", "01-25")},
        [("East", 22.5, 2, 0)],
    ),
    "a dose in two parts, and two rows on one day": (
        {"doses": doses(1, "East", "01-01", "01-02", "01-22") + doses(2, "East", "01-01", "01-01")},
        [("East", 21.0, 1, 1)],
    ),
    "six days apart is one dose, seven are two": (
        {"doses": doses(1, "East", "01-01", "01-07") + doses(2, "West", "01-01", "01-08")},
        [("East", None, 0, 1), ("West", 7.0, 1, 0)],
    ),
    "another drug on day eight is no cycle": (
        {
            "doses": [
                (1, "East", "gemcitabine", "2025-01-08"),
                *doses(1, "East", "01-01", "01-22"),
                (2, "East", "gemcitabine", "2025-01-08"),
            ]
        },
        [("East", 21.0, 1, 0)],
    ),
    "the site of the first dose": (
        {"doses": doses(1, "West", "01-01") + doses(1, "East", "01-22")},
        [("West", 21.0, 1, 0)],
    ),
    "nobody at all": ({"doses": []}, []),
}
