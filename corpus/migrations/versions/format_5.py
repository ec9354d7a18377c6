"""Format 5: what was answered, conversations, feedback; keys and workspaces."""

from __future__ import annotations

import sqlalchemy as sql
from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Makes the tables."""
    id_ = ("id", sql.String(32))
    created = ("created", sql.String(32))
    op.create_table(
        "results",
        sql.Column(*id_, primary_key=True),
        sql.Column("kind", sql.String(16), nullable=False),
        sql.Column(*created, nullable=False, index=True),
        sql.Column("body", sql.JSON, nullable=False),
    )
    op.create_table(
        "conversations",
        sql.Column(*id_, primary_key=True),
        sql.Column("title", sql.Text, nullable=False),
        sql.Column(*created, nullable=False),
        sql.Column("updated", sql.String(32), nullable=False, index=True),
    )
    op.create_table(
        "messages",
        sql.Column(*id_, primary_key=True),
        sql.Column("conversation_id", sql.String(32), _of_conversation(), nullable=False, index=True),
        sql.Column("place", sql.Integer, nullable=False),
        sql.Column("question", sql.Text, nullable=False),
        sql.Column("standing", sql.JSON, nullable=False),
        sql.Column(*created, nullable=False),
        sql.UniqueConstraint("conversation_id", "place"),
    )
    _who_may_use_it()
    _what_readers_said()


def _what_readers_said() -> None:
    op.create_table(
        "feedback",
        sql.Column("id", sql.String(32), primary_key=True),
        sql.Column("result_id", sql.String(32), nullable=False, index=True),
        sql.Column("rating", sql.String(16), nullable=False),
        sql.Column("comment", sql.Text),
        sql.Column("created", sql.String(32), nullable=False, index=True),
    )


def _who_may_use_it() -> None:
    op.create_table(
        "workspaces",
        sql.Column("name", sql.String(40), primary_key=True),
        sql.Column("created", sql.String(32), nullable=False),
    )
    op.create_table(
        "keys",
        sql.Column("id", sql.String(16), primary_key=True),
        sql.Column("sha256", sql.String(64), nullable=False),
        sql.Column("workspace", sql.String(40), nullable=False),
        sql.Column("role", sql.String(16), nullable=False),
        sql.Column("created", sql.String(32), nullable=False),
    )


def _of_conversation() -> sql.ForeignKey:
    return sql.ForeignKey("conversations.id", ondelete="CASCADE")
