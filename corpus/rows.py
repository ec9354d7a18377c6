"""Documents and paragraphs as rows of the store's tables."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import StoreDamaged
from corpus.model import Bracket, Document, Language, Mark, Paragraph, Role, Span, Status, Suggestion

_DOCUMENT_COLUMNS = frozenset({"id", "symbol", "language", "file", "sha256", "paragraphs", "raw"})
_PARAGRAPH_COLUMNS = frozenset({"document_id", "label", "ordinal", "language", "text"})
_NOT_OWN = ("indexed_by", "changed", "checksum")  # columns that are no part of what was read
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
    own = {
        "id": document.id,
        "work": document.work,
        "symbol": document.symbol,
        "language": document.language.value,
        "file": document.file,
        "sha256": document.sha256,
        "facts": facts,
    }
    return {**own, "indexed_by": None, "checksum": _checksum(own)}


def paragraph_row(document: Document, paragraph: Paragraph) -> dict[str, Any]:
    """A paragraph as a row."""
    own = {
        "id": paragraph.id,
        "document_id": document.id,
        "work": document.work,
        "label": paragraph.label,
        "ordinal": paragraph.ordinal,
        "text": paragraph.text,
        "facts": _facts(paragraph, _PARAGRAPH_COLUMNS),
    }
    return {**own, "checksum": _checksum(own)}


def to_document(row: Any, paragraphs: tuple[Paragraph, ...]) -> Document:
    """A row as a document. Facts that an older version did not store have their defaults.

    Raises:
        StoreDamaged: the row is not what was written.
    """
    _require_unchanged(row)
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
    """A row as a paragraph. Facts that an older version did not store have their defaults.

    Raises:
        StoreDamaged: the row is not what was written.
    """
    _require_unchanged(row)
    return Paragraph(
        document_id=row.document_id,
        label=row.label,
        ordinal=row.ordinal,
        language=Language(row.document_id.rpartition("@")[2]),
        text=row.text,
        **{name: _from_json(name, value) for name, value in row.facts.items()},
    )


def _checksum(own: Mapping[str, Any]) -> int:
    """Of the columns that a row was written with: against damage, not against malice."""
    return zlib.crc32(json.dumps(own, sort_keys=True).encode())


def _require_unchanged(row: Any) -> None:
    own = {name: value for name, value in row._mapping.items() if name not in _NOT_OWN}
    if _checksum(own) != row.checksum:
        raise StoreDamaged(
            f"The store is damaged: {row.id} is not what was written. Put a backup back with `rapporteur restore`, or "
            "remove its document and ingest the file again."
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
