"""R5, R20: what is asked at once does not get into each other's way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import Home
from corpus.model import Language
from retrieval import words


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_a_term_is_the_same_however_many_search(hurried: None, specimen: Path) -> None:
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(specimen.glob("*PC.I*.es.txt")))

    def terms(_: object = None) -> list[str]:
        return words.words_of(text, Language.ES)

    words._stem.cache_clear()
    alone = terms()
    assert len(set(alone)) > 500
    for _ in range(4):
        words._stem.cache_clear()
        with ThreadPoolExecutor(6) as pool:
            assert all(each == alone for each in pool.map(terms, range(6)))


def test_who_opens_the_index_to_read_leaves_it_open_for_who_writes(home: Path, models: Path) -> None:
    """A paper was taken out while the first search since the last change began: one closed what the other used."""
    with Home(Settings(home=home, models=models)) as opened, opened.writer("tests"):
        (document, _) = opened.store.documents()
        with opened.derived.work():
            builder = opened._builder()
            with opened.searching():
                pass
            opened.store.remove(document.id)
            builder.forget(document.id)
            opened._seal()
        with opened.searching() as search:
            assert document.id not in {each.id for each in search._now().indexed}
