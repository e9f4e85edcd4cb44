"""Sends what must not be doubled: ticks, reviews, notices, shared answers."""

import logging
import secrets

from bot.log import warn
from bot.practice import sending
from bot.practice.tools import Tools
from bot.slack import deliver
from bot.slack.chat import Chat

_log = logging.getLogger(__name__)

TRIES = 200  # with the pauses in between more than a day; then others in the channel go on


def send_next(tools: Tools, chat: Chat, workspace: str) -> bool:
    """Claim one item and take it as far as it goes now; False when none can be claimed."""
    if deliver.wait_for_token(chat) > 0:
        return False
    held = sending.claim_item(tools, workspace, secrets.token_hex(8))
    if held is None:
        return False
    if held.attempt > TRIES:
        sending.item_failed(tools, workspace, held, f"gave up after {TRIES} tries")
        return True
    if sending.outlived(tools, workspace, held):
        warn(_log, "item.given_up", item=held.id, verb=held.verb, code=held.last_error)
        sending.item_failed(tools, workspace, held, held.last_error or "waited too long")
        return True
    deliver.send_item(tools, chat, workspace, held)
    return True


def next_in(tools: Tools, chat: Chat, workspace: str) -> float | None:
    """Give the seconds until `send_next` is worth a call, as far as that is known."""
    return deliver.wait_for_token(chat) or sending.next_item_in(tools, workspace)
