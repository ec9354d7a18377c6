"""The only place where parts are put together. Everything heavy is imported here when it is needed, never before."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.drafting.model import Mode
from app.drafting.pipeline import Assistant
from app.drafting.ports import Generator
from app.drafting.scales import Scales
from app.drafting.verify import Verifier
from app.lock import writing
from app.settings import Settings
from app.store.drafts import Drafts
from corpus.jobs import Jobs
from corpus.store import Store
from prompts.library import Library
from retrieval import health
from retrieval.build import Builder
from retrieval.lifts import lifts_of
from retrieval.ports import Embedder, Indexes, IndexUnavailable, index_name
from retrieval.search import Search

if TYPE_CHECKING:
    from app.adapters.langchain_retriever import RapporteurRetriever
    from app.adapters.retriever import ThreadedRetriever
    from retrieval.adapters.chroma import ChromaIndex
    from retrieval.adapters.nearest import NearestIndex

Progress = Callable[[int, int], None]


class Home:
    """An opened home: the store, and whatever is asked for on top of it, each made once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        settings.home.mkdir(parents=True, exist_ok=True)
        self.store = Store(settings.store_url)
        self._quick = settings.indexing == "quick"
        self._embedder: Embedder | None = None
        self._chroma: ChromaIndex | None = None
        self._search: Search | None = None
        self._generators: dict[Mode, Generator] = {}
        self._closers: list[Callable[[], None]] = [self.store.close, self._close_chroma]

    def __enter__(self) -> Home:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets files, models and connections go."""
        while self._closers:
            self._closers.pop()()

    @property
    def embedder(self) -> Embedder:
        """The embedding model of the settings."""
        if self._embedder is None:
            self._embedder = _open_embedder(self.settings)
        return self._embedder

    @property
    def index_folder(self) -> Path:
        """The derived files of this embedder."""
        return self.settings.home / "index" / self.index_name

    @property
    def index_name(self) -> str:
        """What the indexes are called, and the store notes of documents that they hold."""
        return index_name(self.embedder.fingerprint, quick=self._quick)

    def search(self) -> Search:
        """Search over the indexes, which are checked when it is first asked for.

        Raises:
            IndexUnavailable: a derived file is missing or damaged.
        """
        if self._search is None:
            self._search = self._open_search()
        return self._search

    def _open_search(self) -> Search:
        self.require_healthy()
        indexes, nearest = self._indexes(), self._nearest()
        held, expected = nearest.count(), self.store.indexed_paragraphs(self.index_name)
        if held < expected:  # more are held after an interrupted ingest; they are never shown
            raise IndexUnavailable(
                f"The vector index holds {held} paragraphs, the store says {expected}. Run `rapporteur reindex`."
            )
        return Search(self.store, self.embedder, indexes, lifts_of(self.embedder.fingerprint))

    def langchain_retriever(self, **fields: Any) -> RapporteurRetriever:
        """Search in LangChain's dress, for a chain of one's own; ``fields`` are those of the retriever."""
        from app.adapters.langchain_retriever import RapporteurRetriever

        return RapporteurRetriever(search=self.search(), **fields)

    def assistant(self, mode: Mode) -> Assistant:
        """The assistant, with the language model of the mode."""
        from app.adapters.meaning import EmbeddedMeaning

        scales = Scales(EmbeddedMeaning(self.embedder))
        return Assistant(self.records(), self.generators(mode), Library(), scales, self.settings.model_tokens)

    def records(self) -> ThreadedRetriever:
        """The retrieval room as the assistant sees it."""
        from app.adapters.retriever import ThreadedRetriever

        return ThreadedRetriever(self.store, self.search(), f"chroma:{self.index_name}")

    def verifier(self, mode: Mode) -> Verifier:
        """What checks a text that somebody wrote."""
        return Verifier(self.assistant(mode), self.records())

    @property
    def drafts(self) -> Drafts:
        """The drafts that are kept."""
        return Drafts(self.store.database)

    def generators(self, *modes: Mode) -> dict[Mode, Generator]:
        """The language models of these modes; ``verbatim`` needs none."""
        for mode in modes:
            if mode is not Mode.VERBATIM and mode not in self._generators:
                self._generators[mode] = self._open_generator(mode)
        return self._generators

    @contextlib.contextmanager
    def writer(self, purpose: str, wait: float = 0.0) -> Iterator[None]:
        """Holds the home for writing. Jobs of a process that is gone are told to have failed."""
        with writing(self.settings.home, purpose, wait):
            Jobs(self.store.database).fail_abandoned()
            yield

    def index_pending(self, progress: Progress) -> int:
        """Brings the indexes to what the store holds, and seals them. The caller holds the home for writing."""
        if not self.store.unindexed(self.index_name):
            return 0
        self.require_healthy()
        health.unseal(self.index_folder)
        done = Builder(self.store, self.embedder, self._indexes()).index_pending(progress)
        self._seal()
        return done

    def remove(self, document_id: str) -> None:
        """Takes a document out of the store and the indexes. The caller holds the home for writing."""
        self.require_healthy()
        health.unseal(self.index_folder)
        self.store.remove(document_id)
        Builder(self.store, self.embedder, self._indexes()).forget(document_id)
        self._seal()

    def reindex(self, progress: Progress) -> int:
        """Throws the derived files away and builds them again from the store."""
        self._close_chroma()  # an open index must not lose its files under it
        shutil.rmtree(self.settings.home / "index", ignore_errors=True)
        self.store.mark_unindexed()
        return self.index_pending(progress)

    def require_healthy(self) -> None:
        """Raises IndexUnavailable when a derived file is missing or damaged."""
        if found := health.faults(self.index_folder, self.index_name):
            raise IndexUnavailable(
                f"The index is damaged: {'; '.join(found)}. Run `rapporteur reindex`; "
                "the documents are safe in the store."
            )

    def _indexes(self) -> Indexes:
        from retrieval.adapters.lexical import LexicalFile
        from retrieval.adapters.vectors import VectorFile

        folder = self.index_folder
        words, vectors = LexicalFile(folder / "lexical.db"), VectorFile(folder / "vectors.db")
        return Indexes(self._nearest(), words, vectors, self._quick)

    def _nearest(self) -> NearestIndex:
        from retrieval.adapters.chroma import ChromaIndex
        from retrieval.adapters.codes import CodeFile
        from retrieval.adapters.nearest import NearestIndex

        url, name, folder = self.settings.chroma_url, self.index_name, self.index_folder
        if self._chroma is None:
            self._chroma = ChromaIndex.at_url(url, name) if url else ChromaIndex.in_folder(folder / health.CHROMA, name)
        return NearestIndex(self._chroma, CodeFile(folder / "codes.db"))

    def _seal(self) -> None:
        self._close_chroma()
        health.seal(self.index_folder)

    def _close_chroma(self) -> None:
        if self._chroma is not None:
            self._chroma.close()
            self._chroma = self._search = None

    def _open_generator(self, mode: Mode) -> Generator:
        from app.adapters.replay import Recorder, Replay

        provider, _, file = self.settings.model.partition(":")
        if mode is Mode.MODEL and provider == "replay":
            return Replay(Path(file))
        generator = self._open_model(mode)
        return Recorder(generator, self.settings.record) if self.settings.record else generator

    def _open_model(self, mode: Mode) -> Generator:
        if mode is Mode.LOCAL:
            from app.adapters.gguf import MODEL_NAME
            from app.adapters.local import LocalModel

            own = self.settings.local_model
            local = LocalModel(self.settings.language_model, name=None if own else f"local:{MODEL_NAME}")
            self._closers.append(local.close)
            return local.generator(self.settings.model_timeout)
        from app.adapters.chat import load_chat_model

        return load_chat_model(self.settings.model, self.settings.model_timeout)


def _open_embedder(settings: Settings) -> Embedder:
    if settings.embedder == "embedded":
        from retrieval.adapters.onnx import OnnxEmbedder

        return OnnxEmbedder(settings.models)
    from retrieval.adapters.sbert import SbertEmbedder

    return SbertEmbedder(settings.embedder)
