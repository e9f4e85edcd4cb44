"""Channels whose stored settings the rules no longer know, as after an upgrade of a library."""

import logging
from collections.abc import Sequence

from bot.errors import Gone
from bot.log import warn
from bot.practice.notices import notify_organisers
from bot.practice.schedule import schedule_of
from bot.practice.tools import Tools
from bot.rules import practice_day
from questions.model import Difficulty
from storage.channels import Channel

_log = logging.getLogger(__name__)


def unreadable(channel: Channel) -> tuple[str, str] | None:
    """Name the setting that cannot be read, and say what is wrong with it; None if all can."""
    try:
        practice_day.local_date(channel.saved_at, channel.zone)
    except (ValueError, KeyError):
        return "zone", f"the time zone {channel.zone} is not known any more"
    if channel.holidays and not practice_day.holidays_known(channel.holidays):
        return "holidays", f"the public holidays of {channel.holidays} are not known any more"
    try:
        schedule_of(channel)
    except ValueError as error:
        return "days", str(error)
    try:
        Difficulty(channel.easiest), Difficulty(channel.hardest)
    except ValueError as error:
        return "difficulty", str(error)
    return None


def must_be_readable(channel: Channel) -> None:
    """Raise Gone with what to do about a channel that cannot be read."""
    wrong = unreadable(channel)
    if wrong is not None:
        raise Gone(
            f"This channel's settings cannot be read: {wrong[1]}. Save them again: `/rounds setup`."
        )


def readable(channels: Sequence[Channel]) -> list[Channel]:
    """Leave out the channels that cannot be read: the others go on."""
    return [each for each in channels if unreadable(each) is None]


def tell_unreadable(tools: Tools, workspace: str) -> None:
    """Log the channels that cannot be read, and tell their organisers once."""
    with tools.store.read(workspace) as books:
        found = [(each, unreadable(each)) for each in books.channels.all()]
    for channel, wrong in found:
        if wrong is None:
            continue
        reason = wrong[1]
        warn(_log, "channel.unreadable", workspace=workspace, channel=channel.id, reason=reason)
        with tools.store.begin(workspace) as books:
            key = f"unreadable:{channel.id}:{channel.saved_at.timestamp()}:{wrong[0]}"
            notify_organisers(books, channel.id, key, "unreadable", reason=reason)
