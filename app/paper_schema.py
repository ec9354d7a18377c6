"""Papers over the wire: documents, paragraphs, passages, filters, with the contract's names."""

from __future__ import annotations

import dataclasses
from typing import Any

from corpus.model import Document, Paragraph
from retrieval.model import Passage, Scope

Json = dict[str, Any]


def paragraph_json(paragraph: Paragraph, document: Document) -> Json:
    """One paragraph with what its document says of it."""
    return {
        "id": paragraph.id,
        "document": document.id,
        "symbol": document.symbol,
        "label": paragraph.label,
        "page": paragraph.page,
        "headings": list(paragraph.headings),
        "language": paragraph.language.value,
        "text": paragraph.text,
        "role": paragraph.role.value,
        "said_by": paragraph.said_by,
        "marks": [dataclasses.asdict(mark) for mark in paragraph.marks],
        "notes": list(paragraph.notes),
        "brackets": [dataclasses.asdict(bracket) for bracket in paragraph.brackets],
        "suggestions": [dataclasses.asdict(suggestion) for suggestion in paragraph.suggestions],
        "title": document.title,
        "submitters": list(document.submitters),
        "groups": list(document.groups),
        "session": document.session,
        "kind": document.kind,
        "status": document.status.value,
        "date": document.date,
    }


def passage_json(passage: Passage) -> Json:
    """A paragraph found, with its rank and the span offered for quotation."""
    return {
        "rank": passage.rank,
        "score": passage.score,
        "found_by": list(passage.found_by),
        "best": {"start": passage.best[0], "end": passage.best[1]},
        "versions": list(passage.versions),
        "paragraph": paragraph_json(passage.paragraph, passage.document),
    }


def document_json(document: Document) -> Json:
    """A document as listed; its paragraphs too when it carries them."""
    facts: Json = {
        "id": document.id,
        "symbol": document.symbol,
        "language": document.language.value,
        "title": document.title,
        "kind": document.kind,
        "session": document.session,
        "dates": document.dates,
        "place": document.place,
        "date": document.date,
        "submitters": list(document.submitters),
        "groups": list(document.groups),
        "status": document.status.value,
        "original_language": document.original_language.value if document.original_language else None,
        "distribution": document.distribution,
        "changes": document.changes,
        "notes": list(document.notes),
        "pages": document.pages,
        "sha256": document.sha256,
        "file": document.file,
        "warnings": list(document.warnings),
    }
    if document.paragraphs:
        facts["paragraphs"] = [paragraph_json(paragraph, document) for paragraph in document.paragraphs]
    return facts


def scope_json(scope: Scope) -> Json:
    """The filters in force, without the empty ones."""
    names = {"states": "state", "groups": "group", "sessions": "session", "kinds": "kind", "symbols": "symbol"}
    names |= {"languages": "language", "statuses": "status", "since": "since", "until": "until"}
    held = {names[field.name]: getattr(scope, field.name) for field in dataclasses.fields(scope)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in held.items() if value}
