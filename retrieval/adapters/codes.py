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
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.adapters.packing import packed, read_row, unpacked
from retrieval.adapters.signs import Held, read_held, renew_centre, signs
from retrieval.adapters.sqlite import DerivedFile
from retrieval.model import Hit
from retrieval.ports import Placed, Vectors

EXACT = 6_000  # paragraphs within a filter whose vectors are compared themselves: some 10 ms
_ALL_EXACT = 1_000  # the same where nothing is filtered: then the graph finds them too
_LEAST = 60  # paragraphs that are looked at more closely, however few are wanted
_MORE = 4  # within a filter so many times as many are looked at: what is asked for may lie far off
_SCHEMA = """
CREATE TABLE IF NOT EXISTS chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, language TEXT NOT NULL, ids TEXT NOT NULL,
    count INTEGER NOT NULL, vectors BLOB NOT NULL, codes BLOB
);
CREATE INDEX IF NOT EXISTS chunks_document ON chunks (document_id);
CREATE TABLE IF NOT EXISTS centre (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, mean BLOB NOT NULL);
"""


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
            hits = self._every(held, np.flatnonzero(allowed), vector, limit)
        else:
            looked_at = max(_LEAST, limit if documents is None else _MORE * limit)
            near = held.scan(signs(vector[None], held.mean)[0], looked_at, allowed)
            hits = self._some(held, near, vector, limit)
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.paragraph_id)))

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
        with self._file.open() as connection:
            connection.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))

    def ids(self, document_id: str) -> tuple[str, ...]:
        """Ids of the paragraphs that are held of a document, also of one that was never finished."""
        with self._file.open() as connection:
            rows = connection.execute("SELECT ids FROM chunks WHERE document_id = ?", (document_id,)).fetchall()
        return tuple(id_ for (ids,) in rows for id_ in json.loads(ids))

    def count(self) -> int:
        """How many paragraphs are held."""
        with self._file.open() as connection:
            return int(connection.execute("SELECT coalesce(sum(count), 0) FROM chunks").fetchone()[0])

    def _current(self) -> Held:
        """What is held, brought up to what the file holds."""
        with self._lock, self._file.open() as connection:
            self._held = read_held(connection, self._held)
            return self._held

    def _every(self, held: Held, chunks: NDArray[np.intp], vector: Vectors, limit: int) -> list[Hit]:
        """The best of all paragraphs of these chunks."""
        statement = "SELECT ids, language, vectors FROM chunks WHERE id IN (SELECT value FROM json_each(?))"
        names: list[str] = []
        languages: list[str] = []
        scores: list[Vectors] = []
        with self._file.open() as connection:
            for ids, language, vectors in connection.execute(statement, (_numbers(held.chunks[chunks]),)):
                names += (own := json.loads(ids))
                languages += [language] * len(own)
                scores.append(unpacked(vectors, len(vector)) @ vector)
        every = np.concatenate(scores) if scores else np.empty(0, np.float32)
        return [Hit(names[place], float(every[place])) for place in best_places(every, languages, limit)]

    def _some(self, held: Held, near: Sequence[tuple[int, int]], vector: Vectors, limit: int) -> list[Hit]:
        """The best of these paragraphs, given by (chunk, place in it)."""
        with self._file.open() as connection:
            found = self._rows(connection, held, near, len(vector))
            places = list(found)
            scores = np.stack([found[place] for place in places]) @ vector if found else np.empty(0, np.float32)
            languages = held.languages[[chunk for chunk, _ in places]].tolist()
            best = best_places(scores, languages, limit)
            numbers = _numbers(held.chunks[[places[place][0] for place in best]])
            statement = "SELECT id, ids FROM chunks WHERE id IN (SELECT value FROM json_each(?))"
            ids = {id_: json.loads(text) for id_, text in connection.execute(statement, (numbers,))}
        named = ((ids[int(held.chunks[places[place][0]])][places[place][1]], scores[place]) for place in best)
        return [Hit(name, float(score)) for name, score in named]

    def _rows(
        self, connection: sqlite3.Connection, held: Held, near: Sequence[tuple[int, int]], dimension: int
    ) -> dict[tuple[int, int], Vectors]:
        """The vectors of these paragraphs; those of chunks that were taken out meanwhile are left out."""
        connection.execute("BEGIN")  # what is read here and named afterwards is of one moment
        wanted = _numbers(held.chunks[[chunk for chunk, _ in near]])
        statement = "SELECT id FROM chunks WHERE id IN (SELECT value FROM json_each(?))"
        there = {id_ for (id_,) in connection.execute(statement, (wanted,))}
        rows: dict[tuple[int, int], Vectors] = {}
        for chunk, place in near:
            if (id_ := int(held.chunks[chunk])) in there:
                with connection.blobopen("chunks", "vectors", id_, readonly=True) as blob:
                    rows[chunk, place] = read_row(blob, int(held.counts[chunk]), place, dimension)
        return rows


def _hold(connection: sqlite3.Connection, paragraphs: Sequence[Placed], vectors: Vectors) -> None:
    """A chunk: some paragraphs of one document."""
    document = paragraphs[0][0]
    ids = [paragraph.id for _, paragraph in paragraphs]
    _leave_out(connection, document.id, set(ids), vectors.shape[1])
    mean = connection.execute("SELECT mean FROM centre").fetchone()
    codes = None if mean is None else signs(vectors, np.frombuffer(mean[0], np.float32)).tobytes()
    row = (document.id, document.language.value, json.dumps(ids), len(ids), packed(vectors), codes)
    connection.execute(
        "INSERT INTO chunks (document_id, language, ids, count, vectors, codes) VALUES (?, ?, ?, ?, ?, ?)", row
    )


def _leave_out(connection: sqlite3.Connection, document_id: str, ids: set[str], dimension: int) -> None:
    """Takes paragraphs out of the chunks that hold them; what is left of such a chunk stays as it is."""
    statement = "SELECT id, ids, vectors, codes FROM chunks WHERE document_id = ?"
    for chunk, text, vectors, codes in connection.execute(statement, (document_id,)).fetchall():
        held = json.loads(text)
        if not ids & set(held):
            continue
        kept = [place for place, id_ in enumerate(held) if id_ not in ids]
        if kept:
            connection.execute(
                "INSERT INTO chunks (document_id, language, ids, count, vectors, codes) "
                "SELECT document_id, language, ?, ?, ?, ? FROM chunks WHERE id = ?",
                (
                    json.dumps([held[place] for place in kept]),
                    len(kept),
                    packed(unpacked(vectors, dimension)[kept]),
                    codes and np.frombuffer(codes, np.uint64).reshape(len(held), -1)[kept].tobytes(),
                    chunk,
                ),
            )
        connection.execute("DELETE FROM chunks WHERE id = ?", (chunk,))


def _numbers(chunks: NDArray[np.int64]) -> str:
    return json.dumps(sorted(set(chunks.tolist())))


def best_places(scores: Vectors, languages: Sequence[Hashable], limit: int) -> list[int]:
    """Where the best ``limit`` of all stand, and a third as many of each language, best first."""
    found, kept = Counter[Hashable](), []
    for rank, place in enumerate(np.argsort(-scores, kind="stable").tolist()):
        found[languages[place]] += 1
        if rank < limit or found[languages[place]] <= limit // 3:
            kept.append(place)
    return kept
