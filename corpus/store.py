"""The source of truth: documents and paragraphs in SQL. Every index is derived from it and can be rebuilt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError

from corpus.errors import RapporteurError
from corpus.model import Document, Paragraph
from corpus.rows import (
    DOCUMENTS,
    META,
    PARAGRAPHS,
    SCHEMA_VERSION,
    document_facts,
    document_row,
    paragraph_row,
    to_document,
    to_paragraph,
)

_READ_AT_ONCE = 500


class StoreUnavailable(RapporteurError):
    """The store cannot be read or written."""

    retry = True


class Store:
    """Documents and paragraphs by SQLAlchemy; ``url`` is any SQLAlchemy URL.

    A document is written with all its paragraphs in one transaction, or not at all.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            self._engine = sql.create_engine(url)
        except (SQLAlchemyError, ImportError) as error:
            raise StoreUnavailable(
                f"The address of the store cannot be used: {_reason(error)}. Correct RAPPORTEUR_DATABASE_URL."
            ) from error
        if self._engine.dialect.name == "sqlite":
            sql.event.listen(self._engine, "connect", _sqlite_rules)
        try:
            META.create_all(self._engine)
            self._require_version()
        except SQLAlchemyError as error:
            raise StoreUnavailable(
                f"The store {self._shown()} cannot be opened: {_reason(error)}. "
                "Put a good copy back, or name another home with --home."
            ) from error

    @classmethod
    def in_home(cls, home: Path) -> Store:
        """The SQLite store of a home folder, made when it is not there."""
        home.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{home / 'rapporteur.db'}")

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    # -- writing

    def put(self, document: Document) -> str:
        """Stores a document; returns ``added``, ``replaced`` or ``unchanged``.

        A replaced document changes in one step: readers see the old one or the new one.
        """
        with self._begin() as connection:
            row = connection.execute(
                sql.select(DOCUMENTS.c.sha256, DOCUMENTS.c.facts).where(DOCUMENTS.c.id == document.id)
            ).one_or_none()
            facts = document_facts(document)
            if row is not None and row.sha256 == document.sha256 and row.facts == json.loads(json.dumps(facts)):
                return "unchanged"
            connection.execute(sql.delete(PARAGRAPHS).where(PARAGRAPHS.c.document_id == document.id))
            connection.execute(sql.delete(DOCUMENTS).where(DOCUMENTS.c.id == document.id))
            connection.execute(sql.insert(DOCUMENTS).values(**document_row(document, facts)))
            connection.execute(sql.insert(PARAGRAPHS), [paragraph_row(document, p) for p in document.paragraphs])
            return "added" if row is None else "replaced"

    def remove(self, document_id: str) -> bool:
        """Takes a document out; False when it was not there."""
        with self._begin() as connection:
            connection.execute(sql.delete(PARAGRAPHS).where(PARAGRAPHS.c.document_id == document_id))
            return connection.execute(sql.delete(DOCUMENTS).where(DOCUMENTS.c.id == document_id)).rowcount > 0

    def mark_indexed(self, document_id: str, fingerprint: str | None) -> None:
        """Notes which embedder the document is indexed by; None: not indexed."""
        with self._begin() as connection:
            connection.execute(
                sql.update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(indexed_by=fingerprint)
            )

    # -- reading

    def documents(self) -> tuple[Document, ...]:
        """All documents without their paragraphs, by id."""
        with self._connect() as connection:
            rows = connection.execute(sql.select(DOCUMENTS).order_by(DOCUMENTS.c.id)).all()
        return tuple(to_document(row, ()) for row in rows)

    def document(self, name: str) -> Document | None:
        """One document with its paragraphs, by id, or by symbol when one language version of it is held."""
        with self._connect() as connection:
            rows = connection.execute(
                sql.select(DOCUMENTS).where(sql.or_(DOCUMENTS.c.id == name, DOCUMENTS.c.work == name))
            ).all()
            if len(rows) != 1:
                return None
            found = connection.execute(
                sql.select(PARAGRAPHS).where(PARAGRAPHS.c.document_id == rows[0].id).order_by(PARAGRAPHS.c.ordinal)
            ).all()
        return to_document(rows[0], tuple(to_paragraph(row) for row in found))

    def versions(self, name: str) -> tuple[str, ...]:
        """Ids of the language versions held of a work."""
        with self._connect() as connection:
            return tuple(connection.scalars(sql.select(DOCUMENTS.c.id).where(DOCUMENTS.c.work == name)))

    def paragraphs(self, ids: Iterable[str]) -> dict[str, Paragraph]:
        """Paragraphs by id; ids that are not held are left out."""
        wanted, found = list(dict.fromkeys(ids)), {}
        with self._connect() as connection:
            for start in range(0, len(wanted), _READ_AT_ONCE):
                batch = wanted[start : start + _READ_AT_ONCE]
                rows = connection.execute(sql.select(PARAGRAPHS).where(PARAGRAPHS.c.id.in_(batch)))
                found.update({row.id: to_paragraph(row) for row in rows})
        return found

    def unindexed(self, fingerprint: str) -> tuple[str, ...]:
        """Ids of the documents that this embedder has not indexed yet."""
        condition = sql.or_(DOCUMENTS.c.indexed_by.is_(None), DOCUMENTS.c.indexed_by != fingerprint)
        with self._connect() as connection:
            return tuple(connection.scalars(sql.select(DOCUMENTS.c.id).where(condition).order_by(DOCUMENTS.c.id)))

    def indexed_paragraphs(self, fingerprint: str) -> int:
        """How many paragraphs this embedder has indexed."""
        joined = PARAGRAPHS.join(DOCUMENTS, PARAGRAPHS.c.document_id == DOCUMENTS.c.id)
        count = sql.select(sql.func.count()).select_from(joined).where(DOCUMENTS.c.indexed_by == fingerprint)
        with self._connect() as connection:
            return connection.execute(count).scalar_one()

    def by_file(self, file: str) -> str | None:
        """Id of the document that was read from this file."""
        return self._id_where(DOCUMENTS.c.file == file)

    def counts(self) -> tuple[int, int]:
        """How many documents and paragraphs are held."""
        with self._connect() as connection:
            return (
                connection.execute(sql.select(sql.func.count()).select_from(DOCUMENTS)).scalar_one(),
                connection.execute(sql.select(sql.func.count()).select_from(PARAGRAPHS)).scalar_one(),
            )

    def fingerprint(self) -> str:
        """Changes when any document changes: a short hash of all ids and contents."""
        with self._connect() as connection:
            rows = connection.execute(sql.select(DOCUMENTS.c.id, DOCUMENTS.c.sha256).order_by(DOCUMENTS.c.id)).all()
        return hashlib.sha256(json.dumps([list(row) for row in rows]).encode()).hexdigest()[:16]

    def _id_where(self, condition: sql.ColumnElement[bool]) -> str | None:
        with self._connect() as connection:
            return connection.scalars(sql.select(DOCUMENTS.c.id).where(condition).limit(1)).first()

    def _begin(self) -> _Guarded:
        return _Guarded(self._engine.begin(), self._shown())

    def _connect(self) -> _Guarded:
        return _Guarded(self._engine.connect(), self._shown())

    def _require_version(self) -> None:
        version = sql.Table("schema_version", sql.MetaData(), sql.Column("version", sql.Integer, primary_key=True))
        version.create(self._engine, checkfirst=True)
        with self._engine.begin() as connection:
            held = connection.scalars(sql.select(version.c.version)).first()
            if held is None:
                connection.execute(sql.insert(version).values(version=SCHEMA_VERSION))
            elif held != SCHEMA_VERSION:
                raise StoreUnavailable(
                    f"The store {self._shown()} has format {held}, this version reads {SCHEMA_VERSION}. "
                    "Use the version that wrote it, or start a new home and ingest again."
                )

    def _shown(self) -> str:
        return sql.make_url(self.url).render_as_string(hide_password=True)


class _Guarded:
    """A connection whose database errors become ``StoreUnavailable``."""

    def __init__(self, manager: Any, shown: str) -> None:
        self._manager, self._shown = manager, shown

    def __enter__(self) -> sql.Connection:
        try:
            connection: sql.Connection = self._manager.__enter__()
        except SQLAlchemyError as error:
            raise StoreUnavailable(f"The store {self._shown} cannot be opened: {_reason(error)}") from error
        return connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        try:
            self._manager.__exit__(kind, error, trace)
        except SQLAlchemyError as failed:
            error = failed
        if isinstance(error, SQLAlchemyError):
            raise StoreUnavailable(f"The store {self._shown} failed: {_reason(error)}") from error


def _sqlite_rules(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
