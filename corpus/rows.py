"""The tables of the store, and documents and paragraphs as their rows."""

from __future__ import annotations

import dataclasses
from typing import Any

import sqlalchemy as sql

from corpus.model import Document, Language, Mark, Paragraph, Role, Status

META = sql.MetaData()
SCHEMA_VERSION = 1
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
_PARAGRAPH_FACTS = ("role", "page", "headings", "marks", "notes", "said_by")


def document_facts(document: Document) -> dict[str, Any]:
    """What the masthead says and the paper's warnings: everything that is not a column of its own."""
    known = {"id", "symbol", "language", "file", "sha256", "paragraphs"}
    return {f.name: getattr(document, f.name) for f in dataclasses.fields(document) if f.name not in known}


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
    facts = {name: getattr(paragraph, name) for name in _PARAGRAPH_FACTS}
    facts["marks"] = [dataclasses.asdict(mark) for mark in paragraph.marks]
    return {
        "id": paragraph.id,
        "document_id": document.id,
        "work": document.work,
        "label": paragraph.label,
        "ordinal": paragraph.ordinal,
        "text": paragraph.text,
        "facts": facts,
    }


def to_document(row: Any, paragraphs: tuple[Paragraph, ...]) -> Document:
    """A row as a document."""
    facts: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.facts.items()
    }
    facts["status"] = Status(facts["status"])
    facts["original_language"] = Language(facts["original_language"]) if facts["original_language"] else None
    return Document(
        id=row.id,
        symbol=row.symbol,
        language=Language(row.language),
        file=row.file,
        sha256=row.sha256,
        paragraphs=paragraphs,
        **facts,
    )


def to_paragraph(row: Any) -> Paragraph:
    """A row as a paragraph."""
    facts = row.facts
    return Paragraph(
        document_id=row.document_id,
        label=row.label,
        ordinal=row.ordinal,
        language=Language(row.document_id.rpartition("@")[2]),
        text=row.text,
        role=Role(facts["role"]),
        page=facts["page"],
        headings=tuple(facts["headings"]),
        marks=tuple(Mark(**mark) for mark in facts["marks"]),
        notes=tuple(facts["notes"]),
        said_by=facts["said_by"],
    )
