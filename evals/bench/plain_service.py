"""What one would write in an afternoon: FastAPI, LangChain's Chroma class, a sentence-transformers model on torch.

It answers with the five nearest paragraphs and checks nothing. ``HOME MODELS FOLDER PORT``; paragraphs are read from
the store of the home and embedded into the folder when it is empty.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from pydantic import BaseModel

from corpus.store import Store

_PASSAGES = 5


class PlainEmbeddings(Embeddings):
    """A sentence-transformers folder as LangChain uses one: batches of 32, torch."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(str(folder))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of paragraphs."""
        vectors: list[list[float]] = self.model.encode_document(texts, batch_size=32, show_progress_bar=False).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


class Question(BaseModel):
    """What is asked."""

    question: str


def create(home: Path, models: Path, folder: Path) -> FastAPI:
    """The service over an index that is made when there is none."""
    chroma = Chroma("plain", PlainEmbeddings(models / "e5-neutral"), persist_directory=str(folder))
    if not chroma.get(limit=1)["ids"]:
        store = Store.in_home(home)
        held = [store.document(document.id) for document in store.documents()]
        paragraphs = [paragraph for document in held if document for paragraph in document.paragraphs]
        chroma.add_texts([each.text for each in paragraphs], ids=[each.id for each in paragraphs])
        store.close()
    service = FastAPI()

    @service.get("/healthz")
    def alive() -> dict[str, str]:
        return {"status": "alive"}

    @service.post("/api/v1/ask")
    def ask(body: Question) -> dict[str, list[str]]:
        return {"passages": [each.page_content for each in chroma.similarity_search(body.question, k=_PASSAGES)]}

    return service


def main(argv: Sequence[str]) -> None:
    """Serves until it is stopped."""
    home, models, folder = map(Path, argv[:3])
    uvicorn.run(create(home, models, folder), host="127.0.0.1", port=int(argv[3]), log_level="warning")


if __name__ == "__main__":
    main(sys.argv[1:])
