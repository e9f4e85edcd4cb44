"""Peer review: what a review found, how it was given and received, and how reviewers learn."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    # With defaults, so that the release before this one can go on writing.
    op.add_column("reviews", sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reviews", sa.Column("levels", sa.JSON(), nullable=True))
    op.add_column("reviews", sa.Column("doubts", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("reviews", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reviews", sa.Column("helped", sa.Boolean(), nullable=True))
    op.add_column(
        "reviews", sa.Column("named", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    # All reviews went out as they were given until now.
    op.execute("UPDATE reviews SET released_at = submitted_at WHERE state = 'submitted'")
    op.add_column(
        "channels", sa.Column("reviews", sa.Text(), server_default="at-once", nullable=False)
    )
    op.add_column(
        "channels",
        sa.Column("reviewers_named", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    # The answer that a message is a comment on.
    op.add_column("messages", sa.Column("about", sa.Text(), nullable=True))
    op.create_index("ix_messages_workspace_about", "messages", ["workspace", "about"])
    op.create_table(
        "calibrations",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("example", sa.Text(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", "role", "number", name="pk_calibrations"),
    )
