"""Store to vectors to index. The store is the truth: a document is noted as indexed only when every index holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from corpus.model import Document, Paragraph
from corpus.names import display_name
from corpus.sentences import split_sentences
from corpus.store import Store
from retrieval.ports import Embedder, Index, LexicalIndex, SentenceVectors, Vectors


class Builder:
    """Brings the indexes to what the store holds."""

    def __init__(
        self, store: Store, embedder: Embedder, index: Index, lexical: LexicalIndex, sentences: SentenceVectors
    ) -> None:
        self._store, self._embedder = store, embedder
        self._index, self._lexical, self._sentences = index, lexical, sentences

    def index_pending(self, progress: Callable[[int, int], None]) -> int:
        """Indexes every document that this embedder has not indexed, and returns how many paragraphs that was.

        Interrupted at any point, the next call goes on where it stopped.

        Args:
            progress: told (paragraphs done, paragraphs in all).
        """
        documents = [
            document
            for document_id in self._store.unindexed(self._embedder.fingerprint)
            if (document := self._store.document(document_id)) is not None
        ]
        total = sum(len(document.paragraphs) for document in documents)
        done = 0
        for document in documents:
            self.forget(document.id)
            self._add(document)
            self._store.mark_indexed(document.id, self._embedder.fingerprint)
            done += len(document.paragraphs)
            progress(done, total)
        return total

    def forget(self, document_id: str) -> None:
        """Takes a document out of every index."""
        self._index.remove(document_id)
        self._lexical.remove(document_id)
        self._sentences.remove(document_id)

    def _add(self, document: Document) -> None:
        paragraphs = document.paragraphs
        whole = self._embedder.embed_passages([in_context(document, paragraph.mended) for paragraph in paragraphs])
        self._lexical.add(document, paragraphs)
        self._sentences.add(document.id, self._sentence_vectors(document, paragraphs, whole))
        self._index.add(document, paragraphs, whole)

    def _sentence_vectors(
        self, document: Document, paragraphs: Sequence[Paragraph], whole: Vectors
    ) -> list[tuple[str, Vectors]]:
        """One matrix per paragraph; a paragraph of one sentence needs no second pass."""
        texts: list[str] = []
        spans = [split_sentences(paragraph.text, paragraph.language) for paragraph in paragraphs]
        for paragraph, own in zip(paragraphs, spans, strict=True):
            if len(own) > 1:
                texts += [in_context(document, paragraph.text[start:end]) for start, end in own]
        vectors = self._embedder.embed_passages(texts) if texts else np.empty((0, whole.shape[1]), np.float32)
        matrices, position = [], 0
        for row, (paragraph, own) in enumerate(zip(paragraphs, spans, strict=True)):
            if len(own) > 1:
                matrices.append((paragraph.id, vectors[position : position + len(own)]))
                position += len(own)
            else:
                matrices.append((paragraph.id, whole[row : row + 1]))
        return matrices


def in_context(document: Document, text: str) -> str:
    """A text with the author's name in front, in the document's language: what is embedded, never what is quoted."""
    language = document.language.value
    names = [display_name(code, language, kind="state") for code in document.submitters]
    names += [display_name(code, language, kind="group") for code in document.groups]
    return f"{', '.join(names)}: {text}" if names else text
