"""Calibrations: what people made of practice answers before their first review in a role."""

from dataclasses import dataclass
from datetime import datetime

from storage.aggregate import Aggregate, values
from storage.tables.answers import CalibrationRow

SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Calibration:
    """A person's levels on an example answer, their `number`th in that role, from 0.

    `example` is `strong` or `weak`, or `skipped` where they went on without this one and the rest.
    """

    user: str
    role: str
    number: int
    question_id: str
    example: str
    levels: dict[str, int]
    at: datetime


class Calibrations(Aggregate[Calibration]):
    """The calibrations of a workspace."""

    table = CalibrationRow
    record = Calibration

    def put(self, calibration: Calibration) -> bool:
        """Write one down; False if there is one of that number."""
        return self._add(CalibrationRow, **values(calibration))

    def of_user(self, user: str) -> list[Calibration]:
        """List a person's calibrations, by role and in their order."""
        return self._all(
            self._select(CalibrationRow.user == user).order_by(
                CalibrationRow.role, CalibrationRow.number
            )
        )
