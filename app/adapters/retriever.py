"""The retrieval room as the assistant sees it: searches run in a worker thread, so that the service goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager

from app.happenings import Tell, happening
from corpus.store import Store
from retrieval.catalogue import Holdings
from retrieval.model import Passage, Query
from retrieval.search import Search


class ThreadedRetriever:
    """Passages and documents for a query."""

    def __init__(
        self,
        store: Store,
        searching: Callable[[], AbstractContextManager[Search]],
        embedder: str,
        index_name: str,
        tell: Tell,
    ) -> None:
        """``searching`` lends the search for one look; ``embedder`` is its fingerprint; ``tell`` learns of each."""
        self._store, self._searching, self._embedder, self._index_name = store, searching, embedder, index_name
        self._tell = tell

    async def find(self, query: Query, /) -> tuple[Passage, ...]:
        """Passages, best first."""
        with happening(self._tell, "search", "passages") as look:
            found = await asyncio.to_thread(self._find, query)
            look.counts["passages"] = len(found)
        return found

    async def documents(self, query: Query, /) -> tuple[Holdings, Holdings]:
        """All documents held, and those that are searched."""
        return await asyncio.to_thread(self._holdings, query)

    async def cited(self, symbol: str, labels: Sequence[str], /) -> tuple[Passage, ...] | None:
        """The paragraphs of a paper with these labels, in every language held; None when the paper is not on file."""
        return await asyncio.to_thread(self._cited, symbol, labels)

    async def held(self, paragraph_ids: Collection[str], /) -> dict[str, Passage]:
        """The paragraphs with these ids that are on file."""
        return await asyncio.to_thread(self._held, paragraph_ids)

    def _find(self, query: Query) -> tuple[Passage, ...]:
        with self._searching() as search:
            return search.find(query)

    def _holdings(self, query: Query) -> tuple[Holdings, Holdings]:
        with self._searching() as search:
            return search.holdings(query)

    def _held(self, paragraph_ids: Collection[str]) -> dict[str, Passage]:
        paragraphs = self._store.paragraphs(list(paragraph_ids))
        documents = {each.document_id: self._store.document(each.document_id) for each in paragraphs.values()}
        return {
            id_: Passage(1, 1.0, ("cited",), paragraph, document, (0, len(paragraph.text)), ())
            for id_, paragraph in paragraphs.items()
            if (document := documents[paragraph.document_id]) is not None
        }

    def _cited(self, symbol: str, labels: Sequence[str]) -> tuple[Passage, ...] | None:
        documents = [held for id_ in self._store.versions(symbol) if (held := self._store.document(id_))]
        if not documents:
            return None
        found = [(each, paragraph) for each in documents for paragraph in each.paragraphs if paragraph.label in labels]
        return tuple(
            Passage(rank, 1.0, ("cited",), paragraph, document, (0, len(paragraph.text)), ())
            for rank, (document, paragraph) in enumerate(found, start=1)
        )

    def fingerprints(self) -> tuple[str, str, str]:
        """Embedder, index and corpus."""
        with self._searching() as search:
            return self._embedder, self._index_name, search.corpus_fingerprint()
