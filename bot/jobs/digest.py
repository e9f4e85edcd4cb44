"""Queues the weekly digests that are due, and asks before one comes who may be named in it."""

import logging

from bot.log import say
from bot.practice import digest
from bot.practice.tools import Tools

_log = logging.getLogger(__name__)


def plan_due(tools: Tools, workspace: str) -> bool:
    """Queue what is due; give whether there was anything."""
    asked, planned = digest.ask_authors(tools, workspace), digest.plan(tools, workspace)
    if planned:
        say(_log, "digest.planned", workspace=workspace, count=planned)
    return asked + planned > 0
