"""Bytes to lines, by what a file holds and never by its name."""

from __future__ import annotations

import re

from corpus.limits import Limits
from corpus.quality import Unreadable, decode
from corpus.readers.lines import Progress, Reading

_LOCKED_WORD = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_HTML = re.compile(
    r"\s*<(?:!--|!doctype html\b|\?xml\b|(?:html|head|body|meta|title|link|script|style|main|article|section|header|nav"
    r"|div|span|font|center|table|blockquote|pre|p|ul|ol|h[1-6])\b)",
    re.IGNORECASE,
)
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def read_lines_of(data: bytes, progress: Progress | None = None, limits: Limits | None = None) -> Reading:
    """The lines of a PDF, Word, HTML, Markdown or plain-text file.

    Raises:
        Unreadable: the file is empty, damaged, locked, of a kind that is not read, or above a limit.
    """
    limits = limits or Limits()
    if not data.strip():
        raise Unreadable("the file is empty")
    if b"%PDF-" in data[:1024]:
        from corpus.readers.pdf import read_pdf

        return read_pdf(data, progress, limits)
    if data.startswith(b"PK\x03\x04"):
        from corpus.readers.docx import read_docx

        return read_docx(data, limits)
    if data.startswith(_OLD_WORD) and _LOCKED_WORD in data:
        raise Unreadable("this Word file is locked with a password; save it without one and ingest it again")
    if data.startswith(_OLD_WORD):
        raise Unreadable("this is an old Word file (.doc); save it as .docx and ingest it again")
    if _HTML.match(_opening(data)):
        from corpus.readers.html import read_html

        return read_html(data, limits)
    limits.require_text(len(data))
    text = decode(data)
    limits.require_lines(text)
    from corpus.readers.markdown import is_markdown, read_markdown
    from corpus.readers.text import read_text

    if not is_markdown(text):
        return read_text(text)
    limits.require_text(len(data), markdown=True)
    return read_markdown(text, limits)


def _opening(data: bytes) -> str:
    """The first characters of a file, enough to tell markup from text."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "latin-1")
    return data[:1000].decode(encoding, "ignore")
