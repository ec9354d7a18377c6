"""Quick indexing: whole paragraphs only, and the sentences of what is shown are read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Document, Language
from corpus.store import Store
from retrieval.adapters.lexical import LexicalFile
from retrieval.adapters.memory import MemoryIndex
from retrieval.adapters.vectors import VectorFile
from retrieval.build import Builder
from retrieval.model import Query
from retrieval.ports import Embedder, Indexes, IndexUnavailable, index_name
from retrieval.search import Search

Paper = Callable[..., Document]
LONG = "Mines drift at sea. The budget of the office grows. Ships report what they see."
QUESTION = Query("The budget of the office grows.", Language.EN)


@pytest.fixture
def store(tmp_path: Path, paper: Paper) -> Iterator[Store]:
    store = Store.in_home(tmp_path)
    store.put(paper("LT/CONF.2031/1", LONG, "Another matter altogether."))
    store.put(paper("LT/CONF.2031/1", "Les mines dérivent. The budget of the office grows.", "Autre.", language="fr"))
    yield store
    store.close()


@pytest.fixture
def indexes(tmp_path: Path) -> Indexes:
    files = LexicalFile(tmp_path / "l.db"), VectorFile(tmp_path / "v.db")
    return Indexes(MemoryIndex(), *files, quick=True)


def test_only_whole_paragraphs_are_embedded(
    store: Store, indexes: Indexes, make_embedder: Callable[..., Any], paper: Paper
) -> None:
    embedder = make_embedder()
    assert Builder(store, embedder, indexes).index_pending(lambda _done, _total: None) == 4
    assert len(embedder.seen) == 4
    assert LONG in embedder.seen
    assert store.unindexed(index_name("words", quick=True)) == ()
    assert len(store.unindexed(index_name("words"))) == 2


@pytest.mark.parametrize(("language", "shown"), [(Language.EN, "en"), (Language.FR, "fr")])
def test_the_best_sentence_is_found_all_the_same(
    store: Store, indexes: Indexes, embedder: Embedder, language: Language, shown: str
) -> None:
    Builder(store, embedder, indexes).index_pending(lambda _done, _total: None)
    first = Search(store, embedder, indexes).find(Query(QUESTION.text, language))[0]
    assert first.paragraph.id == f"LT/CONF.2031/1#1@{shown}"
    assert first.paragraph.text[slice(*first.best)] == "The budget of the office grows."


def test_a_full_search_does_not_use_what_was_indexed_quickly(
    store: Store, indexes: Indexes, embedder: Embedder
) -> None:
    Builder(store, embedder, indexes).index_pending(lambda _done, _total: None)
    full = Indexes(indexes.index, indexes.lexical, indexes.vectors)
    with pytest.raises(IndexUnavailable, match="rapporteur reindex"):
        Search(store, embedder, full).find(QUESTION)
