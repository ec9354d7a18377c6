"""Paragraph vectors in Chroma: the embedded store of a folder, or a server by URL. Vectors are our own.

The collection holds each paragraph's text and metadata, cosine distance, so that LangChain's Chroma class can open it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from corpus.model import Document, Paragraph
from retrieval.adapters.sqlite import unavailable
from retrieval.model import Hit
from retrieval.ports import IndexUnavailable, Placed, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_BATCH = 2000  # Chroma takes 5,461 at most
_SEARCH_WIDTH = 100


class ChromaIndex:
    """The paragraphs of one embedder, in a collection named after it."""

    def __init__(self, client: ClientAPI, fingerprint: str) -> None:
        self._client = client
        self.name = f"paragraphs-{fingerprint}"
        with _guarded():
            self._collection = client.get_or_create_collection(
                self.name,
                configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_WIDTH}},
                embedding_function=None,
            )

    @classmethod
    def in_folder(cls, folder: Path, fingerprint: str) -> ChromaIndex:
        """The embedded store; the folder is made when it is not there."""
        import chromadb

        folder.mkdir(parents=True, exist_ok=True)
        with _guarded():
            client = chromadb.PersistentClient(str(folder), settings=_settings())
        return cls(client, fingerprint)

    @classmethod
    def at_url(cls, url: str, fingerprint: str) -> ChromaIndex:
        """A Chroma server, ``http://host:port`` or ``https://host:port``."""
        import chromadb

        parts = urlsplit(url)
        host, port = parts.hostname or "localhost", parts.port or 8000
        try:
            client = chromadb.HttpClient(host, port, ssl=parts.scheme == "https", settings=_settings())
        except Exception as error:
            raise IndexUnavailable(
                f"The Chroma server at {host}:{port} does not answer. Start it, or unset RAPPORTEUR_CHROMA_URL."
            ) from error
        return cls(client, fingerprint)

    def add(self, paragraphs: Sequence[Placed], vectors: Vectors, /) -> None:
        """Holds paragraphs with their unit vectors, shape (paragraphs, dimension)."""
        for start in range(0, len(paragraphs), _BATCH):
            batch = slice(start, start + _BATCH)
            some = paragraphs[batch]
            with _guarded():
                self._collection.upsert(
                    ids=[paragraph.id for _, paragraph in some],
                    embeddings=np.asarray(vectors[batch], dtype=np.float32),
                    documents=[paragraph.text for _, paragraph in some],
                    metadatas=[_metadata(document, paragraph) for document, paragraph in some],
                )

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None, /) -> Sequence[Hit]:
        """The nearest paragraphs, best first. The score is the cosine."""
        where: Any = None if documents is None else {"document": {"$in": list(documents)}}
        with _guarded():
            found = self._collection.query(
                query_embeddings=np.asarray([vector], dtype=np.float32),
                n_results=limit,
                where=where,
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return tuple(Hit(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances[0], strict=True))

    def remove(self, document_id: str, /) -> None:
        """Forgets a document."""
        with _guarded():
            self._collection.delete(where={"document": document_id})

    def forget(self, paragraph_ids: Sequence[str]) -> None:
        """Forgets paragraphs by id: a search for a document's paragraphs would walk through all that are held."""
        for start in range(0, len(paragraph_ids), _BATCH):
            with _guarded():
                self._collection.delete(ids=list(paragraph_ids[start : start + _BATCH]))

    def settle(self) -> None:
        """Has what was added written into the graph, which happens with the next question."""
        with _guarded():
            some = self._collection.peek(1)["embeddings"]
        if some is not None and len(some):
            self.nearest(np.asarray(some[0], np.float32), 1, None)

    def count(self) -> int:
        """How many paragraphs are held."""
        with _guarded():
            return self._collection.count()

    def rows(self) -> Iterator[tuple[Sequence[str], Vectors]]:
        """All that is held, some at a time: ids, and their vectors of shape (ids, dimension)."""
        for start in range(0, self.count(), _BATCH):
            with _guarded():
                rows = self._collection.get(limit=_BATCH, offset=start, include=["embeddings"])
            yield rows["ids"], np.asarray(rows["embeddings"], dtype=np.float32)

    def close(self) -> None:
        """Lets the files go, so that another process or a rebuild may use them."""
        self._client.close()  # type: ignore[attr-defined]  # every client has it, the abstract class lacks it


def _metadata(document: Document, paragraph: Paragraph) -> dict[str, Any]:
    facts = {
        "document": document.id,
        "work": document.work,
        "symbol": document.symbol,
        "label": paragraph.label,
        "language": document.language.value,
        "session": document.session,
        "kind": document.kind,
        "status": document.status.value,
        "date": document.date,
        "submitters": ",".join((*document.submitters, *document.groups)),
    }
    return {key: value for key, value in facts.items() if value}


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


@contextlib.contextmanager
def _guarded() -> Iterator[None]:
    """Whatever breaks inside Chroma, Rust panics too, becomes one clear error."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # PanicException derives from BaseException
        raise unavailable("The vector index is damaged or cannot be read", _first_line(error)) from error


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:160] if lines else type(error).__name__
