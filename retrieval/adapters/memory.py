"""An exact index in memory: what the approximate ones are measured against, and what small tests use."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from retrieval.model import Hit
from retrieval.ports import Placed, Vectors


class MemoryIndex:
    """Exact nearest paragraphs by cosine. Nothing is kept after the process ends."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[str, Vectors]] = {}

    def add(self, paragraphs: Sequence[Placed], vectors: Vectors, /) -> None:
        """Holds paragraphs with their unit vectors, shape (paragraphs, dimension)."""
        for (document, paragraph), vector in zip(paragraphs, vectors, strict=True):
            self._rows[paragraph.id] = (document.id, vector)

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None, /) -> Sequence[Hit]:
        """The nearest paragraphs, best first."""
        within = None if documents is None else set(documents)
        ids = [id_ for id_, (document, _) in self._rows.items() if within is None or document in within]
        if not ids:
            return ()
        scores = np.stack([self._rows[id_][1] for id_ in ids]) @ vector
        order = np.argsort(-scores, kind="stable")[:limit]
        return tuple(Hit(ids[position], float(scores[position])) for position in order)

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
        self._rows = {id_: row for id_, row in self._rows.items() if row[0] != document_id}
