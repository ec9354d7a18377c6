"""The words of a paragraph of the papers that come with this project, by its id. Other papers are not looked for."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Mapping
from pathlib import Path

from corpus.model import Document
from corpus.quality import Unreadable
from corpus.read import read_document


def paragraph_of(paragraph_id: str) -> tuple[str, Document] | None:
    """The text of a paragraph, ``SYMBOL#LABEL@LANG``, and its paper; None where it is not among these papers."""
    symbol, _, rest = paragraph_id.partition("#")
    label, _, language = rest.rpartition("@")
    path = _papers().get(f"{symbol.replace('/', '_')}.{language}.txt")
    document = _read(path) if path else None
    if document is None or document.id != f"{symbol}@{language}":
        return None
    return next(((each.text, document) for each in document.paragraphs if each.label == label), None)


@functools.cache
def _papers() -> Mapping[str, Path]:
    """The files of the specimen papers, and of those that set traps, by name."""
    folders = [importlib.resources.files(room) / name for room, name in (("evals", "papers"), ("corpus", "documents"))]
    return {path.name: path for folder in folders for path in sorted(Path(str(folder)).rglob("*.txt"))}


@functools.cache
def _read(path: Path) -> Document | None:
    try:
        return read_document(path.read_bytes(), path.name, path.stem)
    except (OSError, Unreadable):
        return None
