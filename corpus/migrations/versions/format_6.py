"""Format 6: a checksum of every document and paragraph, so that damage inside the file is never quoted."""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sql
from alembic import op

revision = "6"
down_revision = "5"
_OWN = {
    "documents": ("id", "work", "symbol", "language", "file", "sha256", "facts"),
    "paragraphs": ("id", "document_id", "work", "label", "ordinal", "text", "facts"),
}
_AT_ONCE = 1000


def upgrade() -> None:
    """Adds the columns. What is held now is taken to be right."""
    connection = op.get_bind()
    for table, names in _OWN.items():
        op.add_column(table, sql.Column("checksum", sql.BigInteger, nullable=False, server_default="0"))
        columns = [sql.column(name, sql.JSON if name == "facts" else None) for name in names]
        rows = sql.table(table, *columns, sql.column("checksum"))
        found = connection.execute(sql.select(*columns).select_from(rows).execution_options(yield_per=_AT_ONCE))
        sums = [
            {"key": row.id, "sum": zlib.crc32(json.dumps(dict(row._mapping), sort_keys=True).encode())} for row in found
        ]
        if sums:
            change = sql.update(rows).where(rows.c.id == sql.bindparam("key"))
            connection.execute(change.values(checksum=sql.bindparam("sum")), sums)
