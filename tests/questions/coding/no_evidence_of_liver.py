"""One word for each mention of liver metastases, written T here."""

from typing import Any

from tests.questions.coding.harness import Run

TERM = "liver metastases"


def ask(run: Run, texts: list[str]) -> Any:
    return [run().mentions(text.replace("T", TERM), TERM) for text in texts]


CASES = {
    "what it has to get right": (
        {
            "texts": [
                "No fever, cough or T.",
                "There is no change in T.",
                "T cannot be excluded.",
                "She denies pain but has T.",
                "Her mother had T.",
                "T were ruled out.",
            ]
        },
        [["absent"], ["present"], ["unsure"], ["present"], ["other"], ["absent"]],
    ),
    "plainly there, and a measurement is no end of a sentence": (
        {"texts": ["New T.", "No lesion above 2.5 cm and no T.", "T, the largest 2.5 cm."]},
        [["present"], ["absent"], ["present"]],
    ),
    "a no in the sentence before, or in the line before": (
        {"texts": ["Afebrile, no cough. T growing.", "Fever: no\nT: yes", "No cough; T."]},
        [["present"]] * 3,
    ),
    "twice in one text": (
        {"texts": ["No T in 2021, however T since May.", "T. Brother died of T."]},
        [["absent", "present"], ["present", "other"]],
    ),
    "doubt beats absence": (
        {"texts": ["Suspicious for T, not biopsied.", "No fever, possible T.", "Rule out T."]},
        [["unsure"]] * 3,
    ),
    "never said": ({"texts": ["", "Liver normal. Metastases of bone."]}, [[], []]),
}
