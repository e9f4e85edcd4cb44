"""Lets go of what is not to be kept: old texts, people who left, bytes of the forgotten."""

import logging

from bot.errors import SlackError, SlackRefused
from bot.log import say, warn
from bot.practice import privacy
from bot.practice.tools import Tools
from bot.slack.chat import Chat

_log = logging.getLogger(__name__)


def let_go(tools: Tools, chat: Chat, workspace: str) -> None:
    """Once a day see who left and what is too old; each time, finish what had to wait."""
    if privacy.due_today(tools, workspace):
        look_for_leavers(tools, chat, workspace)
        expired = privacy.expire(tools, workspace)
        if expired:
            say(_log, "answers.expired", workspace=workspace, count=expired)
    forgotten = privacy.forget_leavers(tools, workspace)
    if forgotten:
        say(_log, "leavers.forgotten", workspace=workspace, count=forgotten)
    if not privacy.scrub(tools, workspace):
        warn(_log, "scrub.waits", workspace=workspace)


def look_for_leavers(tools: Tools, chat: Chat, workspace: str) -> None:
    """Ask Slack who is still there; news that somebody left may have been missed."""
    for user in privacy.members(tools, workspace):
        try:
            gone = chat.person(user).left
        except SlackRefused as no:
            if no.code in {"user_not_visible", "users_not_found"}:
                continue  # nothing can be known of this one
            if no.code != "user_not_found":
                return  # tomorrow again
            gone = True
        except SlackError:
            return
        note = privacy.left if gone else privacy.is_back
        note(tools, workspace, user)
