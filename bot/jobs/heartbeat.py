"""A sign of life with each tick: without one for two minutes, health is red."""

from datetime import timedelta

from bot.practice.tools import Tools

GAP = timedelta(minutes=2)


def beat(tools: Tools, workspace: str, kind: str) -> bool:
    """Say that a process of this kind works; give whether none had for two minutes."""
    with tools.store.begin(workspace) as books:
        now = books.now()
        before = books.heartbeats.beat(kind, now)
        return before is not None and now - before > GAP
