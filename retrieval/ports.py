"""What retrieval needs from a vendor. Each port has a fake that is a real adapter and passes the same tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import RapporteurError
from corpus.model import Document, Language, Paragraph
from retrieval.model import Hit

Vectors = NDArray[np.float32]


class IndexUnavailable(RapporteurError):
    """An index is missing, damaged or made by another model."""


class EmbedderUnavailable(RapporteurError):
    """The embedding model is missing, damaged or unknown."""


class Embedder(Protocol):
    """Texts to unit vectors, float32, shape (texts, dimension). Deterministic."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_queries(self, texts: Sequence[str], /) -> Vectors:
        """Vectors of questions."""

    def embed_passages(self, texts: Sequence[str], /) -> Vectors:
        """Vectors of paragraphs or sentences."""


class Index(Protocol):
    """Nearest paragraphs by cosine among some documents."""

    def add(self, document: Document, paragraphs: Sequence[Paragraph], vectors: Vectors, /) -> None:
        """Holds paragraphs; those already held under the same id are replaced."""

    def nearest(self, vector: Vectors, limit: int, documents: Sequence[str] | None, /) -> Sequence[Hit]:
        """The nearest paragraphs, best first; ``documents`` restricts to these document ids (None: all)."""

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""


class LexicalIndex(Protocol):
    """Paragraphs that share words with a query, by BM25."""

    def add(self, document: Document, paragraphs: Sequence[Paragraph], /) -> None:
        """Holds paragraphs; those already held under the same id are replaced."""

    def matching(self, text: str, language: Language, limit: int, documents: Sequence[str] | None, /) -> Sequence[Hit]:
        """The best matches for a text in a language, best first; empty when no word is shared."""

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""


class SentenceVectors(Protocol):
    """The vectors of every sentence of a paragraph, to rescore a shortlist."""

    def add(self, document_id: str, vectors: Sequence[tuple[str, Vectors]], /) -> None:
        """Holds (paragraph id, matrix of sentence vectors in order)."""

    def of(self, paragraph_ids: Sequence[str], /) -> dict[str, Vectors]:
        """Matrices by paragraph id; ids that are not held are left out."""

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
