"""PDF to lines, by pdfium: the text of each line and where it stands. ``layout`` puts the lines in order."""

from __future__ import annotations

from typing import Any

from corpus.quality import Unreadable
from corpus.readers.layout import Page, lay_out
from corpus.readers.lines import Progress, Reading
from corpus.readers.textlines import TextLines
from corpus.readers.textpage import TextPage

_MOST_PAGES = 20_000
_LOCKED = "this PDF is locked with a password; save it without one and ingest it again"
_DAMAGED = "this PDF is damaged and cannot be opened; get a new copy of it"
_SCAN = "none of the {pages} pages of this PDF holds text: it is a scan; run text recognition on it first"


def read_pdf(data: bytes, progress: Progress | None = None) -> Reading:
    """The lines of a PDF with a text layer.

    Raises:
        Unreadable: locked, damaged or without any text.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unreadable(_LOCKED if "password" in str(error).lower() else _DAMAGED) from None
    try:
        count = len(document)
        if count > _MOST_PAGES:
            raise Unreadable(f"this PDF has {count} pages; at most {_MOST_PAGES} are read")
        pages, failed, lines = [], [], TextLines()
        for number in range(1, count + 1):
            page = _page(document, number, lines)
            pages.append(page or Page(number, ()))
            failed += [number] if page is None else []
            if progress:
                progress(number, count)
    finally:
        document.close()
    empty = [page.number for page in pages if not page.pieces and page.number not in failed]
    if len(empty) + len(failed) == count:
        raise Unreadable(_DAMAGED if failed or not count else _SCAN.format(pages=count))
    return lay_out(pages, _warnings(empty, failed, count))


def _warnings(empty: list[int], failed: list[int], count: int) -> tuple[str, ...]:
    found = []
    if failed:
        found.append(f"{_numbered(failed)} of {count} cannot be read: the file is damaged there.")
    if empty:
        found.append(f"{_numbered(empty)} of {count} holds no text (empty, or a picture).")
    return tuple(found)


def _numbered(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:12])) + (f" and {len(pages) - 12} more" if len(pages) > 12 else "")
    return f"Page {shown}" if len(pages) == 1 else f"Each of the pages {shown}"


def _page(document: Any, number: int, lines: TextLines) -> Page | None:
    """One page's pieces; None when the page cannot be loaded."""
    import pypdfium2 as pdfium

    try:
        page = document[number - 1]
        text = TextPage(page)
    except pdfium.PdfiumError:
        return None
    pieces = lines.pieces(text)
    text.close()
    page.close()
    return Page(number, pieces, text.width, text.height)
