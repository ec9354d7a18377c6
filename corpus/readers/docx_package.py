"""Opening a Word file: is it one, is it whole, and would it burst when unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from corpus.quality import Unreadable

_MAIN = "word/document.xml"
_MOST = 200 * 2**20  # bytes of all parts together
_LARGE = 10 * 2**20
_MOST_TIMES = 200  # larger than packed
_MOST_PARTS = 5_000
_OTHERS = (
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
)
_DAMAGED = "this Word file is damaged and cannot be opened; get a new copy of it"


def open_package(data: bytes) -> Any:
    """The file as python-docx gives it.

    Raises:
        Unreadable: another kind of file, damaged, or far larger unpacked than it may be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable(_DAMAGED) from error
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, etree.LxmlError, zipfile.BadZipFile, zlib.error) as error:
        raise Unreadable(_DAMAGED) from error
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise Unreadable(_DAMAGED) from error  # python-docx lets these through on broken parts


def _check(archive: zipfile.ZipFile) -> None:
    """Looks at the list of parts, before anything is unpacked: a part never gives more than the list says."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("this file is locked with a password; save it without one and ingest it again")
    total = sum(part.file_size for part in parts)
    burst = any(part.file_size > _LARGE and part.file_size > _MOST_TIMES * part.compress_size for part in parts)
    if total > _MOST or burst or len(parts) > _MOST_PARTS:
        raise Unreadable(f"this file unpacks to {total / 2**20:.0f} MB, far more than a paper; it is not opened")
    if _MAIN not in names and not any(name.startswith("word/document") for name in names):
        kind = next((kind for name, kind in _OTHERS if name in names), "a zip archive")
        raise Unreadable(f"this is {kind}, not a Word document; save the paper as .docx or PDF")
