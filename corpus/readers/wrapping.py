"""Which lines go on with the paragraph of the line before, by where they stand. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.markers import bullet_at, number_at, sub_at
from corpus.readers.lines import Line, Style
from corpus.readers.pieces import Piece
from corpus.readers.rtl import has_arabic

_ENDED = re.compile(r"[.。!！?？;；:：؟؛](?:\s?['\"”’»)）\]*¹²³⁴⁵⁶⁷⁸⁹⁰])*$")
_SPEAKER = re.compile(r"^[—―]{1,2}\s?\w")  # who said the words above
_WIDER = 1.25  # of the usual distance between lines: a wider one parts paragraphs
_INDENT = 0.7  # of the type size
_OTHER_SIZE = 0.08
_SHORT = 0.35  # of the width: a line this much shorter ends its paragraph whatever it says
_FULL = 3.0  # of the type size: a full line may end so far from the edge
_FULL_WIDTH = 0.98
_LETTER = 0.5  # of the type size, the usual width of a letter


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a document sets its lines: ``pitch`` is the usual distance of two baselines, in type sizes."""

    pitch: float

    @classmethod
    def of(cls, pieces: Sequence[Piece], body: float) -> Wrapping:
        """The pitch of the body text: the most common distance of lines that follow each other."""
        seen: Counter[float] = Counter()
        for a, b in pairwise(pieces):
            near = abs(a.size - body) < 0.5 and abs(b.size - body) < 0.5
            under = min(a.right, b.right) - max(a.left, b.left) > 5 * body
            if near and under and 0.5 * body < a.base - b.base < 3 * body:
                seen[round((a.base - b.base) / body * 20) / 20] += 1
        if not seen:
            return cls(1.2)
        most = seen.most_common(1)[0][1]
        return cls(min(distance for distance, count in seen.items() if count >= most / 3))

    def lines(
        self,
        pieces: Sequence[Piece],
        page: int,
        sides: tuple[float, float] | None = None,
        *,
        apart: bool = False,
        notes: bool = False,
    ) -> list[Line]:
        """The lines of a region.

        Args:
            pieces: in reading order.
            page: its number.
            sides: where full lines begin and end; None takes the outermost of these.
            apart: each closes.
            notes: a note's mark opens a line of its own.
        """
        if not pieces:
            return []
        rtl = sum(has_arabic(piece.text) for piece in pieces) > len(pieces) / 2
        boxes = [_mirrored(piece) for piece in pieces] if rtl else list(pieces)
        edge = _outermost([box.right for box in boxes]) if sides is None else -sides[0] if rtl else sides[1]
        first = boxes[0]
        lines = []
        for n, (piece, box) in enumerate(zip(pieces, boxes, strict=True)):
            after = boxes[n + 1] if n + 1 < len(boxes) else None
            closes = apart or (after is None and (notes or self._last(first, box, edge)))
            if after is not None and not apart:
                closes = self._parts(first, box, after, edge)
            lines.append(Line(piece.text, page, closes))
            if closes and after is not None:
                first = after
        return lines

    def over_pages(self, lines: Sequence[Line]) -> list[Line]:
        """Closes the last line of a page when the next page opens with a marker or a heading."""
        found = list(lines)
        body = [n for n, line in enumerate(found) if _is_body(line)]
        for a, b in pairwise(body):
            if found[a].page != found[b].page and _opens(found[b]):
                found[a] = replace(found[a], closes=True)
        return found

    def over_columns(self, lines: list[Line], following: Sequence[Line]) -> None:
        """The same for the last line of a column and the next column."""
        last = next((n for n in range(len(lines) - 1, -1, -1) if _is_body(lines[n])), None)
        first = next((line for line in following if _is_body(line)), None)
        if last is not None and first is not None and _opens(first):
            lines[last] = replace(lines[last], closes=True)

    def _last(self, first: Piece, box: Piece, edge: float) -> bool:
        """Whether the last line of a region ends its paragraph. A full line of a numbered one may end with a sentence
        and go on overleaf; ``over_pages`` looks there."""
        free = edge - box.right
        if free > _SHORT * max(edge - box.left, 1.0):
            return True
        return bool(_ENDED.search(box.text)) and not (number_at(first.text) and free < _FULL * box.size)

    def _parts(self, first: Piece, a: Piece, b: Piece, edge: float) -> bool:
        """Whether ``b`` opens a paragraph. ``first`` is the first line of the paragraph that ``a`` belongs to."""
        size, ended = a.size, bool(_ENDED.search(a.text))
        wide = a.base - b.base > _WIDER * self.pitch * size or b.base - a.base > size
        resized = abs(a.size - b.size) > _OTHER_SIZE * max(a.size, b.size)
        if wide or resized or _turns_bold(a, b) or bullet_at(b.text, sure=True):
            return True
        free = edge - a.right
        if free > _first_word(b) + 1.2 * size and (ended or free > _SHORT * max(edge - a.left, 1.0)):
            return True
        if ended and _SPEAKER.match(b.text):
            return True
        if _is_marked(b.text) and (ended or free > 4 * size) and b.left <= first.left + 6 * size:
            return ended and (abs(b.left - a.left) > _INDENT * size or abs(b.left - first.left) < size)
        return ended and _is_indented(first, a, b)


def _is_indented(first: Piece, a: Piece, b: Piece) -> bool:
    """Whether ``b`` stands where first lines stand, and not under ``a``."""
    if _is_marked(first.text):  # a number hangs before its text
        return first is not a and b.left < a.left - _INDENT * a.size
    if first is a:
        return b.left > a.left + 3 * a.size
    return abs(b.left - a.left) > _INDENT * a.size


def _is_body(line: Line) -> bool:
    return not line.running and line.style is Style.PLAIN


def _opens(line: Line) -> bool:
    return _is_marked(line.text) or _is_heading(line)


def _is_heading(line: Line) -> bool:
    """Whether a line that stands alone reads as a heading: it does not end as a sentence or begin inside one."""
    return line.closes and not _ENDED.search(line.text) and not line.text[0].islower()


def _is_marked(text: str) -> bool:
    return bool(number_at(text) or sub_at(text) or bullet_at(text))


def _mirrored(piece: Piece) -> Piece:
    """An Arabic line as if written from the left."""
    return replace(piece, left=-piece.right, right=-piece.left)


def sides_of(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Where the full lines of a page begin and end."""
    return -_outermost([-piece.left for piece in pieces]), _outermost([piece.right for piece in pieces])


def _outermost(ends: Sequence[float]) -> float:
    """Where full lines end: the outermost but for a few that stick out."""
    return sorted(ends)[int((len(ends) - 1) * _FULL_WIDTH)]


def _turns_bold(a: Piece, b: Piece) -> bool:
    """Whether a heading in bold type begins or ends between two lines, and not bold words inside a sentence."""
    return a.bold != b.bold and (bool(_ENDED.search(a.text)) if b.bold else not b.text[0].islower())


def _first_word(piece: Piece) -> float:
    """The width of the least that the line before would have taken."""
    if unicodedata.east_asian_width(piece.text[0]) in "WF":
        return piece.size
    word = piece.text.split(" ", 1)[0]
    return len(word) * _LETTER * piece.size
