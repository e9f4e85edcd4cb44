"""Customer, token, age, zip3, kind, day."""

TOKENS = [(slot, f"k{slot}") for slot in range(1, 6)]
ANA = (17, "Ana", "1960-06-15", "10027")


def file(*customers: str, patient: int = 17) -> list[tuple[object, ...]]:
    return [(customer, patient) for customer in customers]


def dx(day: str = "2020-06-15", patient: int = 17) -> tuple[object, ...]:
    return (patient, "diagnosis", day)


CASES = {
    "a token for each customer": (
        {
            "patients": [ANA],
            "events": [dx()],
            "recipients": file("north", "south", "south"),
            "tokens": TOKENS,
        },
        [
            ("north", "k1", 60, "100", "diagnosis", 0),
            ("south", "k2", 60, "100", "diagnosis", 0),
        ],
    ),
    "the birthday is tomorrow": (
        {
            "patients": [ANA],
            "events": [dx("2020-06-14")],
            "recipients": file("north"),
            "tokens": TOKENS,
        },
        [("north", "k1", 59, "100", "diagnosis", 0)],
    ),
    "days from the first diagnosis, before it as well": (
        {
            "patients": [ANA],
            "events": [dx("2020-08-01"), dx(), (17, "scan", "2020-06-10"), (17, "dose", None)],
            "recipients": file("north"),
            "tokens": TOKENS,
        },
        [
            ("north", "k1", 60, "100", "scan", -5),
            ("north", "k1", 60, "100", "diagnosis", 0),
            ("north", "k1", 60, "100", "diagnosis", 47),
        ],
    ),
    "very old, a small postcode, none, a short one, no birth date": (
        {
            "patients": [
                (1, "A", "1920-01-01", "03601"),
                (2, "B", None, None),
                (3, "C", "1930-06-15", "036"),
            ],
            "events": [dx(patient=patient) for patient in (1, 2, 3)],
            "recipients": [("north", patient) for patient in (1, 2, 3)],
            "small_zips": [("036",)],
            "tokens": TOKENS,
        },
        [
            ("north", "k1", 90, "000", "diagnosis", 0),
            ("north", "k2", None, "000", "diagnosis", 0),
            ("north", "k3", 90, "000", "diagnosis", 0),
        ],
    ),
    "nobody without a diagnosis, nobody who is no recipient's": (
        {
            "patients": [ANA, (18, "Bo", "1970-01-01", "10027")],
            "events": [(17, "dose", "2020-06-15"), dx(patient=18)],
            "recipients": file("north"),
            "tokens": TOKENS,
        },
        [],
    ),
}
