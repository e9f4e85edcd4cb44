"""A channel's own breaks, and the questions that its organisers passed over."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # With a default, so that the release before this one can go on writing channels.
    op.add_column(
        "channels",
        sa.Column("breaks", sa.JSON(none_as_null=True), server_default="[]", nullable=False),
    )
    op.create_table(
        "passed_over",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "channel"],
            ["channels.workspace", "channels.id"],
            name="fk_passed_over_workspace_channel",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "channel", "number", name="pk_passed_over"),
    )
