"""Long texts in pieces: a model that reads 512 tokens must not silently lose what comes after them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

OVERLAP = 64  # tokens that two neighbouring windows share, at least


def windows(length: int, size: int, overlap: int = OVERLAP) -> tuple[tuple[int, int], ...]:
    """Spans (start, end) that cover ``length`` tokens in order; a single span where they fit in ``size``.

    Otherwise every span is ``size`` tokens long and shares at least ``overlap`` with the one before it.

    Raises:
        ValueError: ``size`` is not greater than ``overlap``.
    """
    if size <= overlap:
        raise ValueError(f"windows of {size} tokens cannot overlap by {overlap}")
    if length <= size:
        return ((0, length),)
    starts = [*range(0, length - size, size - overlap), length - size]
    return tuple((start, start + size) for start in starts)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows scaled to length 1; a row of zeros stays as it is."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    scaled: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
    return scaled


def pool(vectors: NDArray[np.float32], counts: list[int]) -> NDArray[np.float32]:
    """The mean of each text's window vectors, scaled to length 1, shape (texts, dimension).

    ``vectors`` holds the windows of all texts in order, ``counts`` how many each text has (at least one).
    """
    if not counts:
        return vectors[:0]
    starts = np.cumsum([0, *counts[:-1]])
    return unit(np.add.reduceat(vectors, starts, axis=0))
