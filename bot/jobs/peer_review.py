"""Does what time brings to peer review: leases that end, people to ask, reviews to release."""

import logging

from bot.log import say
from bot.practice import reviews
from bot.practice.tools import Tools

_log = logging.getLogger(__name__)


def keep_up(tools: Tools, workspace: str) -> bool:
    """Do what is due; give whether messages were queued."""
    queued = reviews.keep_up(tools, workspace)
    if queued:
        say(_log, "reviews.queued", workspace=workspace, count=queued)
    return queued > 0
