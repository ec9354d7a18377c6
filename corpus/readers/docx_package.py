"""Opening a Word file: is it one, is it whole, would it burst; its parts, and what they refer to.

The zip is read here and not by python-docx, which unpacks every part, pictures too, and whatever size they come to.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from corpus.limits import MEGABYTE, Limits, setting
from corpus.quality import Unreadable

_MAIN = "word/document.xml"
_LARGE = 10 * 2**20
_MOST_TIMES = 200  # larger than packed
_MOST_MARKUP = 256 * 2**20  # bytes that the parts take as trees
_ELEMENT, _ATTRIBUTE, _CHARACTER = 130, 230, 4  # bytes each takes there, or in the text made of it
_CHUNK = 2**20
_ENTRY = b"PK\x01\x02"  # opens each line of a zip's list of parts
_OTHERS = (
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint presentation"),
    ("visio/", "a Visio drawing"),
    ("content.xml", "an OpenDocument file"),
)
DAMAGED = "this Word file is damaged and cannot be opened; get a new copy of it"
_MARKUP = "this Word file holds more markup than any paper; divide it, or save its text as plain text"
_DEEPEST = 256  # where the parser of XML ends
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError
)  # fmt: skip
_STRICT = (  # ISO's names for the same elements
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Package:
    """A Word file. ``main`` is the name of its text part. Nothing that lies outside the file is ever fetched.

    Raises:
        Unreadable: another kind of file, locked, damaged, or far larger unpacked than it may be.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        if data.count(_ENTRY) > limits.entries:
            raise Unreadable(
                f"this file holds more than {limits.entries} parts ({setting('entries')}), far more than a paper; "
                "it is not opened"
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN_ZIP as error:
            raise Unreadable(DAMAGED) from error
        entries = self._archive.infolist()
        _check(entries, limits)
        self._entries = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in entries}
        self._unpacked = self._weight = 0
        self._relations: dict[str, dict[str, tuple[str, str]]] = {}
        self.main = next(iter(self.related("", "officeDocument").values()), _MAIN)
        if self.main.lower() not in self._entries or self.main.lower().startswith(tuple(name for name, _ in _OTHERS)):
            raise Unreadable(f"this is {self._kind()}, not a Word document; save the paper as .docx or PDF")

    def document(self) -> Any:
        """The root of the text part."""
        root = self.tree(self.main)
        if root is None or root.tag != f"{W}document":
            raise Unreadable(DAMAGED)
        return root

    def related(self, part: str, kind: str) -> dict[str, str]:
        """The names of the parts of a kind (``styles``, ``header``, …) that a part refers to, by their id."""
        return {name: target for name, (own, target) in self._related(part).items() if own == kind}

    def part_of(self, kind: str) -> Any:
        """The root of the one part of a kind that belongs to the text; None for none."""
        name = next(iter(self.related(self.main, kind).values()), None)
        return self.tree(name) if name else None

    def tree(self, part: str) -> Any:
        """The root of a part; None when the file does not hold it."""
        data = self._read(part)
        if data is None:
            return None
        self._weight += _weight(data)
        if self._weight > _MOST_MARKUP:
            raise Unreadable(_MARKUP)
        return _parsed(data, self._limits)

    def _read(self, part: str) -> bytes | None:
        """The bytes of a part, counted as they come: the list of parts can lie."""
        entry = self._entries.get(part.lower())
        if entry is None:
            return None
        data = bytearray()
        try:
            with self._archive.open(entry) as packed:
                while chunk := packed.read(_CHUNK):
                    data += chunk
                    if self._unpacked + len(data) > self._limits.unpacked_mb * MEGABYTE:
                        raise self._limits.unpacks(_too_large(self._unpacked + len(data)))
        except _BROKEN_ZIP as error:
            raise Unreadable(DAMAGED) from error
        self._unpacked += len(data)
        return bytes(data)

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """By id: the kind and the name of each part inside the file that a part refers to."""
        if part in self._relations:
            return self._relations[part]
        folder, name = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = self._relations[part] = {}
        for relation in root if root is not None else ():
            target = relation.get("Target") or ""
            if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
                kind = (relation.get("Type") or "").rpartition("/")[2]
                found[relation.get("Id") or ""] = (kind, posixpath.normpath(posixpath.join("/", folder, target))[1:])
        return found

    def _kind(self) -> str:
        return next(
            (kind for start, kind in _OTHERS if any(n.startswith(start) for n in self._entries)), "a zip archive"
        )


def value(element: Any, name: str) -> str:
    """The value of a property that an element holds, "" for none."""
    child = element.find(f"{W}{name}") if element is not None else None
    return attribute(child, "val") if child is not None else ""


def attribute(element: Any, name: str) -> str:
    """One of Word's own attributes, "" for none."""
    return str(element.get(f"{W}{name}") or "")


def sections(root: Any) -> Iterator[Any]:
    """What the sections of a text say, in order; not what they said before a change."""
    return (own for own in root.iter(f"{W}sectPr") if own.getparent().tag != f"{W}sectPrChange")


def _check(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Looks at the list of parts, before anything is unpacked."""
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("this file is locked with a password; save it without one and ingest it again")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unreadable(DAMAGED)
    total = sum(entry.file_size for entry in entries)
    burst = any(entry.file_size > max(_LARGE, _MOST_TIMES * entry.compress_size) for entry in entries)
    if total > limits.unpacked_mb * MEGABYTE:
        raise limits.unpacks(_too_large(total))
    if burst:
        raise Unreadable(f"a part of this file unpacks to over {_MOST_TIMES} times its size; it is not opened")


def _too_large(size: int) -> str:
    return f"this file unpacks to {size / 2**20:.0f} MB, far more than a paper"


def _weight(data: bytes) -> int:
    """About how many bytes a part takes as a tree, known before there is one."""
    return _CHARACTER * len(data) + _ELEMENT * (data.count(b"<") - data.count(b"</")) + _ATTRIBUTE * data.count(b"=")


def _parsed(data: bytes, limits: Limits) -> Any:
    from docx.oxml import parse_xml
    from lxml import etree

    declared = data.replace(b"\x00", b"") if b"\x00" in data[:100] else data  # UTF-16
    if b"<!DOCTYPE" in declared or b"<!ENTITY" in declared:
        raise Unreadable("this file declares entities, which no Word file does; it is not opened")
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    try:
        root = parse_xml(data)
    except (etree.LxmlError, ValueError, LookupError) as error:
        deep = "depth" in str(error)
        raise (limits.deep("this Word file", _DEEPEST) if deep else Unreadable(DAMAGED)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("this file declares entities, which no Word file does; it is not opened")
    return root
