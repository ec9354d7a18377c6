"""Vectors as bytes, with a scale for each row: two bytes a number where they are compared exactly, one elsewhere.

Two bytes change a cosine by less than 0.00001, so that neighbours keep their order; one byte by about 0.001.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.ports import Vectors

_FINE, _COARSE = np.dtype("<i2"), np.dtype("i1")
_SCALE = np.dtype("<f4")


def packed_rows(matrix: Vectors) -> list[bytes]:
    """Each row in two bytes a number."""
    return [_packed(matrix[place : place + 1], _FINE) for place in range(len(matrix))]


def unpacked_rows(held: Sequence[bytes], dimension: int) -> Vectors:
    """The matrix of rows that ``packed_rows`` gave, shape (rows, dimension), float32."""
    width = _SCALE.itemsize + dimension * _FINE.itemsize
    octets = np.frombuffer(b"".join(held), np.uint8).reshape(-1, width)
    scales, steps = octets[:, : _SCALE.itemsize].copy(), octets[:, _SCALE.itemsize :].copy()
    matrix: Vectors = steps.view(_FINE).astype(np.float32)
    matrix *= scales.view(_SCALE)
    return matrix


def dimension_of(row: bytes) -> int:
    """How many numbers a row of ``packed_rows`` has."""
    return (len(row) - _SCALE.itemsize) // _FINE.itemsize


def packed_paragraph(matrix: Vectors) -> bytes:
    """Row 0, the paragraph, in two bytes a number; the others, its sentences, in one."""
    return packed_rows(matrix[:1])[0] + _packed(matrix[1:], _COARSE)


def unpacked_paragraphs(held: Sequence[bytes], dimension: int) -> list[Vectors]:
    """The matrix of each, shape (1 + sentences, dimension), float32: all at once, since a shortlist has hundreds."""
    if not held:
        return []
    whole = _SCALE.itemsize + dimension * _FINE.itemsize
    counts = np.array([(len(rows) - whole) // (_SCALE.itemsize + dimension) for rows in held])
    steps = [whole + _SCALE.itemsize * count for count in counts.tolist()]
    coarse = [rows[whole:step] for rows, step in zip(held, steps, strict=True)]
    coarse += [rows[step:] for rows, step in zip(held, steps, strict=True)]
    firsts = np.cumsum(counts + 1) - counts - 1
    matrix = np.empty((len(held) + counts.sum(), dimension), np.float32)
    is_whole = np.zeros(len(matrix), np.bool_)
    is_whole[firsts] = True
    matrix[is_whole] = unpacked_rows([rows[:whole] for rows in held], dimension)
    matrix[~is_whole] = _unpacked(b"".join(coarse), dimension, _COARSE)
    return np.split(matrix, firsts[1:])


def _packed(matrix: Vectors, kind: np.dtype[np.signedinteger]) -> bytes:
    largest = np.abs(matrix).max(axis=1, initial=np.float32(1e-12))
    scales = (largest / np.float32(np.iinfo(kind).max)).astype(_SCALE)
    return bytes(scales.tobytes() + np.rint(matrix / scales[:, None]).astype(kind).tobytes())


def _unpacked(rows: bytes, dimension: int, kind: np.dtype[np.signedinteger]) -> Vectors:
    count = len(rows) // (dimension * kind.itemsize + _SCALE.itemsize)
    scales = np.frombuffer(rows, _SCALE, count)
    steps: NDArray[np.signedinteger] = np.frombuffer(rows, kind, offset=_SCALE.itemsize * count)
    matrix: Vectors = steps.reshape(count, dimension).astype(np.float32) * scales[:, None]
    return matrix
