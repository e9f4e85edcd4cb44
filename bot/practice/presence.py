"""Who is still in a channel: whoever left it is not asked, reminded or counted there."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime

from bot.practice.tools import Tools
from storage.answers import Practised
from storage.moves import Move

LEFT = "you had left the channel that asked"


def moved(
    tools: Tools, workspace: str, user: str, channel: str, at: datetime, *, present: bool
) -> None:
    """Note that somebody who takes part joined a channel, or left it; of others nothing is kept."""
    with tools.store.begin(workspace) as books:
        if books.members.get(user) is not None:
            books.moves.put(Move(user, channel, at, present))


class Absences:
    """When a person was out of which channel: until they joined it, or answered there, again."""

    def __init__(self, moves: Iterable[Move], log: Iterable[Practised]) -> None:
        self._known: dict[str, list[tuple[datetime, bool]]] = {}
        for move in moves:
            self._known.setdefault(move.channel, []).append((move.at, move.present))
        for each in log if self._known else ():
            if each.channel in self._known:
                self._known[each.channel].append((each.at, True))
        for known in self._known.values():
            known.sort()

    def __contains__(self, channel: str) -> bool:
        """Say whether they ever left or joined a channel."""
        return channel in self._known

    def hold(self, channel: str, at: datetime) -> bool:
        """Say whether they were out of a channel at an instant."""
        known = self._known.get(channel, [])
        before = bisect_right(known, (at, True))
        return before > 0 and not known[before - 1][1]
