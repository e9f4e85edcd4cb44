"""Looks for messages of a round that are not on record: one is kept, others removed or pointed."""

import logging
from collections.abc import Mapping
from typing import Any

from bot.errors import SlackError, SlackRefused
from bot.log import say, warn
from bot.practice import daily, sweeping
from bot.practice.tools import Tools
from bot.slack.chat import Chat, Outcome, Refused, Sent
from bot.slack.deliver import SKEW, carries_round, points_elsewhere, render, round_metadata
from bot.slack.views.question import moved_message
from storage.rounds import Round

_log = logging.getLogger(__name__)


def sweep(tools: Tools, chat: Chat, workspace: str, swept: Round) -> None:
    """Leave one message of a round in its channel; repeating it does no harm."""
    found: dict[str, Mapping[str, Any]] = {}

    def ours(message: Mapping[str, Any]) -> bool:
        if not carries_round(message, swept.id):
            return False
        found[str(message.get("ts"))] = message
        return True

    since = min(swept.send_started_at or swept.due_at, swept.due_at).timestamp() - SKEW
    try:
        chat.find(swept.channel, since, ours)
    except SlackError as error:
        warn(_log, "sweep.failed", round=swept.id, error=error.say)
        if isinstance(error, SlackRefused) and error.retry_after is None:
            sweeping.later(tools, workspace, swept)
        return  # else it is due still
    kept = swept.ts or ""
    pointers = {ts for ts, message in found.items() if points_elsewhere(message)}
    if found and kept not in found:
        kept = min(found.keys() - pointers or found)
        if not _adopt(tools, workspace, swept, kept):
            sweeping.later(tools, workspace, swept)
            return
    settled = True
    for ts in sorted(found.keys() - {kept}):
        outcome = _settle(tools, chat, workspace, swept, kept, found[ts])
        say(_log, "round.extra_settled", round=swept.id, ts=ts, outcome=type(outcome).__name__)
        settled = settled and isinstance(outcome, Sent | Refused)
    if settled:  # else it is due still: whoever sweeps next tries again
        sweeping.done(tools, workspace, swept)


def _adopt(tools: Tools, workspace: str, swept: Round, ts: str) -> bool:
    if swept.ts is not None:
        return sweeping.adopt(tools, workspace, swept, ts)
    warn(_log, "round.found", round=swept.id, channel=swept.channel, ts=ts)
    return daily.found(tools, workspace, swept, ts, render)


def _settle(
    tools: Tools, chat: Chat, workspace: str, swept: Round, kept: str, extra: Mapping[str, Any]
) -> Outcome:
    """Remove an extra message, or point from it to the kept one where people wrote under it."""
    ts = str(extra.get("ts"))
    # First, because somebody may write there between the look and the removal.
    sweeping.alias(tools, workspace, swept, ts)
    if not extra.get("reply_count"):
        return chat.send("chat.delete", channel=swept.channel, ts=ts)
    shown = moved_message(chat.permalink(swept.channel, kept))
    return chat.send(
        "chat.update",
        channel=swept.channel,
        ts=ts,
        text=shown.text,
        blocks=shown.blocks,
        metadata=round_metadata(swept, moved=True),
    )
