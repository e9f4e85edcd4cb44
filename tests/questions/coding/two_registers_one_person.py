"""Merged patients first, then what a person has to look at."""

from typing import Any

from tests.questions.coding.harness import Run


def ask(run: Run, **given: Any) -> Any:
    return run().merge(**given)


def kept(value: str, source: str, date: str | None) -> dict[str, str | None]:
    return {"value": value, "source": source, "date": date}


CASES = {
    "the prompt's own: a conflict in smoking, an unknown stage, a patient of one side": (
        {
            "clinic": {17: {"sex": ("F", "2023-04-02"), "smoking": ("never", "2019-01-10")}},
            "registry": {
                17: {"smoking": ("former", "2021-06-30"), "stage": ("unknown", None)},
                40: {"sex": ("M", None)},
            },
        },
        (
            {
                17: {
                    "sex": kept("F", "clinic", "2023-04-02"),
                    "smoking": kept("former", "registry", "2021-06-30"),
                },
                40: {"sex": kept("M", "registry", None)},
            },
            [
                (
                    17,
                    "smoking",
                    [("clinic", "never", "2019-01-10"), ("registry", "former", "2021-06-30")],
                )
            ],
        ),
    ),
    "unknown never beats a value, though it is newer": (
        {
            "clinic": {1: {"stage": ("II", "2020-01-01")}},
            "registry": {1: {"stage": ("unknown", "2024-01-01")}},
        },
        ({1: {"stage": kept("II", "clinic", "2020-01-01")}}, []),
    ),
    "sex differs: nobody wins, a person looks": (
        {"clinic": {1: {"sex": ("F", "2020-01-01")}}, "registry": {1: {"sex": ("M", None)}}},
        (
            {1: {}},
            [(1, "sex", [("clinic", "F", "2020-01-01"), ("registry", "M", None)])],
        ),
    ),
    "the same value is no conflict, and keeps the newer date": (
        {
            "clinic": {1: {"smoking": ("never", None)}},
            "registry": {1: {"smoking": ("never", "2022-02-02")}},
        },
        ({1: {"smoking": kept("never", "registry", "2022-02-02")}}, []),
    ),
    "nobody at all": ({"clinic": {}, "registry": {}}, ({}, [])),
}
