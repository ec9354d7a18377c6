"""PDF to lines, by pdfium: the text of each line and where it stands. ``layout`` puts the lines in order."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from typing import Any

from corpus.quality import Unreadable
from corpus.readers.layout import Page, Piece, lay_out
from corpus.readers.lines import Progress, Reading
from corpus.readers.rtl import Glyph, has_arabic, logical, parted

_GAP = 1.7  # of the type size: what is wider parts two columns or two cells
_NARROWEST = 6.0  # points; no gap between columns is narrower
_RAISED = 0.82  # a digit this much smaller than its line is a note mark
_HIGHER = 0.12  # of the type size: a note mark stands this far above the line
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CALL = re.compile(r"(?<=[^\s\d])\d{1,2}(?!\d)")
_HANGING = re.compile(r"^(?:\d{1,3}(?: \w+)?[.．、]?|\(?\w{1,4}\)|[^\w\s]|\d{1,3} -)$")
_WIDE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_BESIDE_WIDE = re.compile(rf"(?<={_WIDE.pattern}) | (?={_WIDE.pattern})|(?<=[“”‘’]) | (?=[“”‘’])")
_SPACES = re.compile(r"\s+")
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
        pages, failed = [], []
        for number in range(1, count + 1):
            page = _page(document, number)
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


def _page(document: Any, number: int) -> Page | None:
    """One page's pieces; None when the page cannot be loaded."""
    import pypdfium2 as pdfium

    try:
        page = document[number - 1]
        width, height = page.get_size()
        text = page.get_textpage()
    except pdfium.PdfiumError:
        return None
    pieces = tuple(_Lines(text).pieces())
    text.close()
    page.close()
    return Page(number, pieces, width, height)


def _cleaned(text: str) -> str:
    """One space between words; a hyphen at the line's end, which the library marks in its own way, as a hyphen."""
    return _SPACES.sub(" ", text.replace("\ufffe", "-").replace("\x02", "-").replace("\r", "")).strip()


class _Lines:
    """The lines of a text page. Character places are asked for only where they decide something."""

    def __init__(self, textpage: Any) -> None:
        from pypdfium2 import raw

        self._raw, self._page = raw, textpage.raw
        count = textpage.count_chars()
        text = textpage.get_text_range() if count else ""
        if len(text) != count:  # what the library wrote and what it counted differ: take the characters one by one
            text = "".join(chr(raw.FPDFText_GetUnicode(self._page, n)) for n in range(count))
        self._text = text
        self._rect, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._to_x, self._to_y = ctypes.byref(self._x), ctypes.byref(self._y)

    def pieces(self) -> Iterator[Piece]:
        """One piece for each line, or several where a wide gap parts it."""
        start = 0
        while start < len(self._text):
            stop = self._text.find("\n", start)
            stop = len(self._text) if stop < 0 else stop
            first, last = start, stop
            while first < last and self._text[first].isspace():
                first += 1
            while last > first and self._text[last - 1].isspace():
                last -= 1
            if last > first:
                yield from self._line(first, last)
            start = stop + 1

    def _line(self, first: int, last: int) -> Iterator[Piece]:
        if has_arabic(self._text[first:last]):
            yield from self._arabic(first, last)
            return
        begin = first
        for match in _SPACES.finditer(self._text, first, last):
            left, right = match.span()
            if self._gap(left - 1, right) > _NARROWEST and self._parted(begin, left, right):
                yield self._piece(begin, left)
                begin = right
        yield self._piece(begin, last)

    def _gap(self, before: int, after: int) -> float:
        """The distance of two characters on a line; the direction does not matter."""
        box, rect = self._raw.FPDFText_GetLooseCharBox, self._rect
        box(self._page, before, rect)
        left, right = rect.left, rect.right
        box(self._page, after, rect)
        return float(max(rect.left - right, left - rect.right))

    def _parted(self, begin: int, left: int, right: int) -> bool:
        """Whether the space between two words parts two columns; a number hangs with its text."""
        wide = self._gap(left - 1, right) >= _GAP * self._size(left - 1)
        return wide and not _HANGING.match(self._text[begin:left])

    def _piece(self, start: int, stop: int) -> Piece:
        text = self._text[start:stop]
        left, right = self._box(start)
        end_left, end_right = self._box(stop - 1)
        base, size = self._baseline(start), self._size(start)
        left, right = min(left, end_left), max(right, end_right)
        text = self._with_raised(text, start, size)
        if _WIDE.search(text):
            text = self._without_made_spaces(text, start)
        return Piece(_cleaned(text), left, right, base, size)

    def _arabic(self, first: int, last: int) -> Iterator[Piece]:
        """An Arabic line, its letters put into reading order by their places."""
        base, size = self._baseline(first), self._size(first)
        text = self._with_raised(self._text[first:last], first, size)
        glyphs = [Glyph(character, *self._box(n)) for n, character in enumerate(text, first)]
        for group in parted(glyphs, _GAP * size):
            text = _cleaned(logical(group, size))
            if text:
                yield Piece(text, min(g.left for g in group), max(g.right for g in group), base, size)

    def _with_raised(self, text: str, start: int, size: float) -> str:
        """Small digits after a word written as raised digits: they call a note."""
        line = self._baseline(start)
        for match in _CALL.finditer(text):
            at = start + match.start()
            if self._size(at) < _RAISED * size and self._baseline(at) > line + _HIGHER * size:
                text = text[: match.start()] + match.group().translate(_HIGH) + text[match.end() :]
        return text

    def _without_made_spaces(self, text: str, start: int) -> str:
        """Chinese without the spaces that the library put for a gap and the file does not hold."""
        made = [
            match.start()
            for match in _BESIDE_WIDE.finditer(text)
            if self._raw.FPDFText_IsGenerated(self._page, start + match.start()) == 1
        ]
        return "".join(character for n, character in enumerate(text) if n not in made) if made else text

    def _baseline(self, index: int) -> float:
        self._raw.FPDFText_GetCharOrigin(self._page, index, self._to_x, self._to_y)
        return self._y.value

    def _box(self, index: int) -> tuple[float, float]:
        """Left and right of a character's cell, in points."""
        rect = self._rect
        self._raw.FPDFText_GetLooseCharBox(self._page, index, rect)
        return rect.left, rect.right

    def _size(self, index: int) -> float:
        """The size of a character's type as it is drawn, in points."""
        self._raw.FPDFText_GetMatrix(self._page, index, self._matrix)
        scale = math.hypot(self._matrix.c, self._matrix.d) or 1.0
        return float(self._raw.FPDFText_GetFontSize(self._page, index)) * scale
