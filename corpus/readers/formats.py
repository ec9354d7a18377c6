"""Bytes to lines, by what a file holds and never by its name."""

from __future__ import annotations

import re

from corpus.quality import Unreadable, decode
from corpus.readers.lines import Progress, Reading

_LOCKED_WORD = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|!--|\?xml|html|head|body|meta|title|main|article|section|div"
    rb"|table|p|h[1-6])\b",
    re.IGNORECASE,
)


def read_lines_of(data: bytes, progress: Progress | None = None) -> Reading:
    """The lines of a PDF, Word, HTML, Markdown or plain-text file.

    Raises:
        Unreadable: the file is empty, damaged, locked or of a kind that is not read.
    """
    if not data.strip():
        raise Unreadable("the file is empty")
    if b"%PDF-" in data[:1024]:
        from corpus.readers.pdf import read_pdf

        return read_pdf(data, progress)
    if data.startswith(b"PK\x03\x04"):
        from corpus.readers.docx import read_docx

        return read_docx(data)
    if data.startswith(_OLD_WORD) and _LOCKED_WORD in data:
        raise Unreadable("this Word file is locked with a password; save it without one and ingest it again")
    if data.startswith(_OLD_WORD):
        raise Unreadable("this is an old Word file (.doc); save it as .docx and ingest it again")
    if _HTML.match(data[:1000]):
        from corpus.readers.html import read_html

        return read_html(data)
    text = decode(data)
    from corpus.readers.markdown import is_markdown, read_markdown
    from corpus.readers.text import read_text

    return read_markdown(text) if is_markdown(text) else read_text(text)
