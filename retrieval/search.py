"""Query to passages, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Document
from corpus.sentences import split_sentences
from corpus.store import Store
from retrieval.model import Passage, Query
from retrieval.ports import Embedder, Index, IndexUnavailable, LexicalIndex, SentenceVectors
from retrieval.rank import Ranked, fuse, one_per_work

_SHORTLIST = (
    60  # the right paragraph is in the top 20 of the vector leg 98 times in 100; language versions share places
)
_LEXICAL_SHORTLIST = 30


class Search:
    """Finds the paragraphs that bear on a question: vectors, then words, then the sentences of the shortlist."""

    def __init__(
        self, store: Store, embedder: Embedder, index: Index, lexical: LexicalIndex, sentences: SentenceVectors
    ) -> None:
        self._store, self._embedder = store, embedder
        self._index, self._lexical, self._sentences = index, lexical, sentences

    @property
    def embedder_fingerprint(self) -> str:
        """Which embedder answers."""
        return self._embedder.fingerprint

    def documents(self, query: Query) -> tuple[Document, ...]:
        """The documents that are searched: in scope, and indexed.

        Raises:
            IndexUnavailable: documents are held but this embedder has indexed none of them.
        """
        held = self._store.documents()
        waiting = set(self._store.unindexed(self._embedder.fingerprint))
        if held and len(waiting) == len(held):
            raise IndexUnavailable(
                "None of the documents held is indexed by the embedding model in use. Run `rapporteur reindex`."
            )
        return tuple(document for document in held if document.id not in waiting and query.scope.admits(document))

    def find(self, query: Query) -> tuple[Passage, ...]:
        """The passages for a query, best first, at most ``query.limit``."""
        documents = {document.id: document for document in self.documents(query)}
        if not documents:
            return ()
        within = None if len(documents) == self._store.counts()[0] else tuple(documents)
        vector = self._embedder.embed_queries([query.text])[0]
        dense = self._index.nearest(vector, _SHORTLIST, within)
        lexical = self._lexical.matching(query.text, _LEXICAL_SHORTLIST, within)
        ids = list(dict.fromkeys(hit.paragraph_id for hit in (*dense, *lexical)))
        ranked = fuse(vector, dense, lexical, self._sentences.of(ids))
        return self._passages(ranked, query, documents)

    def _passages(self, ranked: Sequence[Ranked], query: Query, documents: dict[str, Document]) -> tuple[Passage, ...]:
        paragraphs = self._store.paragraphs(item.paragraph_id for item in ranked)
        ranked = [item for item in ranked if item.paragraph_id in paragraphs]
        keys = {
            item.paragraph_id: (
                documents[paragraphs[item.paragraph_id].document_id].work,
                paragraphs[item.paragraph_id].label,
            )
            for item in ranked
            if paragraphs[item.paragraph_id].document_id in documents
        }
        kept = one_per_work([item for item in ranked if item.paragraph_id in keys], keys, query.language.value)
        passages = []
        for rank, (item, versions) in enumerate(kept[: query.limit], start=1):
            paragraph = paragraphs[item.paragraph_id]
            spans = split_sentences(paragraph.text, paragraph.language)
            best = spans[min(item.best_sentence, len(spans) - 1)] if spans else (0, len(paragraph.text))
            passages.append(
                Passage(
                    rank=rank,
                    score=round(item.score, 4),
                    found_by=item.found_by,
                    paragraph=paragraph,
                    document=documents[paragraph.document_id],
                    best=best,
                    versions=versions,
                )
            )
        return tuple(passages)
