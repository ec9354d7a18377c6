"""The regions of a page: text over the whole width, columns one after the other, tables row by row. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.masthead_words import DISTRIBUTION
from corpus.readers.pieces import Piece
from corpus.symbol import find_symbols

_SAME_LINE = 0.35  # of the type size
_FEWEST_ROWS = 3  # with something on both sides of a gutter
_FILLED = 0.6  # of a column's width: prose fills it, a table's cells do not
_GUTTER = 4.0  # points


@dataclass(frozen=True, slots=True)
class Region:
    """Either ``pieces`` in reading order or the ``rows`` of a table. ``apart``: each piece is a line of its own.
    ``ends``: no paragraph runs on from here."""

    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[Piece, ...], ...] = ()
    apart: bool = False
    ends: bool = False


Row = tuple[Piece, ...]


def regions(pieces: Sequence[Piece], *, first: bool) -> Iterator[Region]:
    """Cuts a page from top to bottom.

    Args:
        pieces: from the top down.
        first: whether this is the first page, whose masthead stands in two columns.
    """
    rows = _rows(pieces)
    if first:
        end, gutter = _masthead(rows)
        if end:
            held = [piece for row in rows[:end] for piece in row]
            left = tuple(piece for piece in held if piece.left < gutter)
            yield Region(left, ends=True)
            yield Region(tuple(piece for piece in held if piece.left >= gutter), apart=True)
            rows = rows[end:]
    plain: list[Piece] = []
    while rows:
        length, gutters = _parted(rows)
        if not length:
            plain += rows[0]
            rows = rows[1:]
            continue
        if plain:
            yield Region(tuple(plain))
            plain = []
        yield from _columns(rows[:length], gutters)
        rows = rows[length:]
    if plain:
        yield Region(tuple(plain))


def _rows(pieces: Sequence[Piece]) -> list[Row]:
    """Pieces that share a baseline, left to right."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and abs(rows[-1][0].base - piece.base) <= _SAME_LINE * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [tuple(sorted(row, key=lambda piece: piece.left)) for row in rows]


def _masthead(rows: Sequence[Row]) -> tuple[int, float]:
    """How many rows the two columns at the head of the first page take, and where the right one begins."""
    for index, row in enumerate(rows[:12]):
        for piece in row:
            if DISTRIBUTION.match(piece.text) and piece.left > _leftmost(rows) + 100:
                gutter = piece.left - _GUTTER
                end = index + 1
                while end < len(rows) and _in_column(rows[end], gutter):
                    end += 1
                head = 0
                while head < index and not _in_column(rows[head], gutter) and not _symbol_row(rows[head]):
                    head += 1
                return end, gutter
    return 0, 0.0


def _in_column(row: Row, gutter: float) -> bool:
    """Whether a row goes on with the right column of a masthead; a line over the whole width ends it."""
    return any(piece.left >= gutter for piece in row) and all(
        piece.left >= gutter or piece.right <= gutter for piece in row
    )


def _symbol_row(row: Row) -> bool:
    return any(find_symbols(piece.text) for piece in row)


def _leftmost(rows: Sequence[Row]) -> float:
    return min(piece.left for row in rows for piece in row)


def _parted(rows: Sequence[Row]) -> tuple[int, list[float]]:
    """How many rows from the first one stand in columns, and the gutters between; 0 when the first does not."""
    if len(rows[0]) < 2:
        return 0, []
    gaps = [(a.right, b.left) for a, b in zip(rows[0], rows[0][1:], strict=False)]
    length = both = last = 0
    for row in rows:
        narrowed = [_narrowed(gap, row) for gap in gaps]
        kept = [gap for gap in narrowed if gap is not None]
        if not kept:
            break
        gaps = kept
        length += 1
        if len(row) > 1:
            both, last = both + 1, length
    if both < _FEWEST_ROWS:
        return 0, []
    return _with_hanging(rows, gaps, last), [(left + right) / 2 for left, right in gaps]


def _with_hanging(rows: Sequence[Row], gaps: Sequence[tuple[float, float]], last: int) -> int:
    """A column can be longer than its neighbour: rows below that stay on one side at the same pitch belong to it."""
    end = last
    while end < len(rows) and end >= 1:
        row, before = rows[end], rows[end - 1]
        one_side = all(piece.right <= gaps[0][0] + _GUTTER or piece.left >= gaps[-1][1] - _GUTTER for piece in row)
        if not one_side or before[0].base - row[0].base > 1.5 * row[0].size:
            break
        end += 1
    return end


def _narrowed(gap: tuple[float, float], row: Row) -> tuple[float, float] | None:
    """The part of a gap that a row leaves free; None when the row crosses it."""
    left, right = gap
    for piece in row:
        if piece.right <= (left + right) / 2:
            left = max(left, piece.right)
        elif piece.left >= (left + right) / 2:
            right = min(right, piece.left)
        else:
            return None
    return (left, right) if right - left >= _GUTTER else None


def _columns(rows: Sequence[Row], gutters: Sequence[float]) -> Iterator[Region]:
    """Columns of prose one after the other, or the rows of a table."""
    edges = [float("-inf"), *gutters, float("inf")]
    columns = [
        tuple(piece for row in rows for piece in row if low <= piece.left < high)
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    if len(columns) == 2 and all(_is_prose(column) for column in columns):
        for column in columns:
            yield Region(column)
    else:
        yield Region(rows=tuple(_table_rows(rows)))


def _is_prose(column: Row) -> bool:
    if not column:
        return False
    width = max(piece.right for piece in column) - min(piece.left for piece in column)
    return sum(piece.width for piece in column) >= _FILLED * width * len(column)


def _table_rows(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows as they are; a cell wrapped over lines cannot be told from a row and stays one."""
    yield from rows
