"""What stands on a page: pieces of lines with their places, in points."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.footnotes import raised
from corpus.readers.textpage import SAME_LINE

GAP = 1.7  # of the type size: what is wider parts two columns or two cells
RAISED = 0.82  # a digit this much smaller than its line is a note mark
HIGHER = 0.12  # of the type size: a note mark stands this far above the line
_OVERLAP = 0.3
_SPACE = 0.1
_MARK = re.compile(r"^\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of one between two wide gaps. ``base`` is its baseline, ``size`` the height of its type.

    ``bold``: from its first character to its last. ``aside``: it runs another way than the text of its page.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    aside: bool = False

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its number (from 1), its pieces and its size."""

    number: int
    pieces: tuple[Piece, ...]
    width: float = 595.0
    height: float = 842.0


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces of one line made one, where the library parted them: it begins a new line after a raised note mark."""
    held: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        together = held and _together(held, piece)
        if held and not together:
            yield held
        held = together or piece
    if held:
        yield held


def _together(a: Piece, b: Piece) -> Piece | None:
    main, small = (a, b) if a.size >= b.size else (b, a)
    gap = b.left - a.right
    if abs(a.base - b.base) > SAME_LINE * main.size or not -_OVERLAP * main.size <= gap < GAP * main.size:
        return None
    mark = small.size < RAISED * main.size and small.base > main.base + HIGHER * main.size and _MARK.match(small.text)
    left, right = (raised(piece.text) if mark and piece is small else piece.text for piece in (a, b))
    wide = unicodedata.east_asian_width(left[-1]) in "WF" or unicodedata.east_asian_width(right[0]) in "WF"
    space = " " if gap > _SPACE * main.size and not wide and not (mark and small is b) else ""
    return Piece(left + space + right, a.left, max(a.right, b.right), main.base, main.size, main.bold)
