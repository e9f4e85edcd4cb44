"""What a streak is replayed from: whose clock, whose leave, and what each text came to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("answers", sa.Column("words", sa.Integer(), nullable=True))
    op.add_column("answers", sa.Column("fingerprint", sa.Text(), nullable=True))
    op.create_table(
        "day_clocks",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("day_end", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", "since", name="pk_day_clocks"),
    )
    op.create_table(
        "leaves",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", "first", "last", name="pk_leaves"),
    )
    op.create_index(
        "ix_rounds_days",
        "rounds",
        ["workspace", "channel", "local_date", "state", "counts", "ts", "id"],
    )
    # Where people were before is not on record; where they are now is the best that is known.
    op.execute(
        'INSERT INTO day_clocks (workspace, "user", since, zone, day_end)'
        """ SELECT workspace, "user", joined_at, zone, '04:00' FROM members"""
    )
