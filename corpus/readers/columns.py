"""The regions of a page: text over the whole width, columns one after the other, tables row by row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from corpus.readers.gutters import TOUCH, columns_of, core_of, find_gutter, inner_gutters, stretch
from corpus.readers.heads import Row, masthead, rows_of
from corpus.readers.pieces import Piece
from corpus.readers.rtl import has_arabic
from corpus.readers.tables import table_end, table_rows

_LETTER = re.compile(r"[^\W\d_]")
_SAME_LINE = 0.35  # of the type size
_FILLED = 0.6  # of a column's width: prose fills it, a table's cells do not
_DENSE = 0.5  # of a column's height holds lines, if it is prose
_NARROWEST = 9.0  # in type sizes: a column of prose
_FULL = 0.9  # of a column's width: a line of its prose
_INDENT = 3.0  # in type sizes
_NEXT = 1.25  # of the usual distance of two lines: what is farther apart is not the same text
_SMALLER = 0.93  # of the type size: a note


@dataclass(frozen=True, slots=True)
class Region:
    """Either ``pieces`` in reading order or the ``rows`` of a table. ``apart``: each piece is a line of its own.
    ``ends``: no paragraph runs on from here. ``narrow``: it has its own width, and not the page's. ``gutter``: between
    it and the column beside it."""

    pieces: Row = ()
    rows: tuple[tuple[str, ...], ...] = ()
    apart: bool = False
    ends: bool = False
    narrow: bool = False
    gutter: float | None = None


def regions(pieces: Sequence[Piece], *, first: bool, usual: float | None = None) -> Iterator[Region]:
    """Cuts a page from top to bottom.

    Args:
        pieces: from the top down.
        first: whether this is the first page, whose masthead stands in two columns.
        usual: the gutter of the page before; it holds for a few lines too.
    """
    found = list(_regions(pieces, first, usual))
    for region, below in zip_longest(found, found[1:]):
        yield region if below is None or region.ends or _goes_on(region, below) else replace(region, ends=True)


def _goes_on(region: Region, below: Region) -> bool:
    """Whether a paragraph can run from a column into the next, or over notes to the next page."""
    if not region.narrow or not region.pieces or not below.pieces:
        return False
    return below.narrow or below.pieces[0].size < _SMALLER * region.pieces[-1].size


def _regions(pieces: Sequence[Piece], first: bool, usual: float | None) -> Iterator[Region]:
    worded = [piece.text for piece in pieces if _LETTER.search(piece.text)]
    rtl = 2 * sum(map(has_arabic, worded)) > len(worded)
    rest = [piece for row in rows_of(pieces, rtl) for piece in row]
    if first:
        organ, facts, rest = masthead(rest, rtl)
        if facts:
            yield Region(organ, ends=True, narrow=True)
            yield Region(facts, apart=True)
    yield from _cut(rest, rtl, first, usual)


def _cut(pieces: list[Piece], rtl: bool, first: bool, usual: float | None) -> Iterator[Region]:
    """Finds the stretch of a page that stands in columns, and cuts above and below it again."""
    gutter = find_gutter(pieces, usual)
    start, stop = stretch(pieces, gutter, usual) if gutter is not None else (0, 0)
    if gutter is None or not stop:
        if pieces:
            yield Region(_unstretched(pieces, rtl))
        return
    core = core_of(pieces, start, stop, gutter)
    inner = inner_gutters(pieces[slice(*core)], gutter)
    columns = columns_of(pieces[slice(*core)], [gutter])
    prose = not inner and (gutter == usual or all(_is_prose(column) for column in columns))
    if prose:
        start, stop = _grown(pieces, core, (start, stop), gutter, rtl if first else None)
    else:
        start, stop = core[0], table_end(pieces, core, stop, [gutter, *inner], rtl=rtl)
    held = pieces[start:stop]
    yield from _cut(pieces[:start], rtl, first, usual)
    if prose:
        columns = columns_of(held, [gutter])
        for column in reversed(columns) if rtl else columns:
            yield Region(_unstretched(column, rtl), narrow=True, gutter=gutter)
    else:
        yield Region(rows=table_rows(rows_of(held, rtl), [gutter, *inner], rtl=rtl))
    yield from _cut(pieces[stop:], rtl, first, usual)


def _grown(
    pieces: Sequence[Piece], core: tuple[int, int], most: tuple[int, int], gutter: float, barred: bool | None
) -> tuple[int, int]:
    """The stretch of two columns of prose, with all of the longer one.

    Args:
        pieces: of the page.
        core: from the first pair to the last.
        most: as far as the gutter stays free.
        gutter: between the columns.
        barred: the column that is read first, False for the left one, where a title stands over it that can be as
            narrow as it is; None where none does.
    """
    first, last = core
    columns = columns_of(pieces[first:last], [gutter])
    widths, pitches = [_width(column) for column in columns], [_NEXT * _pitch(column) for column in columns]
    sides = [piece.left >= gutter for piece in pieces]
    for n in range(first - 1, most[0] - 1, -1):
        below = next((m for m in range(n + 1, last) if sides[m] == sides[n]), n)
        if below == n or sides[n] is barred or pieces[n].base - pieces[below].base > pitches[sides[n]]:
            break
        first = n
    for n in range(last, most[1]):
        above = next((m for m in range(n - 1, first - 1, -1) if sides[m] == sides[n]), n)
        full = _FULL * widths[sides[n]] < pieces[n].width <= widths[sides[n]] + TOUCH
        if full or (n == last and above != n and pieces[above].base - pieces[n].base <= pitches[sides[n]]):
            last = n + 1
    if last + 1 == most[1] == len(pieces):  # one line more: of the column, unless it stands below both
        lowest = min(
            piece.base for piece, side in zip(pieces[first:last], sides[first:last], strict=True) if side != sides[last]
        )
        last += pieces[last].base > lowest - pitches[sides[last]]
    return first, last


def _width(column: Row) -> float:
    return max(piece.right for piece in column) - min(piece.left for piece in column)


def _pitch(column: Row) -> float:
    """The usual distance of two lines."""
    distances = sorted(a.base - b.base for a, b in pairwise(column) if a.base - b.base > _SAME_LINE * a.size)
    return distances[(len(distances) - 1) // 2] if distances else column[0].size


def _unstretched(pieces: Sequence[Piece], rtl: bool) -> Row:
    """The lines of prose; one that is stretched to the width of its text, so that it seemed several, made one."""
    rows = rows_of(pieces, rtl)
    found: list[Piece] = []
    for n, row in enumerate(rows):
        near = [piece for other in rows[max(n - 1, 0) : n + 2] if len(other) == 1 for piece in other]
        if len(row) > 1 and any(_spans(piece, row) for piece in near):
            text = " ".join(piece.text for piece in row)
            left, right = min(piece.left for piece in row), max(piece.right for piece in row)
            found.append(replace(row[0], text=text, left=left, right=right))
        else:
            found += row
    return tuple(found)


def _spans(piece: Piece, row: Row) -> bool:
    """Whether a line is as long as a row of pieces, from end to end, an indent apart."""
    left, right = min(part.left for part in row), max(part.right for part in row)
    return abs(piece.left - left) + abs(piece.right - right) <= _INDENT * piece.size


def _is_prose(column: Row) -> bool:
    """Whether the lines of a column are long, many and close, and fill it."""
    if not column:
        return False
    size = sorted(piece.size for piece in column)[len(column) // 2]
    width = _width(column)
    height = max(piece.base for piece in column) - min(piece.base for piece in column) + size
    filled = sum(piece.width for piece in column) >= _FILLED * width * len(column)
    return filled and width >= _NARROWEST * size and len(column) * _pitch(column) >= _DENSE * height
