"""When a channel's digest comes, and whom we reminded on which day."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    # With defaults, so that the release before this one can go on writing channels.
    op.add_column(
        "channels", sa.Column("digest", sa.Text(), server_default="mon 08:30", nullable=True)
    )
    op.add_column(
        "channels",
        sa.Column("leaderboard", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "reminders",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", "local_date", name="pk_reminders"),
    )
