"""One dict for each OBX, or that there was no MSH."""

from typing import Any

from tests.questions.coding.harness import Run

MSH = r"MSH|^~\&|LAB|X|US|Y|20250301||ORU^R01|1|P|2.3"
OBR = "OBR|1||77|24323-8^Panel"


def ask(run: Run, lines: list[str], ending: str = "\r") -> Any:
    try:
        return run().results(ending.join(lines))
    except ValueError:
        return "no MSH"


def row(code: str, values: list[str | None], unit: str = "", status: str = "F") -> dict[str, Any]:
    return {"order": "24323-8", "code": code, "values": values, "unit": unit, "status": status}


K = "OBX|1|NM|2823-3^Potassium||4.1|mmol/L^millimoles|3.5-5|N|||F"

CASES = {
    "the order above, the code and the unit without their names": (
        {"lines": [MSH, "PID|1||17", OBR, K]},
        [row("2823-3", ["4.1"], "mmol/L")],
    ),
    "line feeds, both, and one at the end": (
        {"lines": [MSH, OBR, K, ""], "ending": "\r\n"},
        [row("2823-3", ["4.1"], "mmol/L")],
    ),
    "empty, explicitly nothing, and several": (
        {
            "lines": [
                MSH,
                OBR,
                "OBX|1|ST|A||||||||X",
                'OBX|2|ST|B||""||||||C',
                "OBX|3|ST|C||x~y||||||F",
            ]
        },
        [row("A", [], status="X"), row("B", [None], status="C"), row("C", ["x", "y"])],
    ),
    "escaped separators are part of the value; an ampersand of its own is harmless": (
        {"lines": [MSH, OBR, r"OBX|1|ST|A&B^C||a\S\b\F\c\R\d\T\e\E\f\.br\g||||||F"]},
        [row("A&B", ["a^b|c~d&e\\f\ng"])],
    ),
    "a structured number": (
        {"lines": [MSH, OBR, "OBX|1|SN|A||>^100|U/mL|||||F"]},
        [row("A", [">100"], "U/mL")],
    ),
    "fields missing at the end": (
        {"lines": [MSH, OBR, "OBX|1|ST|A", "OBX|2|ST|B||x"]},
        [row("A", [], status=""), row("B", ["x"], status="")],
    ),
    "a laboratory with separators of its own": (
        {"lines": ["MSH#*+?$#LAB", "OBR#1##77#24323-8*Panel", "OBX#1#ST#A*n##x+y?F?|^#u######W"]},
        [{**row("A", ["x", "y#|^"], "u"), "status": ""}],
    ),
    "no header": ({"lines": [OBR, K]}, "no MSH"),
    "nothing": ({"lines": []}, "no MSH"),
}
