"""What organisers are told: once, to those who were added, else to whoever set the channel up."""

import logging

from bot.log import warn
from storage.store import Books

_log = logging.getLogger(__name__)


def notify_organisers(books: Books, channel: str, key: str, notice: str, **fields: str) -> None:
    """Queue a notice to a channel's organisers; the same key is never sent twice to anyone."""
    settings = books.channels.get(channel)
    people = set(books.channels.organisers(channel))
    if not people and settings is not None and settings.set_up_by:
        people = {settings.set_up_by}
    if not people:
        warn(_log, f"notice.{notice}", workspace=books.workspace, channel=channel)
    for person in sorted(people):
        books.outbox.put(
            f"{key}:{person}",
            person,
            "direct",
            {"kind": "notice", "notice": notice, "channel": channel, **fields},
            books.now(),
        )
