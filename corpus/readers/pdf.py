"""PDF to lines, by pdfium: the text of each line and where it stands. ``layout`` puts the lines in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from corpus.limits import Limits, setting
from corpus.quality import Unreadable
from corpus.readers.layout import Page, lay_out
from corpus.readers.lines import Progress, Reading
from corpus.readers.pdf_parts import Parts
from corpus.readers.textlines import TextLines
from corpus.readers.textpage import TextPage

_PAGES_AT_ONCE = 250
_LOCKED = "this PDF is locked with a password; save it without one and ingest it again"
_DAMAGED = "this PDF is damaged and cannot be opened; get a new copy of it"
_SCAN = "none of the {pages} pages of this PDF holds text: it is a scan; run text recognition on it first"


def read_pdf(data: bytes, progress: Progress | None = None, limits: Limits | None = None) -> Reading:
    """The lines of a PDF with a text layer.

    Raises:
        Unreadable: locked, damaged, without any text, or above a limit.
    """
    limits = limits or Limits()
    parts = Parts(data, limits)
    file = _File(data, progress, limits)
    reading = lay_out(file.pages())
    if len(file.empty) + len(file.failed) == file.count:
        raise Unreadable(_DAMAGED if file.failed or not file.count else _SCAN.format(pages=file.count))
    return replace(reading, warnings=(*_damage(parts, file.count), *_warnings(file.empty, file.failed, file.count)))


class _File:
    """The pages of a file, read one after the other; ``empty`` and ``failed`` are their numbers."""

    def __init__(self, data: bytes, progress: Progress | None, limits: Limits) -> None:
        self._data, self._progress, self._limits = data, progress, limits
        self.count = 0
        self.empty: list[int] = []
        self.failed: list[int] = []

    def pages(self) -> Iterator[Page]:
        """All of them, each as it is read."""
        document, lines = _opened(self._data), TextLines()
        try:
            self.count = len(document)
            if self.count > self._limits.pages:
                most = f"at most {self._limits.pages} are read ({setting('pages')})"
                raise Unreadable(f"this PDF has {self.count} pages; {most}; divide it")
            for number in range(1, self.count + 1):
                if number % _PAGES_AT_ONCE == 0:  # the library keeps what it has loaded until a document is closed
                    document.close()
                    document = _opened(self._data)
                page = _page(document, number, lines)
                if page is None:
                    self.failed.append(number)
                elif not page.pieces:
                    self.empty.append(number)
                yield page or Page(number, ())
                if self._progress:
                    self._progress(number, self.count)
        finally:
            document.close()


def _opened(data: bytes) -> Any:
    import pypdfium2 as pdfium

    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unreadable(_LOCKED if "password" in str(error).lower() else _DAMAGED) from None


def _damage(parts: Parts, pages: int) -> Iterator[str]:
    """What the file's own marks say of text that may be gone."""
    if parts.broken:
        yield f"This PDF is damaged (signs: {parts.broken}); words may be missing or changed. Look at the paper."
    if parts.pages > pages:
        yield f"This PDF holds {parts.pages} pages and shows {pages}; the others were not read. Look at the paper."


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
