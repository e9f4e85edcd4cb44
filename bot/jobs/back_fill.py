"""Reads the open threads again: at a start, after a reconnection or a gap, and now and then."""

import logging

from bot.errors import SlackError, SlackRefused
from bot.log import say, warn
from bot.practice.back_fill import all_read, open_threads
from bot.practice.tools import Tools
from bot.slack.listeners.events import Events

_log = logging.getLogger(__name__)


def back_fill(tools: Tools, events: Events, workspace: str) -> bool:
    """Read every open thread once; one that Slack will not show does not hold up the others."""
    reading, complete = open_threads(tools, workspace), True
    for thread in reading.threads:
        try:
            events.back_fill(thread)
        except SlackError as error:
            warn(_log, "back_fill.failed", channel=thread.channel, error=error.say)
            gone = isinstance(error, SlackRefused) and error.retry_after is None
            complete = complete and gone
    if complete:
        all_read(tools, workspace, reading)
    if reading.threads:
        say(_log, "back_fill.done", workspace=workspace, threads=len(reading.threads))
    return False
