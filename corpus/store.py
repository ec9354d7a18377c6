"""The source of truth: documents and paragraphs in SQL. Every index is derived from it and can be rebuilt."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sql

from corpus.database import Database
from corpus.errors import StoreDamaged, StoreUnavailable
from corpus.model import Document, Paragraph
from corpus.quality import Unreadable
from corpus.rows import document_facts, document_row, file_key, not_storable, paragraph_row, to_document, to_paragraph
from corpus.statements import FILE_IDS, Origin, next_change, note_file, read_alike, write
from corpus.tables import DOCUMENTS, FILES, PARAGRAPHS, RAW_TEXTS

__all__ = ["Changes", "Origin", "Store", "StoreUnavailable"]
_READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents that were added, replaced or indexed, each without its paragraphs and with the embedder it is indexed
    by; ``total`` counts all that are held, so that removals show; ``moment`` is what to ask with next."""

    moment: int
    documents: tuple[tuple[Document, str | None], ...]
    total: int


class Store:
    """Documents and paragraphs by SQLAlchemy; ``url`` is any SQLAlchemy URL, ``schema`` a PostgreSQL schema of its own;
    ``expected``: an empty one is a lost one.

    A document is written with all its paragraphs in one transaction, or not at all. Every method may raise
    ``StoreUnavailable``.
    """

    def __init__(self, url: str, schema: str | None = None, *, expected: bool = False) -> None:
        self.url = url
        self.database = Database(url, schema, expected=expected)

    @classmethod
    def in_home(cls, home: Path) -> Store:
        """The SQLite store of a home folder, made when it is not there."""
        home.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{home / 'rapporteur.db'}")

    def close(self) -> None:
        """Gives the connections back."""
        self.database.close()

    # -- writing

    def put(self, document: Document, origin: Origin | None = None) -> str:
        """Stores a document; returns ``added``, ``replaced`` or ``unchanged``.

        A replaced document changes in one step: readers see the old one or the new one. When the file held another
        paper before, that one goes in the same step, unless a copy of it was read from another file.

        Args:
            origin: where it was read from; without it, the file that the document names.

        Raises:
            Unreadable: its text holds a character that not every database can keep. Nothing was written.
        """
        facts = document_facts(document)
        row = document_row(document, facts)
        paragraphs = [paragraph_row(document, paragraph) for paragraph in document.paragraphs]
        if character := not_storable((document.raw, row, paragraphs)):
            raise Unreadable(
                f"the text holds {character}, which cannot be stored; save the file without that character"
            )
        origin = origin or Origin(file_key(document.file), document.sha256)
        with self.database.writing() as connection:
            held = connection.execute(sql.select(DOCUMENTS.c.facts).where(DOCUMENTS.c.id == document.id)).one_or_none()
            same_reading = FILES.c.sha256 == DOCUMENTS.c.sha256, *read_alike(origin), DOCUMENTS.c.id == document.id
            known = connection.scalars(FILE_IDS.where(*same_reading)).first()
            same = held is not None and known is not None and held.facts == json.loads(json.dumps(facts))
            if not same:
                row["changed"] = next_change(connection)
                write(connection, row, paragraphs, document.raw, new=held is None)
            moved = note_file(connection, document.id, origin)
        if moved or not (same or held is None):
            return "replaced"
        return "unchanged" if same else "added"

    def remove(self, document_id: str) -> bool:
        """Takes a document out, with all that is held of it; False when it was not there."""
        if not_storable(document_id):
            return False
        with self.database.writing() as connection:
            return connection.execute(sql.delete(DOCUMENTS).where(DOCUMENTS.c.id == document_id)).rowcount > 0

    def mark_indexed(self, document_id: str, fingerprint: str) -> bool:
        """Notes which embedder the document is indexed by; False when it is not held any more."""
        with self.database.writing() as connection:
            facts = {"indexed_by": fingerprint, "changed": next_change(connection)}
            statement = sql.update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(**facts)
            return connection.execute(statement).rowcount > 0

    def mark_unindexed(self) -> None:
        """Notes that no document is indexed."""
        with self.database.writing() as connection:
            connection.execute(sql.update(DOCUMENTS).values(indexed_by=None, changed=next_change(connection)))

    # -- reading

    def documents(self) -> tuple[Document, ...]:
        """All documents without their paragraphs and raw texts, by id."""
        with self.database.reading() as connection:
            rows = connection.execute(sql.select(DOCUMENTS)).all()
        return tuple(to_document(row, ()) for row in sorted(rows, key=lambda row: row.id))

    def changes(self, since: int) -> Changes:
        """What changed after a moment, which an earlier answer named; 0 for everything."""
        with self.database.reading() as connection:
            rows = connection.execute(sql.select(DOCUMENTS).where(DOCUMENTS.c.changed >= since)).all()
            total = connection.execute(sql.select(sql.func.count()).select_from(DOCUMENTS)).scalar_one()
        return Changes(
            moment=max((row.changed + 1 for row in rows), default=since),
            documents=tuple((to_document(row, ()), row.indexed_by) for row in rows),
            total=total,
        )

    def ids(self) -> frozenset[str]:
        """Ids of all documents."""
        with self.database.reading() as connection:
            return frozenset(connection.scalars(sql.select(DOCUMENTS.c.id)))

    def document(self, name: str) -> Document | None:
        """One document with its paragraphs, by id, or by symbol when one language version of it is held.

        Its raw text is read by ``raw`` alone."""
        if not_storable(name):
            return None
        with self.database.reading() as connection:
            rows = connection.execute(
                sql.select(DOCUMENTS).where(sql.or_(DOCUMENTS.c.id == name, DOCUMENTS.c.work == name))
            ).all()
            if len(rows) != 1:
                return None
            found = connection.execute(
                sql.select(PARAGRAPHS).where(PARAGRAPHS.c.document_id == rows[0].id).order_by(PARAGRAPHS.c.ordinal)
            ).all()
        return to_document(rows[0], tuple(to_paragraph(row) for row in found))

    def raw(self, document_id: str) -> str | None:
        """The text of a document's file before lines were joined; None when it is not held."""
        if not_storable(document_id):
            return None
        return self._first(sql.select(RAW_TEXTS.c.raw).where(RAW_TEXTS.c.document_id == document_id))

    def versions(self, name: str) -> tuple[str, ...]:
        """Ids of the language versions held of a work, or of the document that has this id."""
        if not_storable(name):
            return ()
        meant = sql.select(DOCUMENTS.c.id).where(sql.or_(DOCUMENTS.c.id == name, DOCUMENTS.c.work == name))
        with self.database.reading() as connection:
            return tuple(sorted(connection.scalars(meant)))

    def paragraphs(self, ids: Iterable[str]) -> dict[str, Paragraph]:
        """Paragraphs by id; ids that are not held are left out."""
        wanted, found = [id_ for id_ in dict.fromkeys(ids) if not not_storable(id_)], {}
        with self.database.reading() as connection:
            for start in range(0, len(wanted), _READ_AT_ONCE):
                batch = wanted[start : start + _READ_AT_ONCE]
                rows = connection.execute(sql.select(PARAGRAPHS).where(PARAGRAPHS.c.id.in_(batch)))
                found.update({row.id: to_paragraph(row) for row in rows})
        return found

    def unindexed(self, fingerprint: str) -> tuple[str, ...]:
        """Ids of the documents that this embedder has not indexed yet, in order."""
        condition = sql.or_(DOCUMENTS.c.indexed_by.is_(None), DOCUMENTS.c.indexed_by != fingerprint)
        with self.database.reading() as connection:
            return tuple(sorted(connection.scalars(sql.select(DOCUMENTS.c.id).where(condition))))

    def indexed_paragraphs(self, fingerprint: str) -> int:
        """How many paragraphs this embedder has indexed."""
        joined = PARAGRAPHS.join(DOCUMENTS, PARAGRAPHS.c.document_id == DOCUMENTS.c.id)
        count = sql.select(sql.func.count()).select_from(joined).where(DOCUMENTS.c.indexed_by == fingerprint)
        with self.database.reading() as connection:
            return connection.execute(count).scalar_one()

    def held(self, origin: Origin) -> str | None:
        """Id of the document that this file gave when it was last read, or that a file with the same bytes gives.

        A file whose document has since been read from another one counts for itself alone."""
        here_or_current = sql.or_(FILES.c.key == origin.key, FILES.c.sha256 == DOCUMENTS.c.sha256)
        return self._first(FILE_IDS.where(*read_alike(origin), here_or_current))

    def is_taken(self, work: str, origin: Origin) -> bool:
        """Whether a work without a symbol was read from another file, with other words."""
        own = sql.or_(FILES.c.key == origin.key, FILES.c.sha256 == origin.sha256)
        of_work = DOCUMENTS.c.work == work
        return (
            self._first(sql.select(DOCUMENTS.c.id).where(of_work)) is not None
            and self._first(FILE_IDS.where(of_work, own)) is None
        )

    def counts(self) -> tuple[int, int]:
        """How many documents and paragraphs are held."""
        with self.database.reading() as connection:
            return (
                connection.execute(sql.select(sql.func.count()).select_from(DOCUMENTS)).scalar_one(),
                connection.execute(sql.select(sql.func.count()).select_from(PARAGRAPHS)).scalar_one(),
            )

    def version(self) -> tuple[int, int]:
        """Changes with every change of a document: when the last one was, and how many documents there are."""
        with self.database.reading() as connection:
            last = sql.select(sql.func.coalesce(sql.func.max(DOCUMENTS.c.changed), 0), sql.func.count())
            moment, count = connection.execute(last.select_from(DOCUMENTS)).one()
        return moment, count

    def require_whole(self) -> None:
        """Looks at everything that is held: seconds for a hundred thousand paragraphs.

        Raises:
            StoreDamaged: something is not what was written.
        """
        with self.database.reading() as connection:
            if connection.dialect.name == "sqlite":
                verdict = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
                if verdict != "ok":
                    raise StoreDamaged(f"The store is damaged: {verdict}. Put a backup back with `rapporteur restore`.")
            all_rows = connection.execution_options(yield_per=_READ_AT_ONCE)
            for document in all_rows.execute(sql.select(DOCUMENTS)):
                to_document(document, ())
            for paragraph in all_rows.execute(sql.select(PARAGRAPHS)):
                to_paragraph(paragraph)

    def _first(self, query: sql.Select[str]) -> str | None:
        with self.database.reading() as connection:
            return connection.scalars(query.limit(1)).first()
