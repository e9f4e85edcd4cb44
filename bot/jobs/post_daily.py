"""Plans the rounds that are due, posts what is planned, records what was missed."""

import logging
import secrets

from bot.log import say, warn
from bot.practice import daily, sending
from bot.practice.tools import Tools
from bot.slack import deliver
from bot.slack.chat import Chat

_log = logging.getLogger(__name__)


def plan_due(tools: Tools, workspace: str) -> bool:
    """Make a row for each round that is due; give whether there was a new one."""
    planned = daily.plan(tools, workspace, deliver.render)
    if planned:
        say(_log, "round.planned", workspace=workspace, count=planned)
    return planned > 0


def post_next(tools: Tools, chat: Chat, workspace: str) -> bool:
    """Claim one round and take it as far as it goes now; False when none can be, or too fast."""
    if deliver.wait_to_post(chat) > 0:
        return False
    held = sending.claim_round(tools, workspace, secrets.token_hex(8))
    if held is None:
        return False
    deliver.post_round(tools, chat, workspace, held)
    return True


def next_in(tools: Tools, chat: Chat, workspace: str) -> float | None:
    """Give the seconds until `post_next` is worth a call, as far as that is known."""
    return deliver.wait_to_post(chat) or sending.next_round_in(tools, workspace)


def close(tools: Tools, workspace: str) -> None:
    """Record as missed what can no longer be posted in time."""
    for missed in daily.close_overdue(tools, workspace):
        warn(_log, "round.missed", round=missed.id, channel=missed.channel, reason=missed.reason)
    noted = daily.note_missed_days(tools, workspace)
    if noted:
        warn(_log, "round.missed_while_down", workspace=workspace, count=noted)


def post_this(tools: Tools, chat: Chat, workspace: str, round_id: str) -> None:
    """Claim one round by its id, if it can be had, and take it as far as it goes now."""
    held = sending.claim_round(tools, workspace, secrets.token_hex(8), round_id)
    if held is not None:
        deliver.post_round(tools, chat, workspace, held)
