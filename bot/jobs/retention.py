"""Lets go of what is not to be kept: old texts, people who left, bytes of the forgotten."""

import logging
from collections.abc import Iterable

from bot.errors import SlackError, SlackRefused
from bot.log import say, warn
from bot.practice import privacy
from bot.practice.tools import Tools
from bot.slack.chat import Chat

_log = logging.getLogger(__name__)


def let_go(tools: Tools, chat: Chat, workspace: str) -> None:
    """Once a day see who left and what is too old; each time, finish what had to wait."""
    if privacy.due_today(tools, workspace):
        look_for_leavers(tools, chat, workspace, privacy.members(tools, workspace))
        expired = privacy.expire(tools, workspace)
        if expired:
            say(_log, "answers.expired", workspace=workspace, count=expired)
    gone = privacy.long_gone(tools, workspace)
    # What goes now is gone for good, so Slack is asked once more whether they are.
    sure = bool(gone) and look_for_leavers(tools, chat, workspace, gone)
    forgotten = privacy.forget_leavers(tools, workspace) if sure else 0
    if forgotten:
        say(_log, "leavers.forgotten", workspace=workspace, count=forgotten)
    if not privacy.scrub(tools, workspace):
        warn(_log, "scrub.waits", workspace=workspace)


def look_for_leavers(tools: Tools, chat: Chat, workspace: str, users: Iterable[str]) -> bool:
    """Ask Slack who of them is there: news of it may have been missed. False where it is mute."""
    for user in users:
        try:
            gone = chat.person(user).left
        except SlackRefused as no:
            if no.code in {"user_not_visible", "users_not_found"}:
                continue  # nothing can be known of this one
            if no.code != "user_not_found":
                return False
            gone = True
        except SlackError:
            return False
        note = privacy.left if gone else privacy.is_back
        note(tools, workspace, user)
    return True
