"""The workspaces that this database serves."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace, and who the bot is there."""

    id: str
    name: str
    bot_user: str
    bot_id: str
    at: datetime
