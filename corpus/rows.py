"""The tables of the store, and documents and paragraphs as their rows."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from corpus.model import Bracket, Document, Language, Mark, Paragraph, Role, Span, Status, Suggestion

META = sql.MetaData()
FORMAT = "5"  # of the tables; the last revision in corpus.migrations.versions
DOCUMENTS = sql.Table(
    "documents",
    META,
    sql.Column("id", sql.String, primary_key=True),
    sql.Column("work", sql.String, nullable=False, index=True),
    sql.Column("symbol", sql.String, index=True),
    sql.Column("language", sql.String(2), nullable=False),
    sql.Column("file", sql.String, nullable=False),
    sql.Column("sha256", sql.String(64), nullable=False, index=True),
    sql.Column("facts", sql.JSON, nullable=False),
    sql.Column("indexed_by", sql.String, nullable=True),
    sql.Column("changed", sql.BigInteger, nullable=False, index=True),  # grows with every change of a row
)
PARAGRAPHS = sql.Table(
    "paragraphs",
    META,
    sql.Column("id", sql.String, primary_key=True),
    sql.Column("document_id", sql.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    sql.Column("work", sql.String, nullable=False),
    sql.Column("label", sql.String, nullable=False),
    sql.Column("ordinal", sql.Integer, nullable=False),
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("facts", sql.JSON, nullable=False),
    sql.Index("ixPARAGRAPHS_work_label", "work", "label"),
)
RAW_TEXTS = sql.Table(
    "raw_texts",
    META,
    sql.Column("document_id", sql.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    sql.Column("raw", sql.Text, nullable=False),
)
FILES = sql.Table(  # every file a document was read from, with what was in it then
    "files",
    META,
    sql.Column("key", sql.String(64), primary_key=True),
    sql.Column("document_id", sql.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    sql.Column("sha256", sql.String(64), nullable=False, index=True),
    sql.Column("reader", sql.String, nullable=False),
)
JOBS = sql.Table(
    "jobs",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("kind", sql.String, nullable=False),
    sql.Column("status", sql.String(16), nullable=False, index=True),
    sql.Column("progress", sql.JSON, nullable=False),
    sql.Column("result", sql.JSON(none_as_null=True)),
    sql.Column("error", sql.Text),
    sql.Column("owner", sql.String, nullable=False),
    sql.Column("created", sql.String(32), nullable=False),
    sql.Column("updated", sql.String(32), nullable=False),
)
DRAFTS = sql.Table(
    "drafts",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("revises", sql.String(32), index=True),  # the version before
    sql.Column("created", sql.String(32), nullable=False),
    sql.Column("body", sql.JSON, nullable=False),
)
RESULTS = sql.Table(  # every answer, draft and check as it was given, by the id of its provenance
    "results",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("kind", sql.String(16), nullable=False),
    sql.Column("created", sql.String(32), nullable=False, index=True),
    sql.Column("body", sql.JSON, nullable=False),
)
CONVERSATIONS = sql.Table(
    "conversations",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("title", sql.Text, nullable=False),
    sql.Column("created", sql.String(32), nullable=False),
    sql.Column("updated", sql.String(32), nullable=False, index=True),
)
MESSAGES = sql.Table(  # a question of a conversation; its answer is the result of the same id
    "messages",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("conversation_id", sql.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    sql.Column("place", sql.Integer, nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("standing", sql.JSON, nullable=False),
    sql.Column("created", sql.String(32), nullable=False),
    sql.UniqueConstraint("conversation_id", "place"),
)
FEEDBACK = sql.Table(  # what a reader said of a result
    "feedback",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("result_id", sql.String(32), nullable=False, index=True),
    sql.Column("rating", sql.String(16), nullable=False),
    sql.Column("comment", sql.Text),
    sql.Column("created", sql.String(32), nullable=False, index=True),
)
WORKSPACES = sql.Table(  # in the store of the home itself alone
    "workspaces",
    META,
    sql.Column("name", sql.String(40), primary_key=True),
    sql.Column("created", sql.String(32), nullable=False),
)
KEYS = sql.Table(  # as WORKSPACES; of a key its hash alone is kept
    "keys",
    META,
    sql.Column("id", sql.String(16), primary_key=True),
    sql.Column("sha256", sql.String(64), nullable=False),
    sql.Column("workspace", sql.String(40), nullable=False),
    sql.Column("role", sql.String(16), nullable=False),
    sql.Column("created", sql.String(32), nullable=False),
)
_DOCUMENT_COLUMNS = frozenset({"id", "symbol", "language", "file", "sha256", "paragraphs", "raw"})
_PARAGRAPH_COLUMNS = frozenset({"document_id", "label", "ordinal", "language", "text"})
_KINDS: dict[str, Any] = {"status": Status, "original_language": Language, "role": Role}
_PARTS: dict[str, Any] = {"marks": Mark, "spans": Span, "brackets": Bracket, "suggestions": Suggestion}
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def file_key(path: str | Path) -> str:
    """What a file is known by: a hash of where it lies, because a path may be longer than a database's keys."""
    return hashlib.sha256(os.fsencode(os.path.normpath(Path(path).absolute()))).hexdigest()


def document_facts(document: Document) -> dict[str, Any]:
    """What the masthead says and the paper's warnings: everything that is not a column of its own."""
    return _facts(document, _DOCUMENT_COLUMNS)


def document_row(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """A document as a row; not indexed yet."""
    return {
        "id": document.id,
        "work": document.work,
        "symbol": document.symbol,
        "language": document.language.value,
        "file": document.file,
        "sha256": document.sha256,
        "facts": facts,
        "indexed_by": None,
    }


def paragraph_row(document: Document, paragraph: Paragraph) -> dict[str, Any]:
    """A paragraph as a row."""
    return {
        "id": paragraph.id,
        "document_id": document.id,
        "work": document.work,
        "label": paragraph.label,
        "ordinal": paragraph.ordinal,
        "text": paragraph.text,
        "facts": _facts(paragraph, _PARAGRAPH_COLUMNS),
    }


def to_document(row: Any, paragraphs: tuple[Paragraph, ...]) -> Document:
    """A row as a document. Facts that an older version did not store have their defaults."""
    return Document(
        id=row.id,
        symbol=row.symbol,
        language=Language(row.language),
        file=row.file,
        sha256=row.sha256,
        paragraphs=paragraphs,
        **{name: _from_json(name, value) for name, value in row.facts.items()},
    )


def to_paragraph(row: Any) -> Paragraph:
    """A row as a paragraph. Facts that an older version did not store have their defaults."""
    return Paragraph(
        document_id=row.document_id,
        label=row.label,
        ordinal=row.ordinal,
        language=Language(row.document_id.rpartition("@")[2]),
        text=row.text,
        **{name: _from_json(name, value) for name, value in row.facts.items()},
    )


def not_storable(value: Any) -> str | None:
    """The first character, as ``U+0000``, of the strings in a row that not every database can hold."""
    for text in _strings(value):
        if found := _NOT_STORABLE.search(text):
            return f"U+{ord(found.group()):04X}"
    return None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _facts(item: Any, columns: frozenset[str]) -> dict[str, Any]:
    return {name: _to_json(getattr(item, name)) for name in _names(item.__class__) if name not in columns}


def _to_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_to_json(item) for item in value]
    return _facts(value, frozenset()) if dataclasses.is_dataclass(value) else value


def _from_json(name: str, value: Any) -> Any:
    if isinstance(value, list):
        part = _PARTS.get(name)
        return tuple(part(**item) if part else item for item in value)
    return _KINDS[name](value) if name in _KINDS and value is not None else value


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
