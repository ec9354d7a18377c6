"""Which documents a search goes through: the list of what is held, in memory, brought up to date by what changed.

A million paragraphs are some thirty thousand documents, about 60 MB here. A scope is answered from sets by facet, so
that no search walks through all documents.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import overload

from corpus.model import Document, Status
from corpus.store import Store
from retrieval.model import EVERYTHING, Scope

_FACETS = ("states", "groups", "sessions", "kinds", "symbols", "languages", "statuses")


class Holdings(Sequence[Document]):
    """Some of the documents held, with what is asked of them as a whole. Each fact is worked out once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = tuple(documents)

    @overload
    def __getitem__(self, place: int) -> Document: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Document]: ...

    def __getitem__(self, place: int | slice) -> Document | Sequence[Document]:
        return self._documents[place]

    def __len__(self) -> int:
        return len(self._documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents)

    @cached_property
    def ids(self) -> frozenset[str]:
        """Ids of the documents."""
        return frozenset(document.id for document in self._documents)

    @cached_property
    def works(self) -> frozenset[str]:
        """The papers; language versions of one paper count once."""
        return frozenset(document.work for document in self._documents)

    @cached_property
    def states(self) -> frozenset[str]:
        """States that submitted any of them."""
        return frozenset(code for document in self._documents for code in document.submitters)

    @cached_property
    def groups(self) -> frozenset[str]:
        """Groups that submitted any of them."""
        return frozenset(code for document in self._documents for code in document.groups)

    @cached_property
    def sessions(self) -> tuple[tuple[str, str], ...]:
        """Each session with a year in which papers of it are dated, in order; no year where a paper has no date."""
        return tuple(sorted({(each.session, (each.date or "")[:4]) for each in self._documents if each.session}))

    def values(self, facet: str) -> Collection[str]:
        """The values of a facet, as ``Scope`` calls it, that some document has."""
        return self._facets[facet].keys()

    def within(self, scope: Scope) -> Holdings:
        """Those of the documents that a scope admits, in the same order."""
        if scope == EVERYTHING:
            return self
        sets = [
            set().union(*(self._facets[name].get(value, set()) for value in wanted))
            for name in _FACETS
            if (wanted := getattr(scope, name))
        ]
        places: Iterable[int] = sorted(set.intersection(*sets)) if sets else range(len(self))
        dated = Scope(since=scope.since, until=scope.until)
        return Holdings(self._documents[place] for place in places if dated.admits(self._documents[place]))

    @cached_property
    def _facets(self) -> dict[str, dict[str, set[int]]]:
        facets: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in _FACETS}
        for place, document in enumerate(self._documents):
            for name, values in _values(document).items():
                for value in values:
                    facets[name][value].add(place)
        return facets

    @cached_property
    def authors(self) -> frozenset[str]:
        """Whose words they are: States, groups, and (where a paper is theirs) the Chair or all together."""
        return frozenset(author for document in self._documents for author in authors_of(document))


def authors_of(document: Document) -> tuple[str, ...]:
    """Whose words a document holds."""
    if document.status in (Status.ADOPTED, Status.CHAIR):
        return (document.status.value,)
    return (*document.submitters, *(f"group {code}" for code in document.groups))


class Catalogue:
    """The documents of a store that the indexes of a name hold. Safe to use from several threads.

    Args:
        store: asked what has changed.
        index: the name of the indexes.
        every: seconds for which what was seen is taken to be so still, unless ``look_again`` says otherwise.
    """

    def __init__(self, store: Store, index: str, every: float = 0.0) -> None:
        self._store, self._index, self._every = store, index, every
        self._looked = -every
        self._lock = threading.Lock()
        self._moment = 0
        self._all: dict[str, Document] = {}
        self._indexed: set[str] = set()
        self._state = Moment(self._all, self._indexed)

    def current(self) -> Moment:
        """What is held now."""
        with self._lock:
            if time.monotonic() - self._looked < self._every:
                return self._state
            looked = time.monotonic()
            changes = self._store.changes(self._moment)
            self._moment = changes.moment
            gone: set[str] = set()
            for document, indexed_by in changes.documents:
                self._all[document.id] = document
                (self._indexed.add if indexed_by == self._index else self._indexed.discard)(document.id)
            if changes.total != len(self._all):
                gone = self._all.keys() - self._store.ids()
                for id_ in gone:
                    del self._all[id_]
                self._indexed -= gone
            if changes.documents or gone:
                self._state = Moment(self._all, self._indexed)
            self._looked = looked
            return self._state

    def look_again(self) -> None:
        """Something has changed: the next question sees it."""
        with self._lock:
            self._looked = -self._every


class Moment:
    """The catalogue as it stood once. ``held`` are all documents, ``indexed`` those that can be searched."""

    def __init__(self, documents: dict[str, Document], indexed: set[str]) -> None:
        ordered = [documents[id_] for id_ in sorted(documents)]
        self.held = Holdings(ordered)
        self.documents = {document.id: document for document in ordered if document.id in indexed}
        complete = len(self.documents) == len(ordered)
        self.indexed = self.held if complete else Holdings(self.documents.values())

    def within(self, scope: Scope) -> Holdings:
        """The documents that can be searched and that a scope admits."""
        return self.indexed.within(scope)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when any document does: a short hash of all ids and contents."""
        rows = sorted([document.id, document.sha256] for document in self.held)
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def _values(document: Document) -> dict[str, Iterable[str]]:
    """A document's value of each facet, as ``Scope.admits`` compares them."""
    return {
        "states": document.submitters,
        "groups": document.groups,
        "sessions": (document.session,) if document.session else (),
        "kinds": (document.kind,) if document.kind else (),
        "symbols": {document.work, *((document.symbol,) if document.symbol else ())},
        "languages": (document.language.value,),
        "statuses": (document.status.value,),
    }
