"""The vectors of paragraphs and their sentences on disk: read for a shortlist, never all in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from retrieval.adapters.packing import packed_paragraph, unpacked_paragraphs
from retrieval.adapters.sqlite import DerivedFile
from retrieval.ports import Vectors

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    id INTEGER PRIMARY KEY, paragraph_id TEXT UNIQUE NOT NULL, document_id TEXT NOT NULL, dimension INTEGER NOT NULL,
    rows BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS vectors_document ON vectors (document_id);
"""
_INSERT = "INSERT OR REPLACE INTO vectors (paragraph_id, document_id, dimension, rows) VALUES (?, ?, ?, ?)"


class VectorFile:
    """Matrices by paragraph, in one file."""

    def __init__(self, path: Path) -> None:
        self._file = DerivedFile(path, _SCHEMA)

    def add(self, document_id: str, vectors: Sequence[tuple[str, Vectors]], /) -> None:
        """Holds (paragraph id, matrix of shape (rows, dimension))."""
        rows = [(id_, document_id, matrix.shape[1], packed_paragraph(matrix)) for id_, matrix in vectors]
        with self._file.open() as connection:
            connection.executemany(_INSERT, rows)

    def of(self, paragraph_ids: Sequence[str], /) -> dict[str, Vectors]:
        """Matrices by paragraph id, float32."""
        statement = (
            "SELECT paragraph_id, dimension, rows FROM vectors WHERE paragraph_id IN (SELECT value FROM json_each(?))"
        )
        with self._file.open() as connection:
            found = connection.execute(statement, (json.dumps(list(paragraph_ids)),)).fetchall()
        if not found:
            return {}
        ids, dimensions, rows = zip(*found, strict=True)
        return dict(zip(ids, unpacked_paragraphs(rows, dimensions[0]), strict=True))

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
        with self._file.open() as connection:
            connection.execute("DELETE FROM vectors WHERE document_id = ?", (document_id,))
