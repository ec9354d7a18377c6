"""Which lines go on with the paragraph of the line before, by where they stand. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.markers import bullet_at, number_at, sub_at
from corpus.readers.lines import Line
from corpus.readers.pieces import Piece
from corpus.readers.rtl import has_arabic

_ENDED = re.compile(r"[.。!！?？;；:：؟؛]['\"”’»)）\]*¹²³⁴⁵⁶⁷⁸⁹⁰]*$")
_WIDER = 1.25  # of the usual distance between lines: a wider one parts paragraphs
_INDENT = 0.7  # of the type size
_OTHER_SIZE = 0.08
_SHORT = 0.35  # of the width: a line this much shorter ends its paragraph whatever it says
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
        for a, b in zip(pieces, pieces[1:], strict=False):
            near = abs(a.size - body) < 0.5 and abs(b.size - body) < 0.5
            if near and 0.5 * body < a.base - b.base < 3 * body and min(a.width, b.width) > 5 * body:
                seen[round((a.base - b.base) / body * 20) / 20] += 1
        if not seen:
            return cls(1.2)
        most = seen.most_common(1)[0][1]
        return cls(min(distance for distance, count in seen.items() if count >= most / 3))

    def lines(self, pieces: Sequence[Piece], page: int, *, apart: bool = False, notes: bool = False) -> list[Line]:
        """The lines of a region. ``apart``: each closes. ``notes``: a note's mark opens a line of its own."""
        if not pieces:
            return []
        rtl = sum(has_arabic(piece.text) for piece in pieces) > len(pieces) / 2
        boxes = [_mirrored(piece) for piece in pieces] if rtl else list(pieces)
        edge = _right_edge(boxes)
        first = boxes[0]
        lines = []
        for n, (piece, box) in enumerate(zip(pieces, boxes, strict=True)):
            after = boxes[n + 1] if n + 1 < len(boxes) else None
            closes = apart or (after is None and (notes or self._last(box, edge)))
            if after is not None and not apart:
                closes = self._parts(first, box, after, edge)
            lines.append(Line(piece.text, page, closes))
            if closes and after is not None:
                first = after
        return lines

    def over_pages(self, lines: Sequence[Line]) -> list[Line]:
        """Closes the last line of a page when the next page opens with a marker or a heading."""
        found = list(lines)
        body = [n for n, line in enumerate(found) if not line.running and line.style == "plain"]
        for a, b in zip(body, body[1:], strict=False):
            opens = _is_marked(found[b].text) or _is_heading(found[b])
            if found[a].page != found[b].page and not found[a].closes and opens:
                found[a] = replace(found[a], closes=True)
        return found

    def _last(self, box: Piece, edge: float) -> bool:
        """Whether the last line of a region ends its paragraph."""
        return bool(_ENDED.search(box.text)) or edge - box.right > _SHORT * max(edge - box.left, 1.0)

    def _parts(self, first: Piece, a: Piece, b: Piece, edge: float) -> bool:
        """Whether ``b`` opens a paragraph. ``first`` is the first line of the paragraph that ``a`` belongs to."""
        size = a.size
        if a.base - b.base > _WIDER * self.pitch * size or b.base - a.base > size:
            return True
        if abs(a.size - b.size) > _OTHER_SIZE * max(a.size, b.size):
            return True
        if bullet_at(b.text, sure=True):
            return True
        ended = bool(_ENDED.search(a.text))
        free = edge - a.right
        if free > _first_word(b) + 1.2 * size and (ended or free > _SHORT * max(edge - a.left, 1.0)):
            return True
        if _is_marked(b.text) and (ended or free > 4 * size) and b.left <= first.left + 6 * size:
            return ended and (abs(b.left - a.left) > _INDENT * size or abs(b.left - first.left) < size)
        if _hangs(first):
            return first is not a and b.left < a.left - _INDENT * size and ended
        if first is a:
            return b.left > a.left + 3 * size and ended
        return b.left > a.left + _INDENT * size and ended


def _is_heading(line: Line) -> bool:
    """Whether a line that stands alone reads as a heading: it does not end as a sentence or begin inside one."""
    return line.closes and not _ENDED.search(line.text) and not line.text[0].islower()


def _is_marked(text: str) -> bool:
    return bool(number_at(text) or sub_at(text) or bullet_at(text))


def _hangs(first: Piece) -> bool:
    return _is_marked(first.text)


def _mirrored(piece: Piece) -> Piece:
    """An Arabic line as if written from the left."""
    return replace(piece, left=-piece.right, right=-piece.left)


def _right_edge(pieces: Sequence[Piece]) -> float:
    """Where full lines end: the outermost but for a few that stick out."""
    ends = sorted(piece.right for piece in pieces)
    return ends[int((len(ends) - 1) * _FULL_WIDTH)]


def _first_word(piece: Piece) -> float:
    """The width of the least that the line before would have taken."""
    if unicodedata.east_asian_width(piece.text[0]) in "WF":
        return piece.size
    word = piece.text.split(" ", 1)[0]
    return len(word) * _LETTER * piece.size
