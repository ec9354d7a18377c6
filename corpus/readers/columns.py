"""The regions of a page: text over the whole width, columns one after the other, tables row by row. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from corpus.masthead_words import DISTRIBUTION
from corpus.readers.pieces import Piece
from corpus.readers.rtl import has_arabic
from corpus.readers.tables import table_rows

_SAME_LINE = 0.35  # of the type size
_BESIDE = 0.9  # of the type size: two pieces whose baselines are no farther apart stand side by side
_FEWEST = 3  # pairs side by side make columns
_GUTTER = 4.0  # points
_TOUCH = 1.0  # points: so far a piece may reach into a gutter
_FILLED = 0.6  # of a column's width: prose fills it, a table's cells do not
_DENSE = 0.5  # of a column's height holds lines, if it is prose
_NARROWEST = 9.0  # in type sizes: a column of prose
_FULL = 0.75  # of a column's width: a line of its prose
_NEXT = 1.6  # in type sizes: the distance to a next line of the same text
_MASTHEAD_ROWS = 12
_FAR = 100.0  # points
_FACTS_APART = 4.0  # of the type size

Row = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Either ``pieces`` in reading order or the ``rows`` of a table. ``apart``: each piece is a line of its own.
    ``ends``: no paragraph runs on from here."""

    pieces: Row = ()
    rows: tuple[tuple[str, ...], ...] = ()
    apart: bool = False
    ends: bool = False


def regions(pieces: Sequence[Piece], *, first: bool) -> Iterator[Region]:
    """Cuts a page from top to bottom.

    Args:
        pieces: from the top down.
        first: whether this is the first page, whose masthead stands in two columns.
    """
    rtl = 2 * sum(has_arabic(piece.text) for piece in pieces) > len(pieces)
    rest = [piece for row in _rows(pieces, rtl) for piece in row]
    if first:
        organ, facts, rest = _masthead(rest, rtl)
        if facts:
            yield Region(organ, ends=True)
            yield Region(facts, apart=True)
    yield from _cut(rest, rtl)


def _rows(pieces: Sequence[Piece], rtl: bool) -> list[Row]:
    """Pieces that share a baseline, in the direction of reading."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and abs(rows[-1][0].base - piece.base) <= _SAME_LINE * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [tuple(sorted(row, key=lambda piece: -piece.right if rtl else piece.left)) for row in rows]


def _masthead(pieces: list[Piece], rtl: bool) -> tuple[Row, Row, list[Piece]]:
    """The organ, what stands beside it (distribution, date, language), and the rest of the page.

    The facts stand on the right, in an Arabic paper on the left.
    """
    rows = _rows(pieces, rtl)
    for index, row in enumerate(rows[:_MASTHEAD_ROWS]):
        for piece in row:
            if not DISTRIBUTION.match(piece.text):
                continue
            if piece.left > min(other.left for other in pieces) + _FAR:
                gutter = piece.left - _GUTTER
                facts_left = False
            elif right := [p.left for p in pieces if p.left > piece.right and abs(p.base - piece.base) < 3 * p.size]:
                gutter = min(right) - _TOUCH
                facts_left = True
            else:
                continue
            end = _facts_end(rows, index, gutter, facts_left=facts_left)
            held = [piece for row in rows[:end] for piece in row]
            left = tuple(piece for piece in held if piece.left < gutter)
            right_side = tuple(piece for piece in held if piece.left >= gutter)
            organ, facts = (right_side, left) if facts_left else (left, right_side)
            return organ, facts, [piece for row in rows[end:] for piece in row]
    return (), (), pieces


def _facts_end(rows: Sequence[Row], index: int, gutter: float, *, facts_left: bool) -> int:
    """The row after the last fact of a masthead; a line over the whole width ends them, and so does a wide gap."""
    end = index + 1
    for n, row in enumerate(rows[end:], start=end):
        low = rows[end - 1][0].base - row[0].base > _FACTS_APART * row[0].size
        if low or any(piece.left < gutter - _TOUCH and piece.right > gutter for piece in row):
            break
        if any((piece.left < gutter) == facts_left for piece in row):
            end = n + 1
    return end


def _cut(pieces: list[Piece], rtl: bool) -> Iterator[Region]:
    """Finds the stretch of a page that stands in columns, and cuts above and below it again."""
    gutter = _gutter(pieces)
    start, stop = _stretch(pieces, gutter) if gutter is not None else (0, 0)
    if gutter is None or not stop:
        if pieces:
            yield Region(tuple(pieces))
        return
    inner = _inner(pieces[start:stop], gutter)
    prose = not inner and all(_is_prose(column) for column in _columns(pieces[start:stop], [gutter]))
    start, stop = _trimmed(pieces, start, stop, gutter, prose=prose)
    held = pieces[start:stop]
    yield from _cut(pieces[:start], rtl)
    if prose:
        columns = _columns(held, [gutter])
        yield from (Region(column) for column in (reversed(columns) if rtl else columns))
    else:
        yield Region(rows=table_rows(_rows(held, rtl), [gutter, *inner], rtl=rtl))
    yield from _cut(pieces[stop:], rtl)


class _Pair(NamedTuple):
    """Two pieces side by side, by their numbers, and the gap between them."""

    one: int
    other: int
    left: float
    right: float


def _pairs(pieces: Sequence[Piece], gutter: float | None = None) -> list[_Pair]:
    """The pieces that stand side by side; on both sides of a gutter, if one is given."""
    found = []
    for n, a in enumerate(pieces):
        for m in range(n + 1, len(pieces)):
            b = pieces[m]
            if a.base - b.base > _BESIDE * max(a.size, b.size):
                break
            left, right = (a.right, b.left) if a.left <= b.left else (b.right, a.left)
            if right - left >= _GUTTER and (gutter is None or left < gutter < right):
                found.append(_Pair(n, m, left, right))
    return found


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Where most pairs leave room; None when too few stand side by side."""
    pairs = _pairs(pieces)
    if len(pairs) < _FEWEST:
        return None
    edges = {pair.right - _TOUCH for pair in pairs}
    count, gutter = max((sum(pair.left < x < pair.right for pair in pairs), x) for x in edges)
    return gutter if count >= _FEWEST else None


def _inner(pieces: Sequence[Piece], gutter: float) -> list[float]:
    """The further gutters of a table, on both sides of its first."""
    found = []
    for side in _columns(pieces, [gutter]):
        further = _gutter(side)
        if further is not None and not any(_crosses(piece, further) for piece in side):
            found += [further, *_inner(side, further)]
    return found


def _crosses(piece: Piece, gutter: float) -> bool:
    return piece.left < gutter - _TOUCH and piece.right > gutter + _TOUCH


def _stretch(pieces: Sequence[Piece], gutter: float) -> tuple[int, int]:
    """The longest run of pieces that leave the gutter free, with enough of them side by side."""
    crossing = [-1, *(n for n, piece in enumerate(pieces) if _crosses(piece, gutter)), len(pieces)]
    runs = ((before + 1, after) for before, after in pairwise(crossing))
    fitting = [run for run in runs if len(_pairs(pieces[slice(*run)], gutter)) >= _FEWEST]
    return max(fitting, key=lambda run: run[1] - run[0], default=(0, 0))


def _trimmed(pieces: Sequence[Piece], start: int, stop: int, gutter: float, *, prose: bool) -> tuple[int, int]:
    """The stretch without what stands alone above or below it: a title, a line under the columns.

    Prose keeps the lines that follow its own, and its longer column where the page ends with it.
    """
    paired = [start + n for pair in _pairs(pieces[start:stop], gutter) for n in pair[:2]]
    first, last = min(paired), max(paired) + 1
    if not prose:
        return first, last
    while first > start and _follows(pieces[first - 1], pieces[first]):
        first -= 1
    if stop == len(pieces):
        return first, stop
    columns = _columns(pieces[start:stop], [gutter])
    for n in range(last, stop):
        own = columns[pieces[n].left >= gutter]
        width = max(piece.right for piece in own) - min(piece.left for piece in own)
        above = next((piece for piece in reversed(pieces[start:n]) if piece in own), None)
        if n == last and above is not None and _follows(above, pieces[n]) or pieces[n].width > _FULL * width:
            last = n + 1
    return first, last


def _follows(above: Piece, below: Piece) -> bool:
    return 0 < above.base - below.base <= _NEXT * max(above.size, below.size)


def _columns(pieces: Sequence[Piece], gutters: Sequence[float]) -> list[Row]:
    edges = [float("-inf"), *sorted(gutters), float("inf")]
    return [tuple(piece for piece in pieces if low <= piece.left + _TOUCH < high) for low, high in pairwise(edges)]


def _is_prose(column: Row) -> bool:
    """Whether the lines of a column are long, many and close, and fill it."""
    if not column:
        return False
    size = sorted(piece.size for piece in column)[len(column) // 2]
    width = max(piece.right for piece in column) - min(piece.left for piece in column)
    height = max(piece.base for piece in column) - min(piece.base for piece in column) + size
    pitch = min((a.base - b.base for a, b in pairwise(column) if a.base - b.base > _SAME_LINE * size), default=size)
    filled = sum(piece.width for piece in column) >= _FILLED * width * len(column)
    return filled and width >= _NARROWEST * size and len(column) * pitch >= _DENSE * height
