"""The statements that write a document and note the file it came from, inside the caller's transaction."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sql

from corpus.tables import DOCUMENTS, FILES, PARAGRAPHS, RAW_TEXTS


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document was read from: the key of the file, the hash of its bytes, the version of the reader."""

    key: str
    sha256: str
    reader: str = ""


FILE_IDS = sql.select(FILES.c.document_id).join(DOCUMENTS, FILES.c.document_id == DOCUMENTS.c.id)


def next_change(connection: sql.Connection) -> int:
    """A number larger than any row has: the clock's, so that it grows even when the last row was taken out."""
    last = connection.execute(sql.select(sql.func.max(DOCUMENTS.c.changed))).scalar() or 0
    return max(time.time_ns(), last + 1)


def read_alike(origin: Origin) -> tuple[sql.ColumnElement[bool], ...]:
    """Files with the same bytes, read by the same version of the reader."""
    return FILES.c.sha256 == origin.sha256, FILES.c.reader == origin.reader


def write(
    connection: sql.Connection, row: dict[str, object], paragraphs: list[dict[str, object]], raw: str, *, new: bool
) -> None:
    """A document with all its paragraphs, in place of what was held of it."""
    id_ = row["id"]
    if new:
        connection.execute(sql.insert(DOCUMENTS).values(**row))
    else:  # updated, not deleted: the files it was read from stay noted
        connection.execute(sql.delete(PARAGRAPHS).where(PARAGRAPHS.c.document_id == id_))
        connection.execute(sql.delete(RAW_TEXTS).where(RAW_TEXTS.c.document_id == id_))
        connection.execute(sql.update(DOCUMENTS).where(DOCUMENTS.c.id == id_).values(**row))
    connection.execute(sql.insert(PARAGRAPHS), paragraphs)
    connection.execute(sql.insert(RAW_TEXTS).values(document_id=id_, raw=raw))


def note_file(connection: sql.Connection, document_id: str, origin: Origin) -> bool:
    """Notes what the file holds now; True when the paper it held before went."""
    of_file = FILES.c.key == origin.key
    before = connection.scalars(sql.select(FILES.c.document_id).where(of_file)).first()
    connection.execute(sql.delete(FILES).where(of_file))
    connection.execute(
        sql.insert(FILES).values(key=origin.key, document_id=document_id, sha256=origin.sha256, reader=origin.reader)
    )
    if before in (None, document_id):
        return False
    kept = sql.exists().where(FILES.c.document_id == DOCUMENTS.c.id, FILES.c.sha256 == DOCUMENTS.c.sha256)
    return connection.execute(sql.delete(DOCUMENTS).where(DOCUMENTS.c.id == before, ~kept)).rowcount > 0
