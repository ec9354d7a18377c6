"""The rows of a table from the pieces that its cells are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.joining import join_lines
from corpus.readers.pieces import Piece

_CLOSE = 1.15  # of the least distance of two lines: what is nearer can go on with the cell above
_SAME_LINE = 3.0  # points
_APART = 1.25  # of the least distance: what is farther shows that rows stand apart

Row = tuple[str, ...]


def table_rows(rows: Sequence[tuple[Piece, ...]], gutters: Sequence[float], *, rtl: bool) -> tuple[Row, ...]:
    """The rows of a table, each cell's lines joined.

    A line that leaves a column empty and stands close under the row above goes on with its cells; where all lines stand
    equally close, only if it leaves the first column empty or begins in the middle of a sentence.

    Args:
        rows: from the top down, each a line over the whole width.
        gutters: between the columns.
        rtl: whether the first column is the right one.
    """
    edges = [float("-inf"), *sorted(gutters), float("inf")]
    spans = list(pairwise(edges))
    distances = [a[0].base - b[0].base for a, b in pairwise(rows)]
    least = min(distances, default=0.0)
    spaced = max(distances, default=0.0) > _APART * least
    found: list[list[list[str]]] = []
    for n, row in enumerate(rows):
        cells = [[piece.text for piece in row if low <= piece.left < high] for low, high in spans]
        begun = spaced or not cells[-1 if rtl else 0] or row[0].text[0].islower()
        if found and distances[n - 1] <= _CLOSE * least and begun and _goes_on(cells, found[-1]):
            found[-1] = [[*held, *more] for held, more in zip(found[-1], cells, strict=True)]
        else:
            found.append(cells)
    return tuple(tuple(join_lines(cell) for cell in (reversed(row) if rtl else row)) for row in found)


def table_end(pieces: Sequence[Piece], core: tuple[int, int], most: int, gutters: Sequence[float], *, rtl: bool) -> int:
    """Where a table ends: after the lines of its last cells, which stand as close as any of its lines.

    Args:
        pieces: of the page, from the top down.
        core: from the first line with several cells to the last.
        most: as far as the gutters stay free.
        gutters: between the columns.
        rtl: whether the first column is the right one.
    """
    bases = [piece.base for piece in pieces[slice(*core)]]
    least = min((a - b for a, b in pairwise(bases) if a - b > _SAME_LINE), default=0.0)
    end = core[1]
    while end < most and pieces[end - 1].base - pieces[end].base <= _CLOSE * least:
        opens = pieces[end].left >= max(gutters) if rtl else pieces[end].left < min(gutters)
        if opens and not pieces[end].text[0].islower():
            break
        end += 1
    return end


def _goes_on(cells: list[list[str]], above: list[list[str]]) -> bool:
    """Whether a line is the wrapped rest of the row above: it fills fewer columns, and none that is empty there."""
    filled = [n for n, cell in enumerate(cells) if cell]
    return len(filled) < len(cells) and all(above[n] for n in filled)
