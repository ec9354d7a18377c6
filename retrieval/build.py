"""Store to vectors to index. The store is the truth: a document is noted as indexed only when every index holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from corpus.model import Document, Paragraph
from corpus.store import Store
from retrieval.context import parts_of
from retrieval.ports import Embedder, Indexes, index_name

_AT_ONCE = 256  # paragraphs of a document that are embedded together: what an interruption costs at most


class Builder:
    """Brings the indexes to what the store holds."""

    def __init__(self, store: Store, embedder: Embedder, indexes: Indexes) -> None:
        self._store, self._embedder = store, embedder
        self._index, self._lexical, self._vectors = indexes.index, indexes.lexical, indexes.vectors
        self._quick = indexes.quick

    def index_pending(self, progress: Callable[[int, int], None]) -> int:
        """Indexes every document that this embedder has not indexed, and returns how many paragraphs that was.

        One document is in memory at a time. Interrupted at any point, the next call goes on where it stopped.

        Args:
            progress: told (paragraphs done, paragraphs in all); what it raises ends the work.
        """
        name = index_name(self._embedder.fingerprint, quick=self._quick)
        total = self._store.counts()[1] - self._store.indexed_paragraphs(name)
        done = 0
        for document_id in self._store.unindexed(name):
            document = self._store.document(document_id)
            if document is None:  # taken out meanwhile
                continue
            self.forget(document.id)
            for start in range(0, len(document.paragraphs), _AT_ONCE):
                some = document.paragraphs[start : start + _AT_ONCE]
                self._add(document, some)
                if start + _AT_ONCE >= len(document.paragraphs):
                    self._store.mark_indexed(document.id, name)
                done += len(some)
                progress(done, max(total, done))
        return done

    def forget(self, document_id: str) -> None:
        """Takes a document out of every index."""
        self._index.remove(document_id)
        self._lexical.remove(document_id)
        self._vectors.remove(document_id)

    def _add(self, document: Document, paragraphs: Sequence[Paragraph]) -> None:
        parts = [parts_of(document, paragraph) for paragraph in paragraphs]
        matrices = self._embedder.embed_paragraphs([(whole, ()) for whole, _ in parts] if self._quick else parts)
        ids = [paragraph.id for paragraph in paragraphs]
        self._lexical.add(document, paragraphs)
        self._vectors.add(document.id, list(zip(ids, matrices, strict=True)))
        self._index.add(document, paragraphs, np.stack([matrix[0] for matrix in matrices]))
