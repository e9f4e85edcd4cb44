"""Members covered for the year before the first diagnosis, and on the day itself."""

DX = [(1, "2024-06-01")]
FOUND = [(1, "2024-06-01")]


def spans(*pairs: tuple[str, str | None]) -> list[tuple[object, ...]]:
    return [(1, "gold", start, end) for start, end in pairs]


CASES = {
    "one long open span": ({"diagnoses": DX, "enrolment": spans(("2020-01-01", None))}, FOUND),
    "a hole of 45 days is allowed": (
        {
            "diagnoses": DX,
            "enrolment": spans(("2020-01-01", "2023-12-31"), ("2024-02-15", "2024-12-31")),
        },
        FOUND,
    ),
    "a hole of 46 days is not": (
        {
            "diagnoses": DX,
            "enrolment": spans(("2020-01-01", "2023-12-31"), ("2024-02-16", "2024-12-31")),
        },
        [],
    ),
    "a short span inside a long one opens no hole": (
        {
            "diagnoses": DX,
            "enrolment": spans(
                ("2020-01-01", "2023-12-31"), ("2020-03-01", "2020-04-01"), ("2024-01-01", None)
            ),
        },
        FOUND,
    ),
    "a hole years ago, or after the diagnosis, harms nobody": (
        {
            "diagnoses": DX,
            "enrolment": spans(
                ("2015-01-01", "2016-01-01"), ("2022-01-01", "2024-06-01"), ("2025-01-01", None)
            ),
        },
        FOUND,
    ),
    "from day -365 on is enough, from day -364 on is not": (
        {
            "diagnoses": [*DX, (2, "2024-06-01")],
            "enrolment": [*spans(("2023-06-02", None)), (2, "gold", "2023-06-03", None)],
        },
        FOUND,
    ),
    "diagnosed in a short hole": (
        {
            "diagnoses": DX,
            "enrolment": spans(("2020-01-01", "2024-05-20"), ("2024-06-10", None)),
        },
        [],
    ),
    "a contract cancelled before it began bridges nothing": (
        {
            "diagnoses": DX,
            "enrolment": spans(
                ("2020-01-01", "2023-12-31"), ("2024-02-01", "2024-01-15"), ("2024-03-01", None)
            ),
        },
        [],
    ),
    "the first of two diagnoses counts, and spans may repeat": (
        {
            "diagnoses": [(1, "2024-06-01"), (1, "2022-01-01")],
            "enrolment": spans(("2021-06-01", None), ("2021-06-01", None)),
        },
        [],
    ),
}
