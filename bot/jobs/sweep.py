"""Looks again for rounds that were posted after a doubt."""

from bot.practice import sweeping
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.sweep import sweep


def sweep_due(tools: Tools, chat: Chat, workspace: str) -> None:
    """Sweep every round whose time for it has come."""
    for swept in sweeping.due(tools, workspace):
        sweep(tools, chat, workspace, swept)
