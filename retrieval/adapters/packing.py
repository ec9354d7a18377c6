"""Vectors as bytes, with a scale for each row: two bytes a number where they are compared exactly, one elsewhere.

Two bytes change a cosine by less than 0.00001, so that neighbours keep their order; one byte by about 0.001.
"""

from __future__ import annotations

from sqlite3 import Blob

import numpy as np
from numpy.typing import NDArray

from retrieval.ports import Vectors

_FINE, _COARSE = np.dtype("<i2"), np.dtype("i1")
_SCALE = np.dtype("<f4")


def packed(matrix: Vectors) -> bytes:
    """Rows in two bytes a number."""
    return _packed(matrix, _FINE)


def unpacked(rows: bytes, dimension: int) -> Vectors:
    """The matrix of shape (rows, dimension), float32."""
    return _unpacked(rows, dimension, _FINE)


def read_row(blob: Blob, count: int, place: int, dimension: int) -> Vectors:
    """One row of ``packed`` rows, of which there are ``count``, without the others. Shape (dimension,)."""
    blob.seek(_SCALE.itemsize * place)
    (scale,) = np.frombuffer(blob.read(_SCALE.itemsize), _SCALE)
    width = dimension * _FINE.itemsize
    blob.seek(_SCALE.itemsize * count + width * place)
    row: Vectors = np.frombuffer(blob.read(width), _FINE).astype(np.float32) * scale
    return row


def packed_paragraph(matrix: Vectors) -> bytes:
    """Row 0, the paragraph, in two bytes a number; the others, its sentences, in one."""
    return _packed(matrix[:1], _FINE) + _packed(matrix[1:], _COARSE)


def unpacked_paragraph(rows: bytes, dimension: int) -> Vectors:
    """The matrix of shape (1 + sentences, dimension), float32."""
    whole = _SCALE.itemsize + dimension * _FINE.itemsize
    parts = _unpacked(rows[:whole], dimension, _FINE), _unpacked(rows[whole:], dimension, _COARSE)
    return np.concatenate(parts) if len(rows) > whole else parts[0]


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
