"""The lexical leg: words of six languages in SQLite's full-text index, ranked here. On disk, incremental, crash-safe.

To score every row of a common term would take seconds in a million paragraphs. So the rarest terms of a question are
looked up, within a budget of rows, and the best of those rows are scored with all of its terms.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.model import Document, Language, Paragraph
from retrieval.adapters.sqlite import DerivedFile
from retrieval.expansion import Question, exact_terms, read_words
from retrieval.model import Hit
from retrieval.ports import IndexUnavailable
from retrieval.words import SHARED, also_of, words_of

_FORMAT = 2
_SCHEMA = f"""BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS held (id INTEGER PRIMARY KEY, paragraph_id TEXT NOT NULL, terms BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS ranges (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, document_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS ranges_document ON ranges (document_id, first, last);
CREATE TABLE IF NOT EXISTS terms (id INTEGER PRIMARY KEY, term TEXT UNIQUE NOT NULL, rows INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sizes (language TEXT PRIMARY KEY, rows INTEGER NOT NULL, terms INTEGER NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS words
    USING fts5 (terms, content='', columnsize=0, tokenize="ascii tokenchars './:-'");
PRAGMA user_version = {_FORMAT}; COMMIT;
"""
_OWN_ROWS = 20_000  # looked up for the terms of the question's own language and those that all languages share
_OTHER_ROWS = 4_000  # looked up for the terms of each other language
_COMMON_ROWS = 2_000  # the newest that hold two common terms together
_SCORED = 400  # rows that are scored in full
_FEW_ROWS = 2_000  # a filter that leaves no more is scored whole
_TOO_COMMON = 0.5  # of the paragraphs of a language: a term says nothing
_ENOUGH_TO_TELL = 50  # paragraphs of a language before that counts
_K1, _B = 0.9, 0.4  # paragraphs are short: how often and how long count little; measured on the specimen

Rows = NDArray[np.int64]
_NONE: Rows = np.empty(0, np.int64)


class LexicalFile:
    """Words of all paragraphs in one file."""

    def __init__(self, path: Path) -> None:
        self._file = DerivedFile(path, "")
        with self._file.open() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
                if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                    raise IndexUnavailable(f"{path.name} was made by another version. Run `rapporteur reindex`.")
                connection.executescript(_SCHEMA)

    def add(self, document: Document, paragraphs: Sequence[Paragraph], /) -> None:
        """Holds paragraphs; those already held under the same id are replaced. One transaction."""
        sequences = [_sequence(paragraph) for paragraph in paragraphs]
        with self._file.open() as connection:
            _forget(connection, document.id, {paragraph.id for paragraph in paragraphs})
            first = connection.execute("SELECT coalesce(max(last), 0) + 1 FROM ranges").fetchone()[0]
            numbers = _count(connection, sequences)
            for id_, (paragraph, sequence) in enumerate(zip(paragraphs, sequences, strict=True), start=first):
                blob = np.array([numbers[term] for term in sequence], np.uint32).tobytes()
                connection.execute("INSERT INTO held VALUES (?, ?, ?)", (id_, paragraph.id, blob))
                connection.execute("INSERT INTO words (rowid, terms) VALUES (?, ?)", (id_, " ".join(sequence)))
                _resize(connection, paragraph.id, 1, len(sequence))
            if paragraphs:
                row = (first, first + len(paragraphs) - 1, document.id)
                connection.execute("INSERT INTO ranges VALUES (?, ?, ?)", row)

    def matching(self, text: str, language: Language, limit: int, within: Collection[str] | None, /) -> Sequence[Hit]:
        """The best matches in papers of any language, best first.

        The score is the share of the question that was found, above 0 up to 1, alike in every language: each term
        counts by its rarity, as far as BM25 holds it found. Exact terms count twice; a phrase counts its words again.
        """
        question = read_words(text, language)
        if not question.all_terms():
            return ()
        with self._file.open() as connection:
            return _Search(connection, question).best(limit, within)

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
        with self._file.open() as connection:
            _forget(connection, document_id, None)


def _sequence(paragraph: Paragraph) -> list[str]:
    """The terms of a paragraph: its words in order, then, past a bound that no phrase crosses, what else finds it."""
    mended = [SHARED, *words_of(paragraph.mended, paragraph.language)] if paragraph.suggestions else []
    exact = dict.fromkeys(hit.term for hit in exact_terms(paragraph.mended))
    also = also_of(paragraph.text, paragraph.language)
    return [*words_of(paragraph.text, paragraph.language), *mended, SHARED, *also, *exact]


def _count(connection: sqlite3.Connection, sequences: Iterable[Sequence[str]]) -> dict[str, int]:
    """Counts one more row for each term of each sequence; the numbers of the terms."""
    rows = Counter(term for sequence in sequences for term in set(sequence))
    statement = "INSERT INTO terms (term, rows) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET rows = rows + ?2"
    connection.executemany(statement, sorted(rows.items()))
    return {term: number for term, number, _ in _known(connection, rows)}


def _known(connection: sqlite3.Connection, wanted: Iterable[str]) -> list[tuple[str, int, int]]:
    """(term, number, rows that hold it) of the terms that are held, by number."""
    statement = "SELECT term, terms.id, rows FROM json_each(?) AS wanted CROSS JOIN terms ON term = wanted.value"
    return connection.execute(f"{statement} ORDER BY terms.id", (json.dumps(list(wanted)),)).fetchall()


def _resize(connection: sqlite3.Connection, paragraph_id: str, rows: int, terms: int) -> None:
    statement = "INSERT INTO sizes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET rows = rows + ?2, terms = terms + ?3"
    connection.execute(statement, (_language(paragraph_id), rows, terms))


def _language(paragraph_id: str) -> str:
    return paragraph_id.rpartition("@")[2]


def _forget(connection: sqlite3.Connection, document_id: str, only: set[str] | None) -> None:
    """Takes out the paragraphs of a document, or some of them."""
    statement = "SELECT held.* FROM ranges CROSS JOIN held ON id BETWEEN first AND last WHERE document_id = ?"
    found = [row for row in connection.execute(statement, (document_id,)) if only is None or row[1] in only]
    sequences = [np.frombuffer(blob, np.uint32).tolist() for _, _, blob in found]
    gone = Counter(number for sequence in sequences for number in set(sequence))
    wanted = json.dumps(list(gone))
    among = "id IN (SELECT value FROM json_each(?))"
    names = dict(connection.execute(f"SELECT id, term FROM terms WHERE {among}", (wanted,)).fetchall())
    for (id_, paragraph_id, _), sequence in zip(found, sequences, strict=True):
        terms = " ".join(names[number] for number in sequence)
        connection.execute("INSERT INTO words (words, rowid, terms) VALUES ('delete', ?, ?)", (id_, terms))
        connection.execute("DELETE FROM held WHERE id = ?", (id_,))
        _resize(connection, paragraph_id, -1, -len(sequence))
    connection.executemany("UPDATE terms SET rows = rows - ?2 WHERE id = ?1", gone.items())
    connection.execute(f"DELETE FROM terms WHERE rows = 0 AND {among}", (wanted,))
    if only is None:
        connection.execute("DELETE FROM ranges WHERE document_id = ?", (document_id,))


class _Search:
    """One question in one transaction."""

    def __init__(self, connection: sqlite3.Connection, question: Question) -> None:
        self._connection, self._question = connection, question
        self._known = _known(connection, question.all_terms())
        self._rows = {term: rows for term, _, rows in self._known}
        sizes = connection.execute("SELECT language, rows, terms FROM sizes WHERE rows > 0")
        self._sizes: dict[str, tuple[int, int]] = {language: (rows, terms) for language, rows, terms in sizes}
        self._all = sum(rows for rows, _ in self._sizes.values())
        self._weights, self._whole = question.weigh(self._rarity, self._says_nothing)
        phrases = [(f'"{" ".join(phrase)}"', sum(map(self._rarity, phrase))) for phrase in question.phrases]
        self._phrases = [(self._lookup(phrase, _OWN_ROWS), weight) for phrase, weight in phrases]

    def best(self, limit: int, documents: Collection[str] | None) -> tuple[Hit, ...]:
        """The best of the rows that the rarest terms are in, or of all rows that a narrow filter leaves."""
        within = None if documents is None else _ranges(self._connection, documents)
        if within is not None and (within[:, 1] - within[:, 0] + 1).sum() <= _FEW_ROWS:
            return self._scored(_last_rows(within), limit)
        rows, rough = self._rough()
        if within is not None:
            place = np.searchsorted(within[:, 0], rows, "right") - 1
            inside = (place >= 0) & (rows <= within[place, 1])
            rows, rough = rows[inside], rough[inside]
        rows = rows[np.lexsort((-rows, -rough))[:_SCORED]]
        if within is not None and len(rows) < limit:
            rows = np.union1d(rows, _last_rows(within))
        return self._scored(rows, limit)

    def _rarity(self, term: str) -> float:
        """What a term weighs: more when fewer paragraphs of its language hold it."""
        held = self._rows.get(term, 0)
        return math.log(1 + (max(self._among(term) - held, 0) + 0.5) / (held + 0.5))

    def _says_nothing(self, term: str) -> bool:
        return self._rows.get(term, 0) > _TOO_COMMON * max(_ENOUGH_TO_TELL, self._among(term))

    def _among(self, term: str) -> int:
        rows, _ = self._sizes.get(term[:2], (self._all, 0))
        return rows

    def _lookup(self, match: str, most: int) -> Rows:
        """The newest rows that match."""
        newest = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?"
        found = self._connection.execute(f"SELECT group_concat(rowid) FROM ({newest})", (match, most)).fetchone()[0]
        return np.fromstring(found or "", np.int64, sep=",")

    def _rough(self) -> tuple[Rows, NDArray[np.float64]]:
        """Rows that hold the rarest terms, and what those terms weigh together."""
        found = list(self._phrases)
        seen: set[str] = set()
        for language in sorted(Language, key=lambda each: each not in self._question.own):
            left = _OWN_ROWS if language in self._question.own else _OTHER_ROWS
            weights, common = self._weights[language], []
            for term in sorted(weights.keys() & self._rows.keys() - seen, key=lambda each: (self._rows[each], each)):
                if self._rows[term] <= left or term in self._question.exact:
                    found.append((self._lookup(f'"{term}"', _OWN_ROWS), weights[term]))
                    left -= self._rows[term]
                else:
                    common.append(term)
            if common:
                both = " AND ".join(f'"{term}"' for term in common[:2])
                found.append((self._lookup(both, _COMMON_ROWS), sum(weights[term] for term in common[:2])))
            seen |= weights.keys()
        rows, place = np.unique(np.concatenate([_NONE, *(rows for rows, _ in found)]), return_inverse=True)
        each = np.repeat([weight for _, weight in found], [len(rows) for rows, _ in found])
        return rows, np.bincount(place, each, len(rows)).astype(np.float64)

    def _scored(self, rows: Rows, limit: int) -> tuple[Hit, ...]:
        statement = "SELECT * FROM held WHERE id IN (SELECT value FROM json_each(?)) ORDER BY paragraph_id"
        held = self._connection.execute(statement, (json.dumps(rows.tolist()),)).fetchall()
        if not held or not self._known:
            return ()
        ids, names, blobs = zip(*held, strict=True)
        lengths = np.array([len(blob) // 4 for blob in blobs])
        terms = np.frombuffer(b"".join(blobs), np.uint32)
        numbers = np.array([number for _, number, _ in self._known], np.uint32)
        column = np.minimum(np.searchsorted(numbers, terms), len(numbers) - 1)
        cells = (np.repeat(np.arange(len(held)), lengths) * len(numbers) + column)[numbers[column] == terms]
        often = np.bincount(cells, minlength=len(held) * len(numbers)).reshape(len(held), -1)
        place = {each.value: number for number, each in enumerate(Language)}
        spoken = np.array([place[_language(name)] for name in names])
        weights = np.array([[self._weights[each].get(term, 0.0) for term, _, _ in self._known] for each in Language])
        sizes = [self._sizes.get(each, (1, 1)) for each in Language]
        longer = lengths / np.array([terms / rows for rows, terms in sizes])[spoken]
        scores = (weights[spoken] * often / (often + _K1 * (1 - _B + _B * longer)[:, None])).sum(axis=1)
        for holding, weight in self._phrases:
            scores += weight * np.isin(ids, holding)
        best = np.argsort(-scores, kind="stable")[:limit]
        return tuple(Hit(names[n], float(min(scores[n] / self._whole, 1))) for n in best.tolist() if scores[n] > 0)


def _ranges(connection: sqlite3.Connection, documents: Collection[str]) -> Rows:
    """First and last row of each range of some documents, in order, shape (ranges, 2)."""
    statement = "SELECT first, last FROM json_each(?) AS wanted CROSS JOIN ranges ON document_id = wanted.value"
    found = connection.execute(statement, (json.dumps(list(documents)),)).fetchall()
    return np.array(sorted(set(found)), np.int64).reshape(-1, 2)


def _last_rows(ranges: Rows) -> Rows:
    """The newest rows of some ranges, few at most."""
    rows: list[int] = []
    for first, last in ranges[: -_FEW_ROWS - 1 : -1].tolist():
        rows += range(last, max(first - 1, last - _FEW_ROWS + len(rows)), -1)
    return np.array(rows, np.int64)
