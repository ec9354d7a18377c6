"""Store to vectors to index. The store is the truth: a document is noted as indexed only when every index holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from corpus.model import Document, Paragraph
from corpus.store import Store
from retrieval.context import parts_of
from retrieval.ports import Embedder, Indexes, Vectors, index_name

_AT_ONCE = 128  # paragraphs that are embedded and written together: what an interruption costs at most


class Builder:
    """Brings the indexes to what the store holds."""

    def __init__(self, store: Store, embedder: Embedder, indexes: Indexes) -> None:
        self._store, self._embedder = store, embedder
        self._index, self._lexical, self._vectors = indexes.index, indexes.lexical, indexes.vectors
        self._quick = indexes.quick

    def index_pending(self, progress: Callable[[int, int], None]) -> int:
        """Indexes every document that this embedder has not indexed, and returns how many paragraphs that was.

        A few documents are in memory at once. Interrupted at any point, the next call goes on where it stopped.

        Args:
            progress: told (paragraphs done, paragraphs in all); what it raises ends the work.
        """
        name = index_name(self._embedder.fingerprint, quick=self._quick)
        total = self._store.counts()[1] - self._store.indexed_paragraphs(name)
        done = 0
        with ThreadPoolExecutor(1, "indexing") as writer:
            written: Future[int] | None = None
            for batch in _batches(self._waiting(name)):
                writing = writer.submit(self._write, batch, self._embed(batch), name)
                if written is not None:
                    done += written.result()
                    progress(done, max(total, done))
                written = writing
            if written is not None:
                done += written.result()
                progress(done, max(total, done))
        return done

    def forget(self, document_id: str) -> None:
        """Takes a document out of every index."""
        self._index.remove(document_id)
        self._lexical.remove(document_id)
        self._vectors.remove(document_id)

    def _waiting(self, name: str) -> Iterator[_Part]:
        for document_id in self._store.unindexed(name):
            document = self._store.document(document_id)
            if document is None:  # taken out meanwhile
                continue
            for start in range(0, len(document.paragraphs), _AT_ONCE):
                end = start + _AT_ONCE
                yield _Part(document, document.paragraphs[start:end], start == 0, end >= len(document.paragraphs))

    def _embed(self, batch: Sequence[_Part]) -> list[Vectors]:
        parts = [parts_of(part.document, paragraph) for part in batch for paragraph in part.paragraphs]
        if self._quick:
            return list(self._embedder.embed_quickly([whole for whole, _ in parts])[:, None])
        return self._embedder.embed_paragraphs(parts)

    def _write(self, batch: Sequence[_Part], matrices: Sequence[Vectors], name: str) -> int:
        """Writes a batch while the next is embedded; returns how many paragraphs it has."""
        start = 0
        for part in batch:
            if part.first:
                self.forget(part.document.id)
            own = matrices[start : start + len(part.paragraphs)]
            self._lexical.add(part.document, part.paragraphs)
            ids = [paragraph.id for paragraph in part.paragraphs]
            self._vectors.add(part.document.id, list(zip(ids, own, strict=True)))
            start += len(own)
        placed = [(part.document, paragraph) for part in batch for paragraph in part.paragraphs]
        self._index.add(placed, np.stack([matrix[0] for matrix in matrices]))
        for part in batch:
            if part.last and not self._store.mark_indexed(part.document.id, name):
                self.forget(part.document.id)  # it was taken out meanwhile
        return len(placed)


def _batches(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Small documents together, so that no index is written for a few paragraphs."""
    batch: list[_Part] = []
    for part in parts:
        batch.append(part)
        if sum(len(each.paragraphs) for each in batch) >= _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Part:
    """Some paragraphs of a document, and whether they are its first and its last."""

    document: Document
    paragraphs: Sequence[Paragraph]
    first: bool
    last: bool
