"""Rebuilding the indexes of a home that is open."""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings
from app.wiring import Home
from corpus.model import Language
from retrieval.model import Query

QUERY = Query("Who opposes the moratorium?", Language.EN, limit=3)


def test_an_open_home_finds_the_same_after_a_rebuild(home_copy: Path, models: Path) -> None:
    with Home(Settings(home=home_copy, models=models)) as home:
        before = [passage.paragraph.id for passage in home.search().find(QUERY)]
        assert home.reindex(lambda _done, _total: None) == home.store.counts()[1]
        assert [passage.paragraph.id for passage in home.search().find(QUERY)] == before
