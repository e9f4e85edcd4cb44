"""Who is in and where, then the cancellations that found nothing."""

from typing import Any

from tests.questions.coding.harness import Run


def ask(run: Run, messages: list[tuple[Any, ...]]) -> Any:
    return run().where(messages)


def at(number: int, event: str, hour: int, ward: str = "", patient: str = "p") -> tuple[Any, ...]:
    return (number, patient, event, f"2025-03-01T{hour:02}:00", ward)


CASES = {
    "admitted and moved": (
        {"messages": [at(1, "A01", 8, "4B"), at(2, "A02", 9, "ICU"), at(3, "A01", 9, "2A", "q")]},
        ({"p": "ICU", "q": "2A"}, []),
    ),
    "the transfer arrives after the discharge": (
        {"messages": [at(1, "A01", 8, "4B"), at(3, "A03", 10), at(2, "A02", 9, "ICU")]},
        ({}, []),
    ),
    "a cancelled discharge: back in the ward as it was": (
        {
            "messages": [
                at(1, "A01", 8, "4B"),
                at(2, "A02", 9, "ICU"),
                at(3, "A03", 10),
                at(4, "A13", 11),
            ]
        },
        ({"p": "ICU"}, []),
    ),
    "a cancelled transfer: the ward before": (
        {"messages": [at(1, "A01", 8, "4B"), at(2, "A02", 9, "ICU"), at(3, "A12", 10, "4B")]},
        ({"p": "4B"}, []),
    ),
    "the cancellation arrives before its admission": (
        {"messages": [at(2, "A11", 9), at(1, "A01", 8, "4B")]},
        ({}, []),
    ),
    "a message that comes twice is cancelled once": (
        {"messages": [at(1, "A01", 8, "4B"), at(2, "A11", 9), at(1, "A01", 8, "4B")]},
        ({}, []),
    ),
    "moved and discharged in one minute": (
        {"messages": [at(1, "A01", 8, "4B"), at(3, "A03", 9), at(2, "A02", 9, "ICU")]},
        ({}, []),
    ),
    "nothing to cancel": (
        {"messages": [at(1, "A01", 8, "4B"), at(9, "A13", 9), at(2, "A11", 7)]},
        ({"p": "4B"}, [2, 9]),
    ),
    "discharged and admitted again": (
        {"messages": [at(1, "A01", 8, "4B"), at(2, "A03", 9), at(3, "A01", 20, "2A")]},
        ({"p": "2A"}, []),
    ),
    "nobody": ({"messages": []}, ({}, [])),
}
