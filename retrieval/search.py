"""Query to passages, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.language import detect_language, script_shares
from corpus.model import Document, Language
from corpus.sentences import split_sentences
from corpus.store import Store
from retrieval.model import Passage, Query
from retrieval.ports import Embedder, Index, IndexUnavailable, LexicalIndex, SentenceVectors, Vectors
from retrieval.rank import Ranked, best_sentence, fuse, one_per_work

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
        vector = self._embedder.embed_queries([query.text])[0]
        ranked = self._ranked(query, vector, tuple(documents))
        return self._passages(self._in_readers_language(ranked, vector, query, documents), documents)

    def ranked(self, query: Query) -> tuple[Ranked, ...]:
        """All candidates for a query, best first, before language versions are joined: what evals of languages read."""
        documents = tuple(document.id for document in self.documents(query))
        return self._ranked(query, self._embedder.embed_queries([query.text])[0], documents) if documents else ()

    def _ranked(self, query: Query, vector: Vectors, documents: Sequence[str]) -> tuple[Ranked, ...]:
        within = None if len(documents) == self._store.counts()[0] else documents
        dense = self._index.nearest(vector, _SHORTLIST, within)
        lexical = self._lexical.matching(query.text, _asked_in(query), _LEXICAL_SHORTLIST, within)
        ids = list(dict.fromkeys(hit.paragraph_id for hit in (*dense, *lexical)))
        return fuse(vector, dense, lexical, self._sentences.of(ids))

    def _in_readers_language(
        self, ranked: Sequence[Ranked], vector: Vectors, query: Query, documents: Mapping[str, Document]
    ) -> list[tuple[Ranked, tuple[str, ...]]]:
        """One candidate per paragraph, in the reader's language where that version is held; with the other versions."""
        held = self._store.paragraphs(item.paragraph_id for item in ranked)
        keys = {
            id_: (documents[paragraph.document_id].work, paragraph.label)
            for id_, paragraph in held.items()
            if paragraph.document_id in documents
        }
        kept = one_per_work([item for item in ranked if item.paragraph_id in keys], keys, query.language.value)
        kept = kept[: query.limit]
        own = {item.paragraph_id: "{}#{}@{}".format(*keys[item.paragraph_id], query.language) for item, _ in kept}
        twins = self._sentences.of([id_ for shown, id_ in own.items() if shown != id_])
        result = []
        for item, others in kept:
            twin = own[item.paragraph_id]
            if twin in twins and f"{keys[item.paragraph_id][0]}@{query.language}" in documents:
                best, _ = best_sentence(vector, twins[twin])
                versions = tuple(dict.fromkeys((item.paragraph_id, *others)))
                result.append((replace(item, paragraph_id=twin, best_sentence=best), versions))
            else:
                result.append((item, others))
        return result

    def _passages(
        self, kept: Sequence[tuple[Ranked, tuple[str, ...]]], documents: Mapping[str, Document]
    ) -> tuple[Passage, ...]:
        paragraphs = self._store.paragraphs(item.paragraph_id for item, _ in kept)
        passages: list[Passage] = []
        for item, versions in kept:
            paragraph = paragraphs.get(item.paragraph_id)
            if paragraph is None or paragraph.document_id not in documents:
                continue
            spans = split_sentences(paragraph.text, paragraph.language)
            passages.append(
                Passage(
                    rank=len(passages) + 1,
                    score=round(item.score, 4),
                    found_by=item.found_by,
                    paragraph=paragraph,
                    document=documents[paragraph.document_id],
                    best=spans[min(item.best_sentence, len(spans) - 1)] if spans else (0, len(paragraph.text)),
                    versions=versions,
                )
            )
        return tuple(passages)


def _asked_in(query: Query) -> Language:
    """The language of the question itself: its script where that decides, otherwise the reader's."""
    shares = script_shares(query.text)
    best = max(shares, key=lambda key: shares[key]) if shares else None
    latin = (Language.EN, Language.ES, Language.FR)
    return best or (query.language if query.language in latin else detect_language(query.text))
