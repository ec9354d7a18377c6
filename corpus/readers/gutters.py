"""The gutters of a page: where pieces stand side by side, and leave room from top to bottom. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.readers.heads import Row
from corpus.readers.pieces import Piece

TOUCH = 1.0  # points: so far a piece may reach into a gutter
_BESIDE = 0.9  # of the type size: two pieces whose baselines are no farther apart stand side by side
_FEWEST = 3  # lines with something on both sides make a gutter
_GUTTER = 4.0  # points
_MOST = 2000  # pieces of a page that is looked at: no page of a paper has as many


class _Pair(NamedTuple):
    """Two pieces side by side, by their numbers, the baseline of the upper one, and the gap between them."""

    one: int
    other: int
    base: float
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
                found.append(_Pair(n, m, a.base, left, right))
    return found


def find_gutter(pieces: Sequence[Piece], usual: float | None = None) -> float | None:
    """Where most pairs leave room; None when too few stand side by side. ``usual``: a gutter for which one will do."""
    pairs = _pairs(pieces) if len(pieces) <= _MOST else []
    if _lines(pairs) < _FEWEST:
        return usual if usual is not None and any(pair.left < usual < pair.right for pair in pairs) else None
    edges = {math.floor(pair.right) - TOUCH for pair in pairs}
    around = max(([pair for pair in pairs if pair.left < x < pair.right] for x in sorted(edges)), key=_lines)
    if _lines(around) < _FEWEST:
        return None
    return (max(pair.left for pair in around) + min(pair.right for pair in around)) / 2


def _lines(pairs: Sequence[_Pair]) -> int:
    """On how many lines they stand; a line that is stretched wide has several."""
    return len({pair.base for pair in pairs})


def inner_gutters(pieces: Sequence[Piece], gutter: float) -> list[float]:
    """The further gutters of a table, on both sides of its first."""
    found = []
    for side in columns_of(pieces, [gutter]):
        further = find_gutter(side)
        if further is not None and not any(_crosses(piece, further) for piece in side):
            found += [further, *inner_gutters(side, further)]
    return found


def _crosses(piece: Piece, gutter: float) -> bool:
    return piece.left < gutter - TOUCH and piece.right > gutter + TOUCH


def stretch(pieces: Sequence[Piece], gutter: float, usual: float | None = None) -> tuple[int, int]:
    """The longest run of pieces that leave the gutter free, with enough of them side by side."""
    fewest = 1 if gutter == usual else _FEWEST
    crossing = [-1, *(n for n, piece in enumerate(pieces) if _crosses(piece, gutter)), len(pieces)]
    runs = ((before + 1, after) for before, after in pairwise(crossing))
    fitting = [run for run in runs if _lines(_pairs(pieces[slice(*run)], gutter)) >= fewest]
    return max(fitting, key=lambda run: run[1] - run[0], default=(0, 0))


def core_of(pieces: Sequence[Piece], start: int, stop: int, gutter: float) -> tuple[int, int]:
    """The stretch from the first pair to the last, without what stands alone above or below."""
    paired = [start + n for pair in _pairs(pieces[start:stop], gutter) for n in pair[:2]]
    return min(paired), max(paired) + 1


def columns_of(pieces: Sequence[Piece], gutters: Sequence[float]) -> list[Row]:
    """The pieces between the gutters, from the left."""
    edges = [float("-inf"), *sorted(gutters), float("inf")]
    return [tuple(piece for piece in pieces if low <= piece.left + TOUCH < high) for low, high in pairwise(edges)]
