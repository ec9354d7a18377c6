"""Format 3: when a document was last changed, so that who holds the list of documents reads only what is new."""

from __future__ import annotations

import sqlalchemy as sql
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Adds the column. What is held counts as changed at the beginning."""
    op.add_column("documents", sql.Column("changed", sql.BigInteger, nullable=False, server_default="0"))
    op.create_index("ix_documents_changed", "documents", ["changed"])
