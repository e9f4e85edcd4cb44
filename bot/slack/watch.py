"""Watches that Slack answers on the connections, for one can look open and be deaf."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.log import warn
from bot.slack.socket import Socket

_log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between two looks
DEAF = (
    60.0  # the client itself gives a connection up after forty seconds: this is for when it fails
)
GIVE_UP = 300.0


@dataclass(slots=True)
class _Line:
    socket: Socket
    silent: float = 0.0  # seconds since Slack was heard
    tried: float = 0.0  # seconds since it was connected anew
    restart: threading.Thread = field(default_factory=threading.Thread)


class Watch:
    """Restarts a connection that is deaf; when all of them stay so, says it once to `give_up`."""

    def __init__(
        self,
        sockets: Sequence[Socket],
        monotonic: Callable[[], float],
        give_up: Callable[[], None],
    ) -> None:
        self._lines = [_Line(socket) for socket in sockets]
        self._monotonic, self._give_up = monotonic, give_up
        self._looked = monotonic()
        self.gave_up = False

    def look(self) -> bool:
        """Listen to each connection, and do what its silence asks for; False: that was all."""
        now = self._monotonic()
        # Who did not look did not listen either: time in which we were frozen is not silence.
        passed, self._looked = min(now - self._looked, 2 * EVERY), now
        for line in self._lines:
            if line.socket.answered():
                line.silent = line.tried = 0.0
                continue
            line.silent += passed
            line.tried += passed
            if line.tried >= DEAF and not line.restart.is_alive():
                line.tried = 0.0
                warn(_log, "socket.deaf", seconds=int(line.silent))
                line.restart = threading.Thread(
                    target=line.socket.restart, name="restart", daemon=True
                )
                line.restart.start()
        if not self.gave_up and min(self.silences()) >= GIVE_UP:
            self.gave_up = True
            _log.error("sockets.given_up", extra={"fields": {"seconds": self.silences()}})
            self._give_up()
        return False

    def silences(self) -> list[int]:
        """Give for how many seconds Slack has not been heard on each connection."""
        return [int(line.silent) for line in self._lines]
