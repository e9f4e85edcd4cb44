"""Queues the reminders that are due."""

import logging

from bot.log import say
from bot.practice import reminders
from bot.practice.tools import Tools

_log = logging.getLogger(__name__)


def remind_due(tools: Tools, workspace: str) -> bool:
    """Queue what is due; give whether there was anything."""
    reminded = reminders.remind(tools, workspace)
    if reminded:
        say(_log, "reminders.planned", workspace=workspace, count=reminded)
    return reminded > 0
