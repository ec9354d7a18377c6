"""Nearest paragraphs by a walk over all of them, made short: the signs of the vectors are compared, a bit a number.

896 numbers become 112 bytes: a million paragraphs are 112 MB in memory, and two cores walk through them in some 20 ms.
What is left out of a search (other States, other languages) hides nothing of what is in it. Where a filter leaves few
paragraphs, their vectors themselves are compared, and the answer is exact.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus.model import Document
from retrieval.adapters.packing import dimension_of, packed_rows, unpacked_rows
from retrieval.adapters.signs import Held, best_places, read_held, renew_centre, signs
from retrieval.adapters.sqlite import DerivedFile
from retrieval.model import Hit
from retrieval.ports import Placed, Vectors

EXACT = 6_000  # paragraphs within a filter whose vectors are compared themselves: some 10 ms
_ALL_EXACT = 1_000  # the same where nothing is filtered: then the graph finds them too
_BLOCK = 512  # vectors that are compared at once: what fits into a processor's cache
_LEAST = 60  # paragraphs that are looked at more closely, however few are wanted
_MORE = 4  # within a filter so many times as many are looked at: what is asked for may lie far off
_SCHEMA = """
CREATE TABLE IF NOT EXISTS chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, language TEXT NOT NULL, first INTEGER NOT NULL,
    count INTEGER NOT NULL, codes BLOB
);
CREATE INDEX IF NOT EXISTS chunks_document ON chunks (document_id);
CREATE TABLE IF NOT EXISTS paragraphs (id INTEGER PRIMARY KEY, paragraph_id TEXT NOT NULL, vector BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS centre (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, mean BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS removals (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL);
INSERT OR IGNORE INTO removals VALUES (1, 0);
CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON chunks BEGIN UPDATE removals SET count = count + 1; END;
"""
_CHUNKS_OF = "SELECT id, first, count FROM chunks WHERE document_id = ?"
_OF_CHUNKS = """SELECT language, paragraph_id, vector FROM json_each(?) AS wanted CROSS JOIN chunks
    ON chunks.id = wanted.value CROSS JOIN paragraphs ON paragraphs.id BETWEEN first AND first + count - 1"""
_IN_CHUNKS = """SELECT language, paragraph_id, vector FROM json_each(?) AS wanted CROSS JOIN chunks
    ON chunks.id = json_extract(wanted.value, '$[0]') CROSS JOIN paragraphs
    ON paragraphs.id = first + json_extract(wanted.value, '$[1]')"""


class CodeFile:
    """Paragraph vectors by document in one file, their signs in memory. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._file = DerivedFile(path, _SCHEMA)
        self._lock = threading.Lock()
        self._held: Held | None = None

    def add(self, paragraphs: Sequence[Placed], vectors: Vectors, /) -> None:
        """Holds paragraphs with their unit vectors, shape (paragraphs, dimension)."""
        with self._file.open() as connection:
            start = 0
            for _, own in itertools.groupby(paragraphs, lambda placed: placed[0].id):
                chunk = list(own)
                _hold(connection, chunk, vectors[start : start + len(chunk)])
                start += len(chunk)
            renew_centre(connection, vectors.shape[1])

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None, /) -> Sequence[Hit]:
        """The nearest paragraphs with their cosine, best first: ``limit`` of all, a third as many of each language."""
        held = self._current()
        allowed = held.allowed(documents)
        count = int(held.counts[allowed].sum())
        if held.mean is None or count <= (_ALL_EXACT if documents is None else EXACT):
            return self._best(_OF_CHUNKS, held.chunks[allowed].tolist(), vector, limit)
        looked_at = max(_LEAST, limit if documents is None else _MORE * limit)
        near = held.scan(signs(vector[None], held.mean)[0], looked_at, allowed)
        return self._best(_IN_CHUNKS, near, vector, limit)

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
        with self._file.open() as connection:
            for chunk, first, count in connection.execute(_CHUNKS_OF, (document_id,)).fetchall():
                _take_out(connection, chunk, first, count)

    def ids(self, document_id: str) -> tuple[str, ...]:
        """Ids of the paragraphs that are held of a document, also of one that was never finished."""
        with self._file.open() as connection:
            chunks = connection.execute(_CHUNKS_OF, (document_id,)).fetchall()
            return tuple(id_ for _, first, count in chunks for id_, _ in _rows(connection, first, count))

    def rows(self) -> Iterator[tuple[Sequence[str], Vectors]]:
        """All that is held, a document or a part of one at a time: ids, and vectors of shape (ids, dimension)."""
        with self._file.open() as connection:
            chunks = connection.execute("SELECT first, count FROM chunks").fetchall()
            for chunk in chunks:
                ids, held = zip(*_rows(connection, *chunk), strict=True)
                yield ids, unpacked_rows(held, dimension_of(held[0]))

    def count(self) -> int:
        """How many paragraphs are held."""
        with self._file.open() as connection:
            return int(connection.execute("SELECT coalesce(sum(count), 0) FROM chunks").fetchone()[0])

    def _current(self) -> Held:
        """What is held, brought up to what the file holds."""
        with self._lock, self._file.open() as connection:
            self._held = read_held(connection, self._held)
            return self._held

    def _best(self, statement: str, wanted: Sequence[object], vector: Vectors, limit: int) -> tuple[Hit, ...]:
        """The best of the paragraphs that a statement gives; chunks that were taken out meanwhile have none."""
        with self._file.open() as connection:
            found = connection.execute(statement, (json.dumps(wanted),)).fetchall()
        if not found:
            return ()
        languages, ids, vectors = zip(*found, strict=True)
        blocks = (vectors[start : start + _BLOCK] for start in range(0, len(vectors), _BLOCK))
        scores = np.concatenate([unpacked_rows(block, len(vector)) @ vector for block in blocks])
        hits = [Hit(ids[place], float(scores[place])) for place in best_places(scores, languages, limit, limit // 3)]
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.paragraph_id)))


def _hold(connection: sqlite3.Connection, paragraphs: Sequence[Placed], vectors: Vectors) -> None:
    """A chunk: some paragraphs of one document."""
    document = paragraphs[0][0]
    ids = [paragraph.id for _, paragraph in paragraphs]
    _leave_out(connection, document, set(ids), vectors.shape[1])
    _insert(connection, document, list(zip(ids, packed_rows(vectors), strict=True)), vectors)


def _insert(
    connection: sqlite3.Connection, document: Document, rows: Sequence[tuple[str, bytes]], vectors: Vectors
) -> None:
    mean = connection.execute("SELECT mean FROM centre").fetchone()
    codes = None if mean is None else signs(vectors, np.frombuffer(mean[0], np.float32)).tobytes()
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM paragraphs").fetchone()[0]
    connection.executemany(
        "INSERT INTO paragraphs VALUES (?, ?, ?)", [(first + place, *row) for place, row in enumerate(rows)]
    )
    row = (document.id, document.language.value, first, len(rows), codes)
    connection.execute("INSERT INTO chunks (document_id, language, first, count, codes) VALUES (?, ?, ?, ?, ?)", row)


def _leave_out(connection: sqlite3.Connection, document: Document, ids: set[str], dimension: int) -> None:
    """Takes paragraphs out of the chunks that hold them; what is left of such a chunk becomes another."""
    for chunk, first, count in connection.execute(_CHUNKS_OF, (document.id,)).fetchall():
        held = _rows(connection, first, count)
        kept = [row for row in held if row[0] not in ids]
        if len(kept) == len(held):
            continue
        _take_out(connection, chunk, first, count)
        if kept:
            _insert(connection, document, kept, unpacked_rows([vector for _, vector in kept], dimension))


def _rows(connection: sqlite3.Connection, first: int, count: int) -> list[tuple[str, bytes]]:
    statement = "SELECT paragraph_id, vector FROM paragraphs WHERE id BETWEEN ? AND ?"
    return connection.execute(statement, (first, first + count - 1)).fetchall()


def _take_out(connection: sqlite3.Connection, chunk: int, first: int, count: int) -> None:
    connection.execute("DELETE FROM paragraphs WHERE id BETWEEN ? AND ?", (first, first + count - 1))
    connection.execute("DELETE FROM chunks WHERE id = ?", (chunk,))
