"""Format 2: the raw text of a document, the files it was read from, and jobs."""

from __future__ import annotations

import sqlalchemy as sql
from alembic import op

from corpus.rows import file_key

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Adds the tables. Of an older document the file is known and its reader is not, so it will be read again."""
    op.create_table(
        "raw_texts",
        sql.Column("document_id", sql.String, _of_document(), primary_key=True),
        sql.Column("raw", sql.Text, nullable=False),
    )
    files = op.create_table(
        "files",
        sql.Column("key", sql.String(64), primary_key=True),
        sql.Column("document_id", sql.String, _of_document(), nullable=False, index=True),
        sql.Column("sha256", sql.String(64), nullable=False, index=True),
        sql.Column("reader", sql.String, nullable=False),
    )
    op.create_table(
        "jobs",
        sql.Column("id", sql.String(32), primary_key=True),
        sql.Column("kind", sql.String, nullable=False),
        sql.Column("status", sql.String(16), nullable=False, index=True),
        sql.Column("progress", sql.JSON, nullable=False),
        sql.Column("result", sql.JSON(none_as_null=True)),
        sql.Column("error", sql.Text),
        sql.Column("owner", sql.String, nullable=False),
        sql.Column("created", sql.String(32), nullable=False),
        sql.Column("updated", sql.String(32), nullable=False),
    )
    held = op.get_bind().execute(sql.text("SELECT id, file, sha256 FROM documents")).all()
    by_key = {file_key(row.file): {"document_id": row.id, "sha256": row.sha256, "reader": ""} for row in held}
    op.bulk_insert(files, [{"key": key, **row} for key, row in by_key.items()])
    if sql.inspect(op.get_bind()).has_table("schema_version"):
        op.drop_table("schema_version")  # alembic keeps the format now


def _of_document() -> sql.ForeignKey:
    return sql.ForeignKey("documents.id", ondelete="CASCADE")
