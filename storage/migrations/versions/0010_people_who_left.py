"""Why somebody is forgotten, and who left which channel, or came back to it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # With a default, so that the release before this one can go on writing.
    op.add_column("forgotten", sa.Column("why", sa.Text(), server_default="asked", nullable=False))
    op.create_table(
        "moves",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", "channel", "at", name="pk_moves"),
    )
    op.create_index("ix_moves_workspace_channel", "moves", ["workspace", "channel"])
