"""Signs of vectors: how they are taken, read from the file and compared. No class here knows of documents' words."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.adapters.packing import unpacked_rows
from retrieval.ports import Vectors

FIRST_CENTRE = 256  # paragraphs whose mean the signs are taken from at first
CENTRE_GROWS = 16  # and again when there are so many times as many
_SAMPLE = 2_000
_BLOCK = 65_536  # paragraphs compared at once: what fits into a processor's cache
_FEW = 4  # a fourth of the paragraphs or less is picked out before it is compared
Codes = NDArray[np.uint64]


def signs(vectors: Vectors, mean: Vectors) -> Codes:
    """One bit a number: whether it is above the mean. Shape (vectors, dimension / 64, rounded up)."""
    bits = np.packbits(vectors > mean, axis=1)
    return np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8))).view(np.uint64)


@dataclass(frozen=True)
class Held:
    """The signs of all paragraphs, by chunk: a document, or a part of a long one.

    ``chunks``: their ids; ``counts``: how many paragraphs each has; ``languages``: a number for each; ``documents``:
    whose they are; ``codes``: shape (words of 64 bits, paragraphs); ``centre``: from how many paragraphs the mean was
    taken. Without a mean there are no codes. ``removals``: how many chunks had been taken out.
    """

    chunks: NDArray[np.int64]
    counts: NDArray[np.int64]
    languages: NDArray[np.int64]
    documents: tuple[str, ...]
    codes: Codes
    mean: Vectors | None
    centre: int
    removals: int

    @cached_property
    def _chunk_of(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @cached_property
    def _language_of(self) -> NDArray[np.uint16]:
        _, numbers = np.unique(self.languages, return_inverse=True)
        return numbers.astype(np.uint16)[self._chunk_of]

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.cumsum(self.counts) - self.counts

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, document in enumerate(self.documents):
            places.setdefault(document, []).append(place)
        return places

    def allowed(self, documents: Collection[str] | None) -> NDArray[np.bool_]:
        """Which chunks may be found."""
        if documents is None:
            return np.ones(len(self.counts), np.bool_)
        mask = np.zeros(len(self.counts), np.bool_)
        mask[[place for document in documents for place in self._places.get(document, ())]] = True
        return mask

    def scan(self, code: Codes, limit: int, allowed: NDArray[np.bool_]) -> list[tuple[int, int]]:
        """The nearest ``limit`` paragraphs of all, half as many of each language, in no order: (id of the chunk, place
        in it)."""
        everything = bool(allowed.all())
        rows = None if everything else np.flatnonzero(allowed[self._chunk_of])
        few = rows is not None and len(rows) * _FEW <= self.codes.shape[1]
        distances = _distances(self.codes[:, rows] if few else self.codes, code)
        if rows is not None and not few:
            distances = distances[rows]
        languages = self._language_of if rows is None else self._language_of[rows]
        found = _nearest(distances, languages, limit)
        found = found if rows is None else rows[found]
        chunks = self._chunk_of[found]
        return list(zip(self.chunks[chunks].tolist(), (found - self._starts[chunks]).tolist(), strict=True))


def _nearest(distances: NDArray[np.uint16], languages: NDArray[np.uint16], limit: int) -> NDArray[np.intp]:
    """Where the nearest ``limit`` of all stand, and half as many of each language: by counting, since distances are few
    and paragraphs many."""
    if not len(distances):
        return np.empty(0, np.intp)
    furthest, spoken = int(distances.max()) + 1, int(languages.max()) + 1
    counts = np.bincount(distances + languages * np.uint16(furthest), minlength=furthest * spoken)
    counts = counts.reshape(spoken, furthest).cumsum(axis=1)
    bounds = np.maximum((counts < -(-limit // 2)).sum(axis=1), (counts.sum(axis=0) < limit).sum())
    near = np.flatnonzero(distances <= bounds.astype(np.uint16)[languages])
    return near[best_places(-distances[near].astype(np.float32), languages[near].tolist(), limit, -(-limit // 2))]


def best_places(scores: Vectors, languages: Sequence[Hashable], limit: int, each: int) -> list[int]:
    """Where the best ``limit`` of all stand, and the best ``each`` of each language, best first."""
    found, kept, short = Counter[Hashable](), [], set(languages)
    for rank, place in enumerate(np.argsort(-scores, kind="stable").tolist()):
        if rank >= limit and not short:
            break
        language = languages[place]
        found[language] += 1
        if rank < limit or found[language] <= each:
            kept.append(place)
        if found[language] >= each:
            short.discard(language)
    return kept


def _distances(codes: Codes, code: Codes) -> NDArray[np.uint16]:
    """In how many bits each column of ``codes`` differs, by blocks, on all processors."""
    out = np.zeros(codes.shape[1], np.uint16)

    def block(start: int) -> None:
        part = out[start : start + _BLOCK]
        differ, bits = np.empty(len(part), np.uint64), np.empty(len(part), np.uint8)
        for row, word in zip(codes, code, strict=True):
            np.bitwise_xor(row[start : start + _BLOCK], word, out=differ)
            np.bitwise_count(differ, out=bits)
            np.add(part, bits, out=part)

    starts = range(0, codes.shape[1], _BLOCK)
    if len(starts) < 2:
        for start in starts:
            block(start)
    else:
        with ThreadPoolExecutor(os.cpu_count()) as runners:
            list(runners.map(block, starts))
    return out


def read_held(connection: sqlite3.Connection, before: Held | None) -> Held:
    """What the file holds; only what is new is read when nothing was taken out since ``before``."""
    connection.execute("BEGIN")  # all that follows is read as of one moment
    removals, last = connection.execute(
        "SELECT count, coalesce((SELECT max(id) FROM chunks), 0) FROM removals"
    ).fetchone()
    centre = connection.execute("SELECT count, mean FROM centre").fetchone()
    count, mean = (0, None) if centre is None else (centre[0], np.frombuffer(centre[1], np.float32))
    if before is None or (before.centre, before.removals) != (count, removals):
        return _read(connection, 0, mean, count, removals)
    seen = int(before.chunks[-1]) if len(before.chunks) else 0
    return before if last == seen else _joined(before, _read(connection, seen, mean, count, removals))


def _read(connection: sqlite3.Connection, after: int, mean: Vectors | None, centre: int, removals: int) -> Held:
    column = "NULL" if mean is None else "codes"
    statement = f"SELECT id, count, language, document_id, {column} FROM chunks WHERE id > ? ORDER BY id"
    rows = connection.execute(statement, (after,)).fetchall()
    chunks, counts, languages, documents, codes = zip(*rows, strict=True) if rows else ((),) * 5
    words = 0 if mean is None else -(-len(mean) // 64)
    matrix = np.frombuffer(b"".join(codes) if words else b"", np.uint64).reshape(-1, max(words, 1))
    return Held(
        np.array(chunks, np.int64),
        np.array(counts, np.int64),
        np.array([int.from_bytes(language.encode(), "big") for language in languages], np.int64),
        tuple(documents),
        np.ascontiguousarray(matrix.T[:words]),
        mean,
        centre,
        removals,
    )


def _joined(before: Held, after: Held) -> Held:
    return Held(
        np.concatenate([before.chunks, after.chunks]),
        np.concatenate([before.counts, after.counts]),
        np.concatenate([before.languages, after.languages]),
        before.documents + after.documents,
        np.concatenate([before.codes, after.codes], axis=1),
        before.mean,
        before.centre,
        before.removals,
    )


def renew_centre(connection: sqlite3.Connection, dimension: int) -> None:
    """Takes the mean, and every sign, anew when there are many more paragraphs than it was taken from."""
    (total,) = connection.execute("SELECT coalesce(sum(count), 0) FROM chunks").fetchone()
    held = connection.execute("SELECT count FROM centre").fetchone()
    if total < (FIRST_CENTRE if held is None else held[0] * CENTRE_GROWS):
        return
    chunks = connection.execute("SELECT id, first, count FROM chunks ORDER BY id").fetchall()
    sampled, sample = 0, []
    for place in np.random.default_rng(len(chunks)).permutation(len(chunks)).tolist():
        sample.append(_vectors(connection, *chunks[place][1:], dimension=dimension))
        sampled += len(sample[-1])
        if sampled >= _SAMPLE:
            break
    mean = np.concatenate(sample).mean(axis=0, dtype=np.float64).astype(np.float32)
    connection.execute("INSERT OR REPLACE INTO centre VALUES (1, ?, ?)", (total, mean.tobytes()))
    for id_, first, count in chunks:
        codes = signs(_vectors(connection, first, count, dimension=dimension), mean)
        connection.execute("UPDATE chunks SET codes = ? WHERE id = ?", (codes.tobytes(), id_))


def _vectors(connection: sqlite3.Connection, first: int, count: int, *, dimension: int) -> Vectors:
    statement = "SELECT vector FROM paragraphs WHERE id BETWEEN ? AND ?"
    rows = connection.execute(statement, (first, first + count - 1)).fetchall()
    return unpacked_rows([vector for (vector,) in rows], dimension)
