"""The vector leg: Chroma's graph and the walk over all signs, each for what the other lacks.

The graph is what a Chroma server can search at any size. It misses neighbours as it grows, it is slow within a filter,
and the question's own language crowds its answers. The walk goes through everything that may be found, language by
language, and finds them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from retrieval.adapters.chroma import ChromaIndex
from retrieval.adapters.codes import CodeFile
from retrieval.model import Hit
from retrieval.ports import Placed, Vectors


class NearestIndex:
    """Both as one index. The walk's file is written first, so that what Chroma holds of a document is always known."""

    def __init__(self, graph: ChromaIndex, walk: CodeFile) -> None:
        self._graph, self._walk = graph, walk

    def add(self, paragraphs: Sequence[Placed], vectors: Vectors, /) -> None:
        """Holds paragraphs with their unit vectors, shape (paragraphs, dimension)."""
        self._walk.add(paragraphs, vectors)
        self._graph.add(paragraphs, vectors)

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None, /) -> Sequence[Hit]:
        """The nearest paragraphs, best first: ``limit`` of all, and a third as many of each language."""
        if documents is not None:
            return self._walk.nearest(vector, limit, documents)
        found = {hit.paragraph_id: hit for hit in self._walk.nearest(vector, limit, None)}
        found |= {hit.paragraph_id: hit for hit in self._graph.nearest(vector, limit, None)}
        return tuple(sorted(found.values(), key=lambda hit: (-hit.score, hit.paragraph_id)))

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
        self._graph.forget(self._walk.ids(document_id))
        self._walk.remove(document_id)

    def settle(self) -> None:
        """Has the graph written out: Chroma does it when it is asked something, and then not again for readers."""
        self._graph.settle()

    def count(self) -> int:
        """How many paragraphs both hold: the lesser number when they differ."""
        return min(self._graph.count(), self._walk.count())
