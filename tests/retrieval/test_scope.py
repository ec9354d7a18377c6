"""Scope: each filter alone, all of them together, and what an empty one means."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Document, Language, Status
from retrieval.model import EVERYTHING, Scope

DOCUMENT = Document(
    id="LT/CONF.2031/PC.I/WP.3@fr",
    symbol="LT/CONF.2031/PC.I/WP.3",
    language=Language.FR,
    title="A title",
    kind="working-paper",
    session="2031/PC.I",
    date="2029-03-14",
    submitters=("SWE", "USA"),
    groups=("NAC",),
    status=Status.GROUP,
)
BARE = Document(id="doc:letter@en", symbol=None, language=Language.EN, title="A letter")
ADMITTING = [
    Scope(states=("SWE",)),
    Scope(states=("FRA", "USA")),
    Scope(groups=("NAC",)),
    Scope(sessions=("2031/PC.I", "2020/PC.I")),
    Scope(kinds=("working-paper",)),
    Scope(symbols=("LT/CONF.2031/PC.I/WP.3",)),
    Scope(languages=("fr", "en")),
    Scope(statuses=("group",)),
    Scope(since="2029-03-14"),
    Scope(until="2029-03-14"),
    Scope(since="2029-01-01", until="2029-12-31"),
]
REFUSING = [
    Scope(states=("FRA",)),
    Scope(groups=("NAM",)),
    Scope(sessions=("2031/PC.II",)),
    Scope(kinds=("decision",)),
    Scope(symbols=("LT/CONF.2031/PC.I/WP.7",)),
    Scope(languages=("en",)),
    Scope(statuses=("national", "adopted")),
    Scope(since="2029-03-15"),
    Scope(until="2029-03-13"),
]


@pytest.mark.parametrize("scope", ADMITTING)
def test_a_filter_that_matches_admits(scope: Scope) -> None:
    assert scope.admits(DOCUMENT)


@pytest.mark.parametrize("scope", REFUSING)
def test_a_filter_that_does_not_match_refuses_whatever_else_matches(scope: Scope) -> None:
    assert not scope.admits(DOCUMENT)
    filled = {name: getattr(scope, name) for name in Scope.__slots__ if getattr(scope, name)}
    matching = {"states": ("SWE",), "languages": ("fr",), "statuses": ("group",), "kinds": ("working-paper",)}
    assert not Scope(**(matching | filled)).admits(DOCUMENT)


def test_everything_admits_everything_and_dates_need_a_date() -> None:
    assert EVERYTHING.admits(DOCUMENT) and EVERYTHING.admits(BARE)
    assert not Scope(since="1900-01-01").admits(BARE)
    assert not Scope(until="2100-01-01").admits(BARE)


def test_a_paper_without_a_symbol_is_named_by_its_work() -> None:
    assert Scope(symbols=("doc:letter",)).admits(BARE)


def test_narrowed_sets_fields_and_leaves_the_rest() -> None:
    scope = Scope(states=("SWE",), since="2029-01-01")
    assert scope.narrowed(languages=("fr",)) == Scope(states=("SWE",), languages=("fr",), since="2029-01-01")
    assert scope == Scope(states=("SWE",), since="2029-01-01")
    with pytest.raises(TypeError):
        scope.narrowed(nothing=("x",))


STATES = st.lists(st.sampled_from(["SWE", "USA", "FRA"]), max_size=3).map(tuple)


@given(STATES, STATES)
def test_a_wider_filter_never_loses_a_document(some: tuple[str, ...], more: tuple[str, ...]) -> None:
    if some and Scope(states=some).admits(DOCUMENT):
        assert Scope(states=some + more).admits(DOCUMENT)


def test_a_made_paper_is_admitted_by_its_own_facts(paper: Callable[..., Document]) -> None:
    made = paper("LT/CONF.2031/1", "One.", submitters=("XAV",))
    assert Scope(states=("XAV",), symbols=("LT/CONF.2031/1",), languages=("en",)).admits(made)
