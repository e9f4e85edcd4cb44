"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=True),
        sa.Column("tracks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("easiest", sa.Text(), nullable=False),
        sa.Column("hardest", sa.Text(), nullable=False),
        sa.Column("hints", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("set_up_by", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_channels"),
    )

    op.create_table(
        "drills",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_drills"),
    )
    op.create_index("ix_drills_workspace_user_at", "drills", ["workspace", "user", "at"])

    op.create_table(
        "greetings",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name="pk_greetings"),
    )

    op.create_table(
        "inbox",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_workspace_state_at", "inbox", ["workspace", "state", "at"])

    op.create_table(
        "members",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("welcomed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", name="pk_members"),
    )

    op.create_table(
        "organisers",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "user", name="pk_organisers"),
    )

    op.create_table(
        "outbox",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_outbox"),
        sa.UniqueConstraint("workspace", "key", name="uq_outbox_workspace_key"),
        sa.UniqueConstraint("workspace", "number", name="uq_outbox_workspace_number"),
    )
    op.create_index(
        "ix_outbox_workspace_channel_state_number",
        "outbox",
        ["workspace", "channel", "state", "number"],
    )
    op.create_index("ix_outbox_workspace_state_number", "outbox", ["workspace", "state", "number"])

    op.create_table(
        "workspaces",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.Text(), nullable=False),
        sa.Column("bot_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )

    op.create_table(
        "channel_changes",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "channel"],
            ["channels.workspace", "channels.id"],
            name="fk_channel_changes_workspace_channel",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "channel", "number", name="pk_channel_changes"),
    )

    op.create_table(
        "rounds",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("question", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rendering", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sweeps", sa.Integer(), nullable=False),
        sa.Column("next_sweep_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "channel"],
            ["channels.workspace", "channels.id"],
            name="fk_rounds_workspace_channel",
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_rounds"),
        sa.UniqueConstraint(
            "workspace", "channel", "local_date", name="uq_rounds_workspace_channel_local_date"
        ),
    )
    op.create_index("ix_rounds_workspace_channel_ts", "rounds", ["workspace", "channel", "ts"])
    op.create_index("ix_rounds_workspace_next_sweep_at", "rounds", ["workspace", "next_sweep_at"])
    op.create_index("ix_rounds_workspace_state_due_at", "rounds", ["workspace", "state", "due_at"])

    op.create_table(
        "answers",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=True),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("drill_id", sa.Text(), nullable=True),
        sa.Column("shared_ts", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "drill_id"],
            ["drills.workspace", "drills.id"],
            name="fk_answers_workspace_drill_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "parent_id"],
            ["answers.workspace", "answers.id"],
            name="fk_answers_workspace_parent_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "round_id"],
            ["rounds.workspace", "rounds.id"],
            name="fk_answers_workspace_round_id",
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_answers"),
    )
    op.create_index(
        "ix_answers_workspace_channel_shared_ts", "answers", ["workspace", "channel", "shared_ts"]
    )
    op.create_index("ix_answers_workspace_channel_ts", "answers", ["workspace", "channel", "ts"])
    op.create_index("ix_answers_workspace_drill_id", "answers", ["workspace", "drill_id"])
    op.create_index("ix_answers_workspace_parent_id", "answers", ["workspace", "parent_id"])
    op.create_index(
        "ix_answers_workspace_round_id_user", "answers", ["workspace", "round_id", "user"]
    )
    op.create_index("ix_answers_workspace_user_at", "answers", ["workspace", "user", "at"])

    op.create_table(
        "messages",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("thread_ts", sa.Text(), nullable=True),
        sa.Column("round_id", sa.Text(), nullable=True),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("code", sa.Boolean(), nullable=False),
        sa.Column("ruling", sa.Boolean(), nullable=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("client_msg_id", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "round_id"],
            ["rounds.workspace", "rounds.id"],
            name="fk_messages_workspace_round_id",
        ),
        sa.PrimaryKeyConstraint("workspace", "channel", "ts", name="pk_messages"),
        sa.UniqueConstraint(
            "workspace", "user", "client_msg_id", name="uq_messages_workspace_user_client_msg_id"
        ),
    )
    op.create_index(
        "ix_messages_workspace_round_id_user", "messages", ["workspace", "round_id", "user"]
    )

    op.create_table(
        "round_aliases",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "round_id"],
            ["rounds.workspace", "rounds.id"],
            name="fk_round_aliases_workspace_round_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "channel", "ts", name="pk_round_aliases"),
    )
    op.create_index(
        "ix_round_aliases_workspace_round_id", "round_aliases", ["workspace", "round_id"]
    )

    op.create_table(
        "disputes",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "answer_id"],
            ["answers.workspace", "answers.id"],
            name="fk_disputes_workspace_answer_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "answer_id", "criterion", name="pk_disputes"),
    )

    op.create_table(
        "drafts",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "answer_id"],
            ["answers.workspace", "answers.id"],
            name="fk_drafts_workspace_answer_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "answer_id", "n", name="pk_drafts"),
    )

    op.create_table(
        "hints",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("draft", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("praise", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("nudges", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "answer_id"],
            ["answers.workspace", "answers.id"],
            name="fk_hints_workspace_answer_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "answer_id", "draft", name="pk_hints"),
    )

    op.create_table(
        "marks",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "answer_id"],
            ["answers.workspace", "answers.id"],
            name="fk_marks_workspace_answer_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "answer_id", "by", "criterion", name="pk_marks"),
    )

    op.create_table(
        "reviews",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("strength", sa.Text(), nullable=True),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("draft", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "answer_id"],
            ["answers.workspace", "answers.id"],
            name="fk_reviews_workspace_answer_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_reviews"),
        sa.UniqueConstraint(
            "workspace", "answer_id", "reviewer", name="uq_reviews_workspace_answer_id_reviewer"
        ),
    )
    op.create_index(
        "ix_reviews_workspace_reviewer_state", "reviews", ["workspace", "reviewer", "state"]
    )
    op.create_index(
        "ix_reviews_workspace_state_lease_until", "reviews", ["workspace", "state", "lease_until"]
    )
