"""What Rounds notes about itself."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Owned


class HeartbeatRow(Owned):
    """When a kind of process last gave a sign of life."""

    __tablename__ = "heartbeats"

    kind: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
