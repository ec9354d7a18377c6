"""Query to passages, on one page."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from corpus.language import detect_language, script_shares
from corpus.model import Language
from corpus.sentences import split_sentences
from corpus.store import Store
from retrieval.catalogue import Catalogue, Holdings, Moment, authors_of
from retrieval.context import parts_of
from retrieval.lifts import Lifts
from retrieval.model import EVERYTHING, Passage, Query
from retrieval.ports import Embedder, Indexes, IndexUnavailable, Vectors, index_name
from retrieval.rank import Ranked, best_first, document_of, fuse, one_per_work, paragraph_scores, prefer, spread

_SHORTLIST = 60  # the right paragraph is in the top 20 of the vector leg 98 times in 100; versions share places
_LEXICAL_SHORTLIST = 30
_PREFERRED = 20
_REMEMBERED = 256  # queries with what was found for them


class Search:
    """Finds the paragraphs that bear on a question: vectors, then words, then the sentences of the shortlist."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        indexes: Indexes,
        lifts: Lifts = lambda _: MappingProxyType({}),
        catalogue: Catalogue | None = None,
    ) -> None:
        """``lifts`` gives, for the language of a question, what is added to the paragraphs of each language;
        ``catalogue`` is the list of what is held, when somebody keeps it."""
        self._store, self._embedder, self._lifts = store, embedder, lifts
        self._index, self._lexical, self._vectors = indexes.index, indexes.lexical, indexes.vectors
        self._quick = indexes.quick
        self._known = _Known()
        self._catalogue = catalogue or Catalogue(store, index_name(embedder.fingerprint, quick=indexes.quick))

    @property
    def embedder_fingerprint(self) -> str:
        """Which embedder answers."""
        return self._embedder.fingerprint

    def corpus_fingerprint(self) -> str:
        """What was held when it was last looked at."""
        return self._catalogue.current().fingerprint

    def holdings(self, query: Query) -> tuple[Holdings, Holdings]:
        """All documents held, and those that are searched: in scope, and indexed.

        Raises:
            IndexUnavailable: documents are held but this embedder has indexed none of them.
        """
        now = self._now()
        return now.held, now.within(query.scope)

    def find(self, query: Query) -> tuple[Passage, ...]:
        """The passages for a query, best first, at most ``query.limit``.

        The queries asked last are remembered for as long as nothing that is held changes: many ask the same, and one
        asks again in another mode, or for a draft.
        """
        now = self._now()
        if (known := self._known.get(query, now)) is not None:
            return known
        found = self._found(query, now)
        self._known.keep(query, now, found)
        return found

    def _found(self, query: Query, now: Moment) -> tuple[Passage, ...]:
        vector, ranked = self._ranked(query, now)
        kept = one_per_work(ranked, query.language.value)
        if not any((query.scope.states, query.scope.groups, query.prefer.states, query.prefer.groups)):
            kept = spread(kept, lambda id_: authors_of(now.documents[document_of(id_)]), query.limit)
        kept = kept[: query.limit]
        shown = self._in_readers_language(kept, vector, query, now)
        return self._passages(self._reread(shown, vector, now) if self._quick else shown, now)

    def ranked(self, query: Query) -> tuple[Ranked, ...]:
        """All candidates for a query, best first, before language versions are joined: what evals of languages read."""
        return self._ranked(query, self._now())[1]

    def _now(self) -> Moment:
        now = self._catalogue.current()
        if now.held and not now.indexed:
            raise IndexUnavailable(
                "None of the documents held is indexed by this version and its embedding model. "
                "Run `rapporteur reindex`."
            )
        return now

    def _ranked(self, query: Query, now: Moment) -> tuple[Vectors, tuple[Ranked, ...]]:
        """The question's vector, and the candidates."""
        searched = now.within(query.scope)
        if not searched:
            return np.empty(0, np.float32), ()
        within = None if searched is now.held else searched.ids
        asked_in = _asked_in(query)
        vector = self._embedder.embed_queries([query.text])[0]
        dense = list(self._index.nearest(vector, _SHORTLIST, within))
        preferred = now.within(query.prefer).ids & searched.ids if query.prefer != EVERYTHING else frozenset()
        if preferred:
            dense += self._index.nearest(vector, _PREFERRED, preferred)
        lexical = self._lexical.matching(query.text, asked_in, _LEXICAL_SHORTLIST, within)
        ids = [hit.paragraph_id for hit in (*dense, *lexical)]
        held = [id_ for id_ in dict.fromkeys(ids) if document_of(id_) in now.documents]
        ranked = fuse(vector, dense, lexical, self._vectors.of(held), self._lifts(asked_in))
        return vector, prefer(ranked, preferred) if preferred else ranked

    def _reread(
        self, shown: Sequence[tuple[Ranked, tuple[str, ...]]], vector: Vectors, now: Moment
    ) -> list[tuple[Ranked, tuple[str, ...]]]:
        """Where sentences were not embedded beforehand: those of what is shown are now, and order it."""
        held = self._store.paragraphs(item.paragraph_id for item, _ in shown)
        found = [(item, others) for item, others in shown if item.paragraph_id in held]
        paragraphs = [held[item.paragraph_id] for item, _ in found]
        parts = [parts_of(now.documents[paragraph.document_id], paragraph) for paragraph in paragraphs]
        matrices = self._embedder.embed_paragraphs(parts)
        again = []
        for (item, others), matrix, (best, score) in zip(
            found, matrices, paragraph_scores(vector, matrices), strict=True
        ):
            gained = score - float(matrix[0] @ vector)
            again.append((replace(item, score=item.score + gained, best_sentence=best), others))
        return sorted(again, key=lambda pair: best_first(pair[0]))

    def _in_readers_language(
        self, kept: Sequence[tuple[Ranked, tuple[str, ...]]], vector: Vectors, query: Query, now: Moment
    ) -> list[tuple[Ranked, tuple[str, ...]]]:
        """Each candidate in the reader's language where that version is searched too; with the other versions."""
        twins = {item.paragraph_id: f"{item.paragraph_id.rpartition('@')[0]}@{query.language}" for item, _ in kept}
        wanted = [
            twin
            for id_, twin in twins.items()
            if twin != id_
            and (document := now.documents.get(document_of(twin))) is not None
            and query.scope.admits(document)
        ]
        matrices = self._vectors.of(wanted) if wanted else {}
        result = []
        for item, others in kept:
            if (matrix := matrices.get(twin := twins[item.paragraph_id])) is None:
                result.append((item, others))
            else:
                ((best, _),) = paragraph_scores(vector, [matrix])
                versions = tuple(id_ for id_ in dict.fromkeys((item.paragraph_id, *others)) if id_ != twin)
                result.append((replace(item, paragraph_id=twin, best_sentence=best), versions))
        return result

    def _passages(self, kept: Sequence[tuple[Ranked, tuple[str, ...]]], now: Moment) -> tuple[Passage, ...]:
        paragraphs = self._store.paragraphs(item.paragraph_id for item, _ in kept)
        passages: list[Passage] = []
        for item, versions in kept:
            paragraph = paragraphs.get(item.paragraph_id)
            if paragraph is None:  # taken out since the indexes were asked
                continue
            spans = split_sentences(paragraph.text, paragraph.language)
            passages.append(
                Passage(
                    rank=len(passages) + 1,
                    score=round(item.score, 4),
                    found_by=item.found_by,
                    paragraph=paragraph,
                    document=now.documents[paragraph.document_id],
                    best=spans[min(item.best_sentence, len(spans) - 1)] if spans else (0, len(paragraph.text)),
                    versions=versions,
                )
            )
        return tuple(passages)


class _Known:
    """What was found for the queries asked last, as long as what is held stays the same. Safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moment: Moment | None = None
        self._found: OrderedDict[Query, tuple[Passage, ...]] = OrderedDict()

    def get(self, query: Query, now: Moment) -> tuple[Passage, ...] | None:
        with self._lock:
            return self._found.get(query) if now is self._moment else None

    def keep(self, query: Query, now: Moment, found: tuple[Passage, ...]) -> None:
        with self._lock:
            if now is not self._moment:
                self._moment = now
                self._found.clear()
            self._found[query] = found
            if len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)


def _asked_in(query: Query) -> Language:
    """The language of the question itself: its script where that decides, otherwise the reader's."""
    shares = script_shares(query.text)
    best = max(shares, key=lambda key: shares[key]) if shares else None
    latin = (Language.EN, Language.ES, Language.FR)
    return best or (query.language if query.language in latin else detect_language(query.text))
