"""What people write in the simulation: texts whose reading is clear, each with a word of its own.

The word is what a deleted text is looked for by.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Text:
    """`raw` as Slack carries it, `plain` as it was typed; `words` counted here, by splitting."""

    raw: str
    plain: str
    word: str
    talk: bool = False
    code: bool = False

    @property
    def words(self) -> int:
        return sum(any(map(str.isalnum, each)) for each in self.plain.split())


ANSWERS = (
    (
        "I would ask the charge nurse which mornings go wrong and assume it is the late lab result,"
        " then flag it to her so that she phones the lab before mixing the dose, {}."
    ),
    (
        "Our registrars lose an hour each day to duplicate notices, so I would merge them by"
        " patient and visit, measure minutes saved for two weeks and stop if few are, {}."
    ),
    (
        "I'd start from R&D: which trial sites see patients twice, what that costs per month, and"
        " who decides, because merging records wrongly is worse than merging them late, {}."
    ),
)
CLOSE = (
    "I would hold the dose until the lab result arrives and tell the pharmacist {}.",
    "First measure how many calls are needless at one clinic, then decide whether {} helps.",
)
FRAGMENTS = (
    "Then the pharmacist decides within ten minutes, {}.",
    "And {} is what we give up.",
)
TALK = (
    "Thanks, {}!",
    "Good point, {}.",
    "Could you say more about {}?",
    "<@UELSE> have you seen {} yet",
)
CODE = (
    "My query, {}:\n```\nselect mrn, drawn_at as latest from labs where done group by mrn\n```",
)
KINDS = {"answer": ANSWERS, "close": CLOSE, "fragment": FRAGMENTS, "talk": TALK, "code": CODE}


class Writer:
    """Gives texts; no two share their word."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._number = 0

    def write(self, kind: str) -> Text:
        self._number += 1
        word = f"zq{self._number}x"
        raw = self._chance.choice(KINDS[kind]).format(word)
        plain = raw.replace("&", "&amp;") if kind != "talk" else raw
        return Text(plain, raw, word, kind == "talk", kind == "code")
