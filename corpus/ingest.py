"""Files into the store. One bad file never stops the rest: it comes back refused, with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Document
from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.store import Store

SUFFIXES = (".txt", ".text", ".md")
_NOT_YET = {".pdf": "PDF", ".docx": "Word", ".html": "HTML", ".htm": "HTML"}
_MAGIC = ((b"%PDF-", "PDF"), (b"PK\x03\x04", "Word or another zip"), (b"\xd0\xcf\x11\xe0", "old Word"))


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file: ``added``, ``replaced``, ``unchanged`` or ``refused`` (then ``error`` says why)."""

    file: str
    outcome: str
    document: Document | None = None
    error: str | None = None


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read, in order: a file as given, a folder's papers by name, subfolders included."""
    for path in paths:
        if path.is_dir():
            known = (*SUFFIXES, *_NOT_YET)
            yield from sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in known)
        else:
            yield path


def ingest_file(store: Store, path: Path) -> Ingested:
    """Reads one file and stores its document."""
    shown = str(path)
    try:
        data = _bytes(path)
        document = read_document(data, shown, _slug(store, path))
    except Unreadable as error:
        return Ingested(shown, "refused", error=str(error))
    held = store.by_file(shown)
    outcome = store.put(document)
    if held and held != document.id:  # the file used to hold another paper
        store.remove(held)
        outcome = "replaced"
    stored = store.document(document.id)
    return Ingested(shown, outcome, stored or document)


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable("there is no such file; check the path") from None
    except IsADirectoryError:
        raise Unreadable("this is a folder") from None
    except OSError as error:
        raise Unreadable(f"the file cannot be opened ({error.strerror or error}); check its permissions") from None
    kind = next((name for magic, name in _MAGIC if data.startswith(magic)), _NOT_YET.get(path.suffix.lower()))
    if kind:
        raise Unreadable(f"{kind} files are not read by this version; give the paper as plain text, UTF-8")
    if not data.strip():
        raise Unreadable("the file is empty")
    return data


def _slug(store: Store, path: Path) -> str:
    """A name for a paper without a symbol, from the file's name; another file of that name gets a number."""
    base = re.sub(r"[^\w\-]+", "-", path.stem.lower()).strip("-") or "paper"
    held = {document.work: document.file for document in store.documents()}
    slug, number = base, 1
    while held.get(f"doc:{slug}", str(path)) != str(path):
        number += 1
        slug = f"{base}-{number}"
    return slug
