"""Hints: what was said to an author, once for each draft."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.aggregate import Aggregate, values
from storage.tables.answers import HintRow


@dataclass(frozen=True, slots=True)
class Hint:
    """The hint on one draft of an answer."""

    answer_id: str
    draft: int
    praise: dict[str, Any] | None
    nudges: list[dict[str, Any]]
    at: datetime


class Hints(Aggregate[Hint]):
    """The hints of a workspace."""

    table = HintRow
    record = Hint

    def claim(self, hint: Hint) -> bool:
        """Write the hint of a draft; False if that draft had its hint."""
        return self._add(HintRow, **values(hint))

    def latest(self, answer_id: str) -> Hint | None:
        """Find the hint on the latest draft that has one."""
        return self._one(
            self._select(HintRow.answer_id == answer_id).order_by(HintRow.draft.desc()).limit(1)
        )
