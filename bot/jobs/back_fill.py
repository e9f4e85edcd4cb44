"""Reads the open threads again, at a start and after a reconnection."""

import logging

from bot.errors import SlackError
from bot.log import say, warn
from bot.practice.back_fill import open_threads
from bot.practice.tools import Tools
from bot.slack.listeners.events import Events

_log = logging.getLogger(__name__)


def back_fill(tools: Tools, events: Events, workspace: str) -> bool:
    """Read every open thread once; one that Slack will not show does not hold up the others."""
    threads = open_threads(tools, workspace)
    for thread in threads:
        try:
            events.back_fill(thread)
        except SlackError as error:
            warn(_log, "back_fill.failed", channel=thread.channel, error=error.say)
    if threads:
        say(_log, "back_fill.done", workspace=workspace, threads=len(threads))
    return False
