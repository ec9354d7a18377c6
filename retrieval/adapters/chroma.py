"""Paragraph vectors in Chroma: the embedded store of a folder, or a server by URL. Vectors are our own.

The collection holds each paragraph's text and metadata, cosine distance, so that LangChain's Chroma class can open it.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from corpus.model import Document, Paragraph
from retrieval.model import Hit
from retrieval.ports import IndexUnavailable, Placed, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_BATCH = 2000  # Chroma takes 5,461 at most
_SEARCH_WIDTH = 100
_PROBES = 50
_MEND = "Run `rapporteur reindex`; the documents themselves are safe in the store."


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

    def count(self) -> int:
        """How many paragraphs are held."""
        with _guarded():
            return self._collection.count()

    def probe(self) -> str | None:
        """What is wrong with the vectors, in words; None when nothing is.

        Every stored vector must be of length one, and a sample of them must find themselves.
        """
        held = self.count()
        for start in range(0, held, _BATCH):
            with _guarded():
                rows = self._collection.get(limit=_BATCH, offset=start, include=["embeddings"])
            matrix = np.asarray(rows["embeddings"], dtype=np.float32)
            if matrix.shape[0] != len(rows["ids"]) or not np.allclose(np.linalg.norm(matrix, axis=1), 1.0, atol=1e-3):
                return "stored vectors are not what was written"
            for position in range(0, len(matrix), max(1, len(matrix) // _PROBES)):
                nearest = self.nearest(matrix[position], _PROBES, None)
                if not nearest or (
                    nearest[0].score < 0.999 and rows["ids"][position] not in {hit.paragraph_id for hit in nearest}
                ):
                    return f"the vector of {rows['ids'][position]} cannot be found"
        return None

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
        raise IndexUnavailable(
            f"The vector index is damaged or cannot be read ({_first_line(error)}). {_MEND}"
        ) from error


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:160] if lines else type(error).__name__


def main(folder: str, fingerprint: str) -> None:
    """Prints what is wrong with the embedded store of a folder, or nothing. The health check runs it in a child."""
    try:
        index = ChromaIndex.in_folder(Path(folder), fingerprint)
        sys.stdout.write(index.probe() or "")
    except IndexUnavailable as error:
        sys.stdout.write(str(error))
