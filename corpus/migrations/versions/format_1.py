"""Format 1: documents and paragraphs."""

from __future__ import annotations

import sqlalchemy as sql
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "documents",
        sql.Column("id", sql.String, primary_key=True),
        sql.Column("work", sql.String, nullable=False, index=True),
        sql.Column("symbol", sql.String, index=True),
        sql.Column("language", sql.String(2), nullable=False),
        sql.Column("file", sql.String, nullable=False),
        sql.Column("sha256", sql.String(64), nullable=False, index=True),
        sql.Column("facts", sql.JSON, nullable=False),
        sql.Column("indexed_by", sql.String, nullable=True),
    )
    op.create_table(
        "paragraphs",
        sql.Column("id", sql.String, primary_key=True),
        sql.Column("document_id", sql.String, _of_document(), nullable=False, index=True),
        sql.Column("work", sql.String, nullable=False),
        sql.Column("label", sql.String, nullable=False),
        sql.Column("ordinal", sql.Integer, nullable=False),
        sql.Column("text", sql.Text, nullable=False),
        sql.Column("facts", sql.JSON, nullable=False),
        sql.Index("ixPARAGRAPHS_work_label", "work", "label"),
    )


def _of_document() -> sql.ForeignKey:
    return sql.ForeignKey("documents.id", ondelete="CASCADE")
