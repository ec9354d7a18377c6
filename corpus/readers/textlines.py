"""The lines of a PDF page as pieces. Character places are asked for only where they decide something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.footnotes import raised
from corpus.readers.pieces import GAP, HIGHER, RAISED, Piece, joined
from corpus.readers.rtl import has_arabic
from corpus.readers.rtllines import RightToLeft
from corpus.readers.textpage import NOTHING, TextPage, cleaned, hangs

_NARROW_LETTER = 0.38  # of the type size
_NARROWEST = 6.0  # points; no gap between columns is narrower
_DIGITS = re.compile(r"\d+")
_FIRST_MARK = re.compile(r"(?:\d{1,2}(?!\d)|\*+)(?=\s*(\S))")
_WIDE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_BESIDE_WIDE = re.compile(rf"(?<={_WIDE.pattern}) | (?={_WIDE.pattern})|(?<=[“”‘’]) | (?=[“”‘’])")
_LATIN = re.compile(r"[0-9A-Za-zÀ-ÿ]")
_SPACES = re.compile(r"\s+")
_HANGING = 6.0  # of the type size: a number stands no farther from its text
_MEANT_SPACE = 0.18  # of the type size: so wide a gap is a space in a file that draws none


class TextLines:
    """The lines of a document, page after page."""

    def __init__(self) -> None:
        self._draws_spaces = False  # some files only leave gaps

    def pieces(self, page: TextPage) -> tuple[Piece, ...]:
        """One piece for each line, or several where a wide gap parts it."""
        self._draws_spaces = self._draws_spaces or page.draws_spaces()
        if has_arabic(page.text):
            return tuple(RightToLeft(page, draws_spaces=self._draws_spaces).pieces())
        return tuple(joined(_LeftToRight(page, self._draws_spaces).pieces()))


class _LeftToRight:
    """A page without Arabic: the library's own lines, parted where a gap is wide."""

    def __init__(self, page: TextPage, draws_spaces: bool) -> None:
        self._page, self._text, self._draws_spaces = page, page.text, draws_spaces

    def pieces(self) -> Iterator[Piece]:
        """From the first line to the last, as the file has them."""
        for first, last in self._page.lines():
            yield from self._line(first, last)

    def _line(self, first: int, last: int) -> Iterator[Piece]:
        size, askew = self._page.size_and_askew(first)
        spaces = [match.span() for match in _SPACES.finditer(self._text, first, last)]
        boxes = self._page.boxes([first, *(right for _, right in spaces)])
        begin = word = first
        for (left, right), (before, _), (at, _) in zip(spaces, boxes, boxes[1:], strict=False):
            narrow = (_NARROW_LETTER * (left - word) + GAP) * size  # what is no wider than this holds no wide gap
            if not 0 <= at - before < narrow and self._parted(begin, left, at, opening=begin == first):
                yield self._piece(begin, left, size, askew)
                begin = right
                size, askew = self._page.size_and_askew(begin)
            word = right
        yield self._piece(begin, last, size, askew)

    def _gap(self, before: int, after: int) -> float:
        """The distance of two characters on a line; the direction does not matter."""
        (left, right), (next_left, next_right) = self._page.boxes((before, after))
        return max(next_left - right, left - next_right)

    def _parted(self, begin: int, left: int, at: float, *, opening: bool) -> bool:
        """Whether the space before a word that stands at ``at`` parts two columns; the number that opens a line hangs
        with its text."""
        end_left, end_right = self._page.box(left - 1)
        gap = at - end_right if at >= end_right else end_left - at  # a line can be drawn from its end
        if gap <= _NARROWEST or gap < GAP * (size := self._page.size(left - 1)):
            return False
        return not (opening and gap < _HANGING * size and hangs(self._text[begin:left]))

    def _piece(self, start: int, stop: int, size: float, askew: bool) -> Piece:
        page, text = self._page, self._text[start:stop]
        (left, right), (end_left, end_right) = page.boxes((start, stop - 1))
        base = page.baseline(start)
        bold = page.is_bold(start) and page.is_bold(stop - 1)
        mark = _FIRST_MARK.match(text)
        if mark:  # the mark of a note can have another type than the note
            own = start + mark.start(1)
            base, size = page.baseline(own), page.size(own)
        text = self._with_raised(text, start, base, size)
        if _WIDE.search(text):
            text = self._without_made_spaces(text, start, size)
        return Piece(cleaned(text), min(left, end_left), max(right, end_right), base, size, bold, askew)

    def _with_raised(self, text: str, start: int, base: float, size: float) -> str:
        """Small digits above the line written as raised digits: they call a note."""
        for match in _DIGITS.finditer(text):
            first, last = match.end(), match.end()
            while first > match.start() and self._is_raised(start + first - 1, base, size):
                first -= 1
            if last - first in (1, 2):
                before = text[:first]
                if before.endswith(" ") and self._page.is_made(start + first - 1):
                    before = before[:-1] + NOTHING
                text = before + raised(text[first:last]) + text[last:]
        return text

    def _is_raised(self, at: int, base: float, size: float) -> bool:
        return self._page.baseline(at) > base + HIGHER * size and self._page.size(at) < RAISED * size

    def _without_made_spaces(self, text: str, start: int, size: float) -> str:
        """Chinese without the spaces that the library put for a gap and the file does not mean."""
        made = {
            match.start()
            for match in _BESIDE_WIDE.finditer(text)
            if self._page.is_made(start + match.start()) and not self._is_meant(start + match.start(), size)
        }
        return "".join(character for n, character in enumerate(text) if n not in made) if made else text

    def _is_meant(self, at: int, size: float) -> bool:
        """Whether the gap is a space of a file that draws none: beside a figure or a Latin word."""
        if self._draws_spaces or not any(_LATIN.match(self._text[n]) for n in (at - 1, at + 1)):
            return False
        return self._gap(at - 1, at + 1) > _MEANT_SPACE * size
