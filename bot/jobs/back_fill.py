"""Reads the open threads again: at a start, after a reconnection or a gap, and now and then."""

import logging

from bot.errors import SlackError, SlackRefused
from bot.log import say, warn
from bot.practice.back_fill import all_read, open_threads, read_later
from bot.practice.tools import Tools
from bot.slack.listeners.events import Events

_log = logging.getLogger(__name__)

PAUSE = 10.0  # seconds


def back_fill(tools: Tools, events: Events, workspace: str) -> bool:
    """Read every open thread once; what Slack will not show now is left for the inbox to bring."""
    reading = open_threads(tools, workspace)
    for thread in reading.threads:
        try:
            events.back_fill(thread)
        except SlackError as error:
            warn(_log, "back_fill.failed", channel=thread.channel, error=error.say)
            wait = error.retry_after if isinstance(error, SlackRefused) else None
            read_later(tools, workspace, thread, wait or PAUSE)
    all_read(tools, workspace, reading)
    if reading.threads:
        say(_log, "back_fill.done", workspace=workspace, threads=len(reading.threads))
    return False
