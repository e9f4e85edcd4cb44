"""Moves: who left a channel, or joined it, as far as Slack told us.

Whoever answers in a channel after they left it is in it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.aggregate import Aggregate, values
from storage.tables.answers import AnswerRow
from storage.tables.people import MoveRow
from storage.tables.privacy import LeaverRow


@dataclass(frozen=True, slots=True)
class Move:
    """A person joined a channel, or else left it."""

    user: str
    channel: str
    at: datetime
    present: bool


class Moves(Aggregate[Move]):
    """The moves of a workspace's people; of those who never moved nothing is known."""

    table = MoveRow
    record = Move

    def put(self, move: Move) -> None:
        """Note a move; a repeat changes nothing, and neither does the order in which they come."""
        self._add(MoveRow, **values(move))

    def of(self, user: str) -> list[Move]:
        """List a person's moves, oldest first."""
        return self._all(self._select(MoveRow.user == user).order_by(MoveRow.at))

    def gone(self, channel: str) -> frozenset[str]:
        """Name those who are not there any more: they left the channel, or the workspace."""
        moves = self._all(self._select(MoveRow.channel == channel).order_by(MoveRow.at))
        left = {user: at for user, at in _last(moves, "user").items() if at is not None}
        if left:
            answers = select(AnswerRow.user, AnswerRow.at).where(
                self._mine(AnswerRow),
                AnswerRow.user.in_(left),
                AnswerRow.at > min(left.values()),
                AnswerRow.channel == channel,
                AnswerRow.deleted.is_(False),
            )
            for user, at in self._connection.execute(answers).all():
                if user in left and at > left[user]:
                    del left[user]
        leavers = select(LeaverRow.user).where(self._mine(LeaverRow))
        return frozenset({*left, *self._connection.scalars(leavers)})

    def left_by(self, user: str) -> Mapping[str, datetime]:
        """Give the channels that a person left last they moved, and when."""
        found = _last(self.of(user), "channel")
        return {channel: at for channel, at in found.items() if at is not None}


def _last(moves: list[Move], by: str) -> dict[str, datetime | None]:
    """Give when each left whose last move that was, by person or channel; None for the others."""
    return {getattr(each, by): None if each.present else each.at for each in moves}
