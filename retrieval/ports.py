"""What retrieval needs from a vendor. Each port has a fake that is a real adapter and passes the same tests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import RapporteurError
from corpus.model import Document, Language, Paragraph
from retrieval.model import Hit

Vectors = NDArray[np.float32]
Parts = tuple[str, Sequence[str]]  # a paragraph's text, and its sentences
Placed = tuple[Document, Paragraph]


INDEX_FORMAT = "3"  # raised when the files of an index are laid out anew, or hold other words or vectors of a paragraph


def index_name(fingerprint: str, *, quick: bool = False) -> str:
    """What the indexes of an embedder are called: its fingerprint, their format, and whether they lack sentences."""
    return f"{fingerprint}-{INDEX_FORMAT}" + "-quick" * quick


class IndexUnavailable(RapporteurError):
    """An index is missing, damaged or made by another model."""


class IndexBusy(IndexUnavailable):
    """An index cannot be written now: the disk is full, or somebody holds the file. Nothing is damaged."""

    retry = True


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
        """Vectors of texts that questions are asked of."""

    def embed_paragraphs(self, paragraphs: Sequence[Parts], /) -> list[Vectors]:
        """A matrix for each paragraph: row 0 is the whole of it, the others are its sentences in order. A paragraph of
        one sentence, or none, has one row."""

    def embed_quickly(self, paragraphs: Sequence[str], /) -> Vectors:
        """Vectors of paragraphs, of long ones perhaps less exact than those of ``embed_passages``, but sooner."""


class Index(Protocol):
    """Nearest paragraphs by cosine among some documents."""

    def add(self, paragraphs: Sequence[Placed], vectors: Vectors, /) -> None:
        """Holds paragraphs, each with its document; those already held under the same id are replaced."""

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None, /) -> Sequence[Hit]:
        """The nearest paragraphs with their cosine, best first: ``limit`` of all, and perhaps more of languages that
        these leave short; ``documents`` restricts to these document ids (None: all)."""

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""


class LexicalIndex(Protocol):
    """Paragraphs of any language that share words, terms, dates or symbols with a query."""

    def add(self, document: Document, paragraphs: Sequence[Paragraph], /) -> None:
        """Holds paragraphs; those already held under the same id are replaced."""

    def matching(
        self, text: str, language: Language, limit: int, documents: Collection[str] | None, /
    ) -> Sequence[Hit]:
        """The best matches for a text in a language, best first; empty when no word is shared. The score is the share
        of the text that a paragraph holds, 0 to 1, comparable across languages."""

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""


class SentenceVectors(Protocol):
    """The vectors of a paragraph and of its sentences, as ``Embedder.embed_paragraphs`` gives them: what a shortlist is
    ranked by."""

    def add(self, document_id: str, vectors: Sequence[tuple[str, Vectors]], /) -> None:
        """Holds (paragraph id, matrix), and forgets nothing."""

    def of(self, paragraph_ids: Sequence[str], /) -> dict[str, Vectors]:
        """Matrices by paragraph id; ids that are not held are left out."""

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""


@dataclass(frozen=True, slots=True)
class Indexes:
    """What is derived from the store. ``quick``: the vectors are those of whole paragraphs only."""

    index: Index
    lexical: LexicalIndex
    vectors: SentenceVectors
    quick: bool = False
