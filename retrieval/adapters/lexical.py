"""The lexical leg: BM25 by SQLite's full-text index over stems. On disk, incremental, crash-safe."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.model import Document, Language, Paragraph
from retrieval.adapters.sqlite import DerivedFile, marks
from retrieval.model import Hit
from retrieval.words import query_words, words_of

_SCHEMA = """
CREATE TABLE IF NOT EXISTS held (
    id INTEGER PRIMARY KEY, paragraph_id TEXT UNIQUE NOT NULL, document_id TEXT NOT NULL, terms TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS held_document ON held (document_id);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (terms, content='held', content_rowid='id', tokenize='unicode61');
"""
_MOST_TERMS = 64


class LexicalFile:
    """Words of all paragraphs in one file."""

    def __init__(self, path: Path) -> None:
        self._file = DerivedFile(path, _SCHEMA)

    def add(self, document: Document, paragraphs: Sequence[Paragraph], /) -> None:
        """Holds paragraphs; those already held under the same id are replaced."""
        with self._file.open() as connection:
            _forget(connection, "paragraph_id", [paragraph.id for paragraph in paragraphs])
            for paragraph in paragraphs:
                searched = f"{paragraph.text}\n{paragraph.mended}" if paragraph.suggestions else paragraph.text
                terms = " ".join(words_of(searched, paragraph.language))
                row = connection.execute(
                    "INSERT INTO held (paragraph_id, document_id, terms) VALUES (?, ?, ?)",
                    (paragraph.id, document.id, terms),
                )
                connection.execute("INSERT INTO words (rowid, terms) VALUES (?, ?)", (row.lastrowid, terms))

    def matching(self, text: str, language: Language, limit: int, documents: Sequence[str] | None, /) -> Sequence[Hit]:
        """The best matches, best first. The score is BM25, larger is better."""
        terms = query_words(text, language)[:_MOST_TERMS]
        if not terms:
            return ()
        within = "" if documents is None else f" AND held.document_id IN ({marks(len(documents))})"
        statement = (
            "SELECT held.paragraph_id, -bm25(words) FROM words JOIN held ON held.id = words.rowid "
            f"WHERE words MATCH ?{within} ORDER BY bm25(words), held.paragraph_id LIMIT ?"
        )
        match = " OR ".join(f'"{term}"' for term in terms)
        with self._file.open() as connection:
            rows = connection.execute(statement, (match, *(documents or ()), limit)).fetchall()
        return tuple(Hit(paragraph_id, score) for paragraph_id, score in rows)

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
        with self._file.open() as connection:
            _forget(connection, "document_id", [document_id])


def _forget(connection: object, column: str, values: Sequence[str]) -> None:
    import sqlite3

    assert isinstance(connection, sqlite3.Connection)
    for value in values:
        rows = connection.execute(f"SELECT id, terms FROM held WHERE {column} = ?", (value,)).fetchall()
        connection.executemany("INSERT INTO words (words, rowid, terms) VALUES ('delete', ?, ?)", rows)
        connection.execute(f"DELETE FROM held WHERE {column} = ?", (value,))
