"""What was disputed, what hints brought up, and on what they keep quiet."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for column in (
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("rubric", sa.Text(), nullable=True),
        sa.Column("draft", sa.Integer(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
    ):
        op.add_column("disputes", column)
    op.create_table(
        "remarks",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "answer_id"],
            ["answers.workspace", "answers.id"],
            name="fk_remarks_workspace_answer_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "answer_id", "criterion", "kind", name="pk_remarks"),
    )
    op.create_index(
        "ix_remarks_workspace_criterion_rubric_at",
        "remarks",
        ["workspace", "criterion", "rubric", "at"],
    )
    op.create_table(
        "mutes",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "rubric", "criterion", name="pk_mutes"),
    )
