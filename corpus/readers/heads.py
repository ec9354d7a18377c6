"""The rows of a page, and the two columns at the head of a paper. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.masthead_words import DISTRIBUTION
from corpus.readers.pieces import Piece

_SAME_LINE = 0.35  # of the type size
_TOUCH = 1.0  # points: so far a piece may reach into a gutter
_MOST_ROWS = 12
_FAR = 100.0  # points
_NEAR = 3.0  # of the type size
_FACTS_APART = 4.0  # of the type size

Row = tuple[Piece, ...]


def rows_of(pieces: Sequence[Piece], rtl: bool) -> list[Row]:
    """Pieces that share a baseline, in the direction of reading."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and abs(rows[-1][0].base - piece.base) <= _SAME_LINE * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [tuple(sorted(row, key=lambda piece: -piece.right if rtl else piece.left)) for row in rows]


def masthead(pieces: list[Piece], rtl: bool) -> tuple[Row, Row, list[Piece]]:
    """The organ, what stands beside it (distribution, date, language), and the rest of the page.

    The facts stand on the right, in an Arabic paper on the left.
    """
    rows = rows_of(pieces, rtl)
    for index, row in enumerate(rows[:_MOST_ROWS]):
        piece = next((piece for piece in row if DISTRIBUTION.match(piece.text)), None)
        if piece is None or (beside := _gutter(pieces, piece)) is None:
            continue
        gutter, facts_left = beside
        end = _facts_end(rows, index, gutter, facts_left=facts_left)
        held = [piece for row in rows[:end] for piece in row]
        left = tuple(piece for piece in held if piece.left < gutter)
        right = tuple(piece for piece in held if piece.left >= gutter)
        return (right, left, pieces[len(held) :]) if facts_left else (left, right, pieces[len(held) :])
    return (), (), pieces


def _gutter(pieces: Sequence[Piece], fact: Piece) -> tuple[float, bool] | None:
    """Where the columns of a masthead part, and whether the facts stand on the left; None for one column."""
    near = [piece for piece in pieces if abs(piece.base - fact.base) < _NEAR * fact.size]
    right = [piece.left for piece in near if piece.left > fact.right]
    if any(piece.right < fact.left for piece in near) or (not right and fact.left > _leftmost(pieces) + _FAR):
        return fact.left - _TOUCH, False
    return (min(right) - _TOUCH, True) if right else None


def _leftmost(pieces: Sequence[Piece]) -> float:
    return min(piece.left for piece in pieces)


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
