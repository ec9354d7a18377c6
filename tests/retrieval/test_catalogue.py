"""The catalogue of documents: always what the store holds, and a scope's documents as the scope itself says."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document, Status
from corpus.store import Store
from retrieval.catalogue import Catalogue
from retrieval.model import EVERYTHING, Scope

Paper = Callable[..., Document]


@pytest.fixture
def store(tmp_path: Path, paper: Paper) -> Store:
    store = Store.in_home(tmp_path)
    for number in range(1, 5):
        author = ("SWE",) if number % 2 else ("NOR", "SWE")
        store.put(paper(f"LT/CONF.2031/WP.{number}", "Words.", submitters=author, session="2031"))
    return store


def test_the_fingerprint_follows_the_contents(tmp_path: Path, paper: Paper) -> None:
    store = Store.in_home(tmp_path / "empty")
    catalogue = Catalogue(store, "words")
    seen = [catalogue.current().fingerprint]
    for document in (paper("A/1", "One."), paper("A/2", "Two."), paper("A/1", "Three.")):
        store.put(document)
        seen.append(catalogue.current().fingerprint)
    assert len(set(seen)) == 4
    store.put(paper("A/1", "One."))
    store.remove("A/2@en")
    assert catalogue.current().fingerprint == seen[1]


def test_what_was_seen_is_so_for_a_while_unless_somebody_says_otherwise(store: Store) -> None:
    catalogue = Catalogue(store, "words", every=3600)
    assert len(catalogue.current().held) == 4
    store.remove("LT/CONF.2031/WP.1@en")
    assert len(catalogue.current().held) == 4
    catalogue.look_again()
    assert len(catalogue.current().held) == 3


def test_what_changes_in_the_store_changes_in_the_catalogue(store: Store, paper: Paper) -> None:
    catalogue = Catalogue(store, "words")
    first = catalogue.current()
    assert (len(first.held), len(first.indexed)) == (4, 0)
    store.mark_indexed("LT/CONF.2031/WP.1@en", "words")
    store.mark_indexed("LT/CONF.2031/WP.2@en", "another model")
    assert catalogue.current().indexed.ids == {"LT/CONF.2031/WP.1@en"}
    store.put(paper("LT/CONF.2031/WP.1", "Other words.", submitters=("FIN",)))
    changed = catalogue.current()
    assert changed.held[0].submitters == ("FIN",)
    assert changed.indexed.ids == frozenset()
    store.remove("LT/CONF.2031/WP.3@en")
    assert catalogue.current().held.ids == {f"LT/CONF.2031/WP.{n}@en" for n in (1, 2, 4)}
    store.remove("LT/CONF.2031/WP.4@en")
    store.put(paper("LT/CONF.2031/WP.5", "New."))
    assert catalogue.current().held.ids == {f"LT/CONF.2031/WP.{n}@en" for n in (1, 2, 5)}
    assert catalogue.current() is catalogue.current()
    assert len(first.held) == 4, "what was handed out does not change"


def test_holdings_know_what_they_are_as_a_whole(store: Store) -> None:
    for document in store.documents():
        store.mark_indexed(document.id, "words")
    current = Catalogue(store, "words").current()
    assert current.within(EVERYTHING) is current.held
    norway = current.within(Scope(states=("NOR",)))
    assert norway.works == {"LT/CONF.2031/WP.2", "LT/CONF.2031/WP.4"}
    assert norway.states == {"NOR", "SWE"}
    assert not norway.groups


VALUES = {
    "states": ("SWE", "NOR", "XXX"), "groups": ("NAM", "NAC"), "sessions": ("2031", "2030/PC.I"), "kinds": ("x", "y"),
    "symbols": ("A/1", "A/2"), "languages": ("en", "zh"), "statuses": ("national", "adopted"),
    "since": (None, "2030-01-01"), "until": (None, "2030-12-31"),
}  # fmt: skip
SCOPES = st.builds(
    Scope,
    **{
        name: st.sampled_from(values) if None in values else st.lists(st.sampled_from(values), max_size=2).map(tuple)
        for name, values in VALUES.items()
    },
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, paper: Paper) -> Store:
    store = Store.in_home(tmp_path_factory.mktemp("many"))
    choose = random.Random(4).choice
    for number in range(60):
        document = paper(
            choose(("A/1", "A/2", f"A/{number + 3}")),
            f"Text {number}.",
            language=choose(("en", "zh")),
            submitters=choose(((), ("SWE",), ("SWE", "NOR"))),
            groups=choose(((), ("NAM",))),
            session=choose((None, "2031")),
            kind=choose(("x", "y", "z")),
            status=choose((Status.NATIONAL, Status.ADOPTED, Status.CHAIR)),
            date=choose((None, "2030-05-01", "2031-05-01")),
        )
        store.put(document)
        store.mark_indexed(document.id, "words")
    return store


@given(SCOPES)
@settings(deadline=None)
def test_a_scope_means_the_same_by_facet_and_by_document(many: Store, scope: Scope) -> None:
    found = Catalogue(many, "words").current().within(scope)
    assert found.ids == {document.id for document in many.documents() if scope.admits(document)}
