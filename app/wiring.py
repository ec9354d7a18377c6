"""The only place where parts are put together. Everything heavy is imported here when it is needed, never before."""

from __future__ import annotations

import contextlib
import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.derived import Derived
from app.drafting.model import Mode
from app.drafting.pipeline import Assistant
from app.drafting.scales import Scales
from app.drafting.verify import Verifier
from app.engines import Engines
from app.guard import Guard
from app.lock import writing
from app.settings import Settings
from app.store.conversations import Conversations
from app.store.drafts import Drafts
from app.store.keys import DEFAULT, folder_of, schema_of
from app.store.results import Results
from corpus.errors import disk_told
from corpus.jobs import Jobs
from corpus.store import Store
from prompts.library import Library
from retrieval import health
from retrieval.build import Builder
from retrieval.catalogue import Catalogue
from retrieval.lifts import lifts_of
from retrieval.ports import Embedder, Indexes, IndexUnavailable, index_name
from retrieval.search import Search

if TYPE_CHECKING:
    from app.adapters.langchain_retriever import RapporteurRetriever
    from app.adapters.retriever import ThreadedRetriever
    from retrieval.adapters.chroma import ChromaIndex
    from retrieval.adapters.nearest import NearestIndex

_INDEX = "index"  # the folder of what is derived
_SEEN_FOR = 0.25  # seconds after which what another process changed is seen at the latest
Progress = Callable[[int, int], None]


class Home:
    """One workspace of a home folder: its store, and whatever is asked for on top of it, each made once.

    Nothing of another workspace can be reached through it: a workspace has a database (in PostgreSQL a schema) and
    indexes of its own. Safe to use from several threads.

    Args:
        settings: name the folder.
        workspace: which; by default the folder's own.
        engines: the models, when they are shared; they are left open.
    """

    def __init__(self, settings: Settings, workspace: str = DEFAULT, engines: Engines | None = None) -> None:
        self.settings, self.workspace = settings, workspace
        self.folder = folder_of(settings.home, workspace)
        with disk_told():
            self.folder.mkdir(parents=True, exist_ok=True)
        used = health.is_used(self.folder / _INDEX)
        self.store = Store(settings.store_url(self.folder), schema_of(workspace), expected=used)
        database = self.store.database
        self.drafts, self.results, self.jobs = Drafts(database), Results(database), Jobs(database)
        self.conversations = Conversations(database)
        self.engines = engines or Engines(settings)
        self._quick = settings.indexing == "quick"
        self._guard = Guard()
        self._chroma: ChromaIndex | None = None
        self._search: Search | None = None
        self._closers: list[Callable[[], None]] = [self.store.close, self._close_chroma]
        if engines is None:
            self._closers.insert(0, self.engines.close)

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
        return self.engines.embedder

    @property
    def index_folder(self) -> Path:
        """The derived files of this embedder."""
        return self.folder / _INDEX / self.index_name

    @property
    def index_name(self) -> str:
        """What the indexes are called, and the store notes of documents that they hold."""
        return index_name(self.embedder.fingerprint, quick=self._quick)

    @functools.cached_property
    def derived(self) -> Derived:
        """The derived files of this embedder: whether they are well."""
        return Derived(self.settings.home, self.index_folder, self.index_name)

    @functools.cached_property
    def catalogue(self) -> Catalogue:
        """The list of what is held, kept in memory and brought up to date by what changed."""
        return Catalogue(self.store, self.index_name, _SEEN_FOR)

    def search(self) -> Search:
        """Search over the indexes, which are checked when it is first asked for.

        Raises:
            IndexUnavailable: a derived file is missing or damaged.
        """
        with self.searching() as search:
            return search

    @contextlib.contextmanager
    def searching(self) -> Iterator[Search]:
        """Search, whose files stay as they are while this lasts. What another process has indexed is seen.

        Raises:
            IndexUnavailable: a derived file is missing or damaged.
        """
        while True:
            with self._guard.using():
                if self._search is not None and self.derived.as_opened():
                    yield self._search
                    return
            with self._guard.changing():
                if self._search is None or not self.derived.as_opened():
                    if not self.derived.at_work:  # whoever writes in this process is using it
                        self._close_chroma()
                    self._search = self._open_search()

    def _open_search(self) -> Search:
        self.derived.require_well()
        indexes, nearest = self._indexes(), self._nearest()
        held, expected = nearest.count(), self.store.indexed_paragraphs(self.index_name)
        if held < expected:  # more are held after an interrupted ingest; they are never shown
            raise IndexUnavailable(
                f"The vector index holds {held} paragraphs, the store says {expected}. Run `rapporteur reindex`."
            )
        self.derived.opened()
        return Search(self.store, self.embedder, indexes, lifts_of(self.embedder.fingerprint), self.catalogue)

    def langchain_retriever(self, **fields: Any) -> RapporteurRetriever:
        """Search in LangChain's dress, for a chain of one's own; ``fields`` are those of the retriever."""
        from app.adapters.langchain_retriever import RapporteurRetriever

        return RapporteurRetriever(search=self.search(), **fields)

    def assistant(self, mode: Mode) -> Assistant:
        """The assistant, with the language model of the mode."""
        from app.adapters.meaning import EmbeddedMeaning

        scales = Scales(EmbeddedMeaning(self.embedder))
        return Assistant(self.records(), self.engines.generators(mode), Library(), scales, self.settings.model_tokens)

    def records(self) -> ThreadedRetriever:
        """The retrieval room as the assistant sees it."""
        from app.adapters.retriever import ThreadedRetriever

        index = f"chroma:{self.index_name}"
        return ThreadedRetriever(self.store, self.searching, self.embedder.fingerprint, index, self.engines.tell)

    def verifier(self, mode: Mode) -> Verifier:
        """What checks a text that somebody wrote."""
        return Verifier(self.assistant(mode), self.records())

    @contextlib.contextmanager
    def writer(self, purpose: str, wait: float = 0.0) -> Iterator[None]:
        """Holds the home for writing. Jobs of a process that is gone are told to have failed."""
        with writing(self.settings.home, purpose, wait):
            self.jobs.fail_abandoned()
            yield

    def index_pending(self, progress: Progress) -> int:
        """Brings the indexes to what the store holds, and seals them. The caller holds the home for writing."""
        if not self.store.unindexed(self.index_name):
            return 0
        try:
            with self.derived.work():
                done = self._builder().index_pending(progress)
                self._seal()
        finally:
            self.catalogue.look_again()
        return done

    def remove(self, document_id: str) -> None:
        """Takes a document out of the store and the indexes. The caller holds the home for writing."""
        with self.derived.work():
            self.store.remove(document_id)
            self._builder().forget(document_id)
            self._seal()
        self.catalogue.look_again()

    def reindex(self, progress: Progress) -> int:
        """Throws the derived files away and builds them again from the store."""
        with self._guard.changing():
            self._close_chroma()  # an open index must not lose its files under it
            shutil.rmtree(self.folder / _INDEX, ignore_errors=True)
        self.store.mark_unindexed()
        return self.index_pending(progress)

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
        if url and self.workspace != DEFAULT:
            name = f"{name}-{self.workspace}"  # on a server the workspaces' collections lie side by side
        if self._chroma is None:
            self._chroma = ChromaIndex.at_url(url, name) if url else ChromaIndex.in_folder(folder / health.CHROMA, name)
        return NearestIndex(self._chroma, CodeFile(folder / "codes.db"))

    def _builder(self) -> Builder:
        with self._guard.changing():
            return Builder(self.store, self.embedder, self._indexes())

    def _seal(self) -> None:
        self._nearest().settle()
        with self._guard.changing():
            self._close_chroma()
            self.derived.seal()

    def _close_chroma(self) -> None:
        if self._chroma is not None:
            self._chroma.close()
            self._chroma = self._search = None
