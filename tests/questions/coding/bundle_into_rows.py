"""The rows, then the Observations without a row and why."""

from typing import Any

from tests.questions.coding.harness import Run

LOINC = "http://loinc.org"
LOCAL = "urn:oid:1.2.3"
ORGAN = {"coding": [{"system": LOCAL, "code": "HB"}, {"system": LOINC, "code": "718-7"}]}
DAY = "2025-03-01T08:00:00Z"


def ask(run: Run, seen: list[dict[str, Any]]) -> Any:
    return run().flatten({"resourceType": "Bundle", "entry": [{"resource": one} for one in seen]})


def observation(**fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": ORGAN,
        "subject": {"reference": "Patient/17"},
        "effectiveDateTime": DAY,
        **fields,
    }


def pressure(code: str, number: int) -> dict[str, Any]:
    return {
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "valueQuantity": {"value": number, "unit": "mmHg", "code": "mm[Hg]"},
    }


PANEL = {"coding": [{"system": LOINC, "code": "85354-9"}]}
QUANTITY = {"value": 11.2, "unit": "g/dL"}

CASES = {
    "LOINC, though the local code comes first": (
        {"seen": [observation(valueQuantity=QUANTITY), {"resourceType": "Patient", "id": "17"}]},
        ([("Patient/17", "o1", LOINC, "718-7", 11.2, "g/dL", DAY)], []),
    ),
    "a blood pressure has two numbers and none of its own": (
        {
            "seen": [
                observation(code=PANEL, component=[pressure("8480-6", 120), pressure("8462-4", 80)])
            ]
        },
        (
            [
                ("Patient/17", "o1", LOINC, "8480-6", 120, "mm[Hg]", DAY),
                ("Patient/17", "o1", LOINC, "8462-4", 80, "mm[Hg]", DAY),
            ],
            [],
        ),
    ),
    "never true, not done, and nothing said": (
        {
            "seen": [
                observation(id="a", status="entered-in-error", valueQuantity=QUANTITY),
                observation(id="b", status="cancelled"),
                observation(id="c", dataAbsentReason={"coding": [{"code": "not-performed"}]}),
                observation(id="d", valueQuantity={"unit": "g/dL"}),
            ]
        },
        (
            [],
            [
                ("a", "entered-in-error"),
                ("b", "cancelled"),
                ("c", "not-performed"),
                ("d", "no value"),
            ],
        ),
    ),
    "a limit stays a limit, and zero is a value": (
        {
            "seen": [
                observation(valueQuantity={"value": 5, "comparator": "<", "unit": "g/dL"}),
                observation(id="o2", valueQuantity={"value": 0, "unit": "g/dL"}),
            ]
        },
        (
            [
                ("Patient/17", "o1", LOINC, "718-7", "<5", "g/dL", DAY),
                ("Patient/17", "o2", LOINC, "718-7", 0, "g/dL", DAY),
            ],
            [],
        ),
    ),
    "a concept, a text, a local code, a code in words, a period and no subject": (
        {
            "seen": [
                observation(
                    valueCodeableConcept={"coding": [{"code": "POS"}]},
                    code={"coding": [{"system": LOCAL, "code": "X"}]},
                ),
                {
                    "resourceType": "Observation",
                    "id": "o2",
                    "code": {"text": "smell"},
                    "effectivePeriod": {"start": DAY},
                    "valueString": "none",
                },
            ]
        },
        (
            [
                ("Patient/17", "o1", LOCAL, "X", "POS", None, DAY),
                (None, "o2", None, "smell", "none", None, DAY),
            ],
            [],
        ),
    ),
    "a bundle with nothing in it": ({"seen": []}, ([], [])),
}
