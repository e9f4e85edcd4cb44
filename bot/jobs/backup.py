"""Copies a SQLite database once a day, and warns while there is still room to do something."""

import logging

from bot.log import say, warn
from bot.practice.tools import Tools
from storage import upkeep
from storage.errors import StorageError

_log = logging.getLogger(__name__)

LITTLE = 200_000_000  # bytes; with less a copy would take the room that answers need
KEPT = 7


def back_up(tools: Tools) -> None:
    """Make the day's backup unless it is there; a server has tools of its own for that.

    The copy is opened, checked and counted, so a database that is damaged is noticed within a day.
    """
    room = upkeep.free_room(tools.store.address)
    if room is None:
        return
    if room < LITTLE:
        warn(_log, "disk.nearly_full", free_megabytes=room // 1_000_000, backup="not made")
        return
    try:
        made = upkeep.backup_daily(tools.store.address, tools.clock.now(), KEPT)
    except StorageError as error:
        _log.error("backup.failed", extra={"fields": {"error": str(error)}})
        return
    if made is not None:
        say(_log, "backup.made", file=made.name)
