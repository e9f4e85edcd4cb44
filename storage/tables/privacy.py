"""Who is forgotten, without saying who, and who left the workspace."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Owned


class ForgetKeyRow(Owned):
    """The key under which a workspace's forgotten people are noted."""

    __tablename__ = "forget_keys"

    key: Mapped[str]


class ForgottenRow(Owned):
    """Somebody who is forgotten, by a keyed hash: what they said before `since` is not theirs."""

    __tablename__ = "forgotten"

    person: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    token: Mapped[str]
    why: Mapped[str] = mapped_column(server_default="asked")
    since: Mapped[datetime | None]
    scrubbed: Mapped[bool]


class LeaverRow(Owned):
    """A person who left the workspace, until they are forgotten or come back."""

    __tablename__ = "leavers"

    user: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
