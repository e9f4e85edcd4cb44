"""What one seed of a simulation came to."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problems`: each broken promise in a sentence; `counts`: what happened, to be added up.

    `figures` is what was measured, one by one.
    """

    seed: int
    problems: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    figures: dict[str, list[float]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give it as it is noted."""
        return asdict(self)
