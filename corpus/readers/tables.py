"""The rows of a table from the pieces that its cells are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.joining import join_lines
from corpus.readers.pieces import Piece

_CLOSE = 1.15  # of the least distance of two lines: what is nearer can go on with the cell above


Row = tuple[str, ...]


def table_rows(rows: Sequence[tuple[Piece, ...]], gutters: Sequence[float], *, rtl: bool) -> tuple[Row, ...]:
    """The rows of a table, each cell's lines joined.

    A line that leaves a column empty and stands close under the row above goes on with its cells.

    Args:
        rows: from the top down, each a line over the whole width.
        gutters: between the columns.
        rtl: whether the first column is the right one.
    """
    edges = [float("-inf"), *sorted(gutters), float("inf")]
    spans = list(pairwise(edges))
    distances = [a[0].base - b[0].base for a, b in pairwise(rows)]
    close = _CLOSE * min(distances, default=0.0)
    found: list[list[list[str]]] = []
    for n, row in enumerate(rows):
        cells = [[piece.text for piece in row if low <= piece.left < high] for low, high in spans]
        if found and distances[n - 1] <= close and _goes_on(cells, found[-1]):
            found[-1] = [[*held, *more] for held, more in zip(found[-1], cells, strict=True)]
        else:
            found.append(cells)
    return tuple(tuple(join_lines(cell) for cell in (reversed(row) if rtl else row)) for row in found)


def _goes_on(cells: list[list[str]], above: list[list[str]]) -> bool:
    """Whether a line is the wrapped rest of the row above: it fills fewer columns, and none that is empty there."""
    filled = [n for n, cell in enumerate(cells) if cell]
    return len(filled) < len(cells) and all(above[n] for n in filled)
