"""Format 4: drafts and their versions."""

from __future__ import annotations

import sqlalchemy as sql
from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "drafts",
        sql.Column("id", sql.String(32), primary_key=True),
        sql.Column("revises", sql.String(32), index=True),
        sql.Column("created", sql.String(32), nullable=False),
        sql.Column("body", sql.JSON, nullable=False),
    )
