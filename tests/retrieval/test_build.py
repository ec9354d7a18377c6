"""Store to index: everything is held in every index, an interruption is made good, and nothing is embedded twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Document, Language
from corpus.store import Store
from retrieval.adapters.lexical import LexicalFile
from retrieval.adapters.memory import MemoryIndex
from retrieval.adapters.sentences import SentenceFile
from retrieval.build import Builder, in_context
from retrieval.ports import Embedder

Paper = Callable[..., Document]
NAMES = ["LT/CONF.2031/1", "LT/CONF.2031/2", "LT/CONF.2031/3"]


@dataclass
class Bench:
    """A store and three indexes, to build on with any embedder."""

    store: Store
    index: MemoryIndex
    lexical: LexicalFile
    sentences: SentenceFile

    def build(self, embedder: Embedder) -> tuple[int, list[tuple[int, int]]]:
        told: list[tuple[int, int]] = []
        builder = Builder(self.store, embedder, self.index, self.lexical, self.sentences)
        return builder.index_pending(lambda done, total: told.append((done, total))), told

    def held(self, embedder: Embedder) -> tuple[set[str], set[str], set[str]]:
        ids = [p.id for d in self.store.documents() for p in (self.store.document(d.id) or d).paragraphs]
        return (
            {hit.paragraph_id for hit in self.index.nearest(embedder.embed_queries(["shared"])[0], 100, None)},
            {hit.paragraph_id for hit in self.lexical.matching("shared", Language.EN, 100, None)},
            set(self.sentences.of(ids)),
        )


@pytest.fixture
def bench(tmp_path: Path, paper: Paper) -> Iterator[Bench]:
    store = Store.in_home(tmp_path)
    for number, name in enumerate(NAMES, start=1):
        store.put(paper(name, f"A shared word of paper{number}. A second sentence.", "Another shared one."))
    yield Bench(store, MemoryIndex(), LexicalFile(tmp_path / "l.db"), SentenceFile(tmp_path / "s.db"))
    store.close()


ALL = {f"{name}#{label}@en" for name in NAMES for label in "12"}


def test_every_index_holds_every_paragraph(bench: Bench, embedder: Embedder) -> None:
    assert bench.build(embedder) == (6, [(2, 6), (4, 6), (6, 6)])
    assert bench.held(embedder) == (ALL, ALL, ALL)
    assert bench.store.unindexed("words") == ()
    assert bench.build(embedder) == (0, [])


def test_there_is_one_vector_for_each_sentence(bench: Bench, embedder: Embedder) -> None:
    bench.build(embedder)
    shapes = {name: matrix.shape for name, matrix in bench.sentences.of(sorted(ALL)).items()}
    assert {name: rows for name, (rows, _) in shapes.items()} == {n: 2 if "#1@" in n else 1 for n in ALL}
    assert {width for _, width in shapes.values()} == {embedder.dimension}


def test_an_interruption_is_made_good(bench: Bench, make_embedder: Callable[..., Any]) -> None:
    with pytest.raises(RuntimeError, match="power"):
        bench.build(make_embedder(break_on="paper2"))
    assert bench.store.unindexed("words") == (f"{NAMES[1]}@en", f"{NAMES[2]}@en")
    again = make_embedder()
    assert bench.build(again) == (4, [(2, 4), (4, 4)])
    assert bench.held(again) == (ALL, ALL, ALL)
    assert not any("paper1" in text for text in again.seen)


@pytest.mark.parametrize("part", ["index", "lexical", "sentences"])
def test_a_document_is_noted_only_when_every_index_holds_it(
    bench: Bench, embedder: Embedder, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(type(getattr(bench, part)), "add", broken)
        with pytest.raises(OSError, match="no space"):
            bench.build(embedder)
    assert len(bench.store.unindexed("words")) == 3
    bench.build(embedder)
    assert bench.held(embedder) == (ALL, ALL, ALL)


def test_a_replaced_document_leaves_nothing_of_its_old_self(bench: Bench, embedder: Embedder, paper: Paper) -> None:
    bench.build(embedder)
    bench.store.put(paper(NAMES[0], "Only one shared paragraph."))
    assert bench.build(embedder)[0] == 1
    left = ALL - {f"{NAMES[0]}#2@en"}
    assert bench.held(embedder) == (left, left, left)


def test_forget_takes_a_document_out_of_every_index(bench: Bench, embedder: Embedder) -> None:
    bench.build(embedder)
    Builder(bench.store, embedder, bench.index, bench.lexical, bench.sentences).forget(f"{NAMES[0]}@en")
    left = {name for name in ALL if not name.startswith(NAMES[0] + "#")}
    assert bench.held(embedder) == (left, left, left)


@pytest.mark.parametrize(
    ("language", "facts", "expected"),
    [
        ("en", {"submitters": ("SWE",)}, "Sweden: Words."),
        ("fr", {"submitters": ("SWE",)}, "Suède: Words."),
        ("en", {"submitters": ("SWE", "NOR")}, "Sweden, Norway: Words."),
        ("en", {}, "Words."),
    ],
)
def test_the_author_stands_before_what_is_embedded(
    paper: Paper, language: str, facts: dict[str, Any], expected: str
) -> None:
    assert in_context(paper(NAMES[0], "Words.", language=language, **facts), "Words.") == expected
