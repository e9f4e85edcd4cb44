"""Slack's no to a message, as far as practice is concerned: who can mend it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum


class Mends(Enum):
    """Who can make it possible after all."""

    ORGANISER = "the channel is closed to Rounds until somebody opens it"
    OPERATOR = "the app or its token is not accepted"
    NOBODY = "whom or what it is for is gone, or Slack cannot take it as it is"
    UNKNOWN = "nobody knows this code"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Slack's no. `wait` is how long a question waits until it is tried again."""

    code: str
    words: str
    mends: Mends = Mends.UNKNOWN
    wait: timedelta = timedelta(minutes=5)

    @property
    def gone(self) -> bool:
        """Say whether nothing can be posted in the channel at all."""
        return self.mends is Mends.ORGANISER
