"""Drills on one point, with an example to read, and against the clock."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("drills", sa.Column("point", sa.Text(), nullable=True))
    op.add_column("drills", sa.Column("example", sa.Text(), nullable=True))
    op.add_column("drills", sa.Column("timed_from", sa.DateTime(timezone=True), nullable=True))
