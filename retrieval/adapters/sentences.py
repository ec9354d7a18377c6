"""Sentence vectors on disk, half precision: read for a shortlist only, never all held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.adapters.sqlite import DerivedFile, marks
from retrieval.ports import Vectors

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sentences (
    paragraph_id TEXT PRIMARY KEY, document_id TEXT NOT NULL, dimension INTEGER NOT NULL, vectors BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS sentences_document ON sentences (document_id);
"""


class SentenceFile:
    """The vectors of every sentence, by paragraph, in one file."""

    def __init__(self, path: Path) -> None:
        self._file = DerivedFile(path, _SCHEMA)

    def add(self, document_id: str, vectors: Sequence[tuple[str, Vectors]], /) -> None:
        """Holds (paragraph id, matrix of shape (sentences, dimension))."""
        rows = [
            (paragraph_id, document_id, matrix.shape[1], matrix.astype(np.float16).tobytes())
            for paragraph_id, matrix in vectors
        ]
        with self._file.open() as connection:
            connection.executemany("INSERT OR REPLACE INTO sentences VALUES (?, ?, ?, ?)", rows)

    def of(self, paragraph_ids: Sequence[str], /) -> dict[str, Vectors]:
        """Matrices by paragraph id, float32."""
        wanted = marks(len(paragraph_ids))
        statement = f"SELECT paragraph_id, dimension, vectors FROM sentences WHERE paragraph_id IN ({wanted})"
        with self._file.open() as connection:
            rows = connection.execute(statement, tuple(paragraph_ids)).fetchall()
        return {
            paragraph_id: np.frombuffer(blob, dtype=np.float16).reshape(-1, dimension).astype(np.float32)
            for paragraph_id, dimension, blob in rows
        }

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
        with self._file.open() as connection:
            connection.execute("DELETE FROM sentences WHERE document_id = ?", (document_id,))
