"""Store to index: everything is held in every index, an interruption is made good, and nothing is embedded twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.model import Document, Language
from corpus.store import Store
from retrieval import build
from retrieval.adapters.lexical import LexicalFile
from retrieval.adapters.memory import MemoryIndex
from retrieval.adapters.vectors import VectorFile
from retrieval.build import Builder
from retrieval.context import in_context
from retrieval.ports import Embedder, Indexes, index_name

Paper = Callable[..., Document]
Told = list[tuple[int, int]]
NAMES = ["LT/CONF.2031/1", "LT/CONF.2031/2", "LT/CONF.2031/3"]
WORDS = index_name("words")
LONG, COUNT, AT_ONCE = "LT/CONF.2031/4", 300, 128
ALL = {f"{name}#{label}@en" for name in NAMES for label in "12"}
OF_LONG = {f"{LONG}#{n}@en" for n in range(1, COUNT + 1)}


@dataclass
class Bench:
    """A store and three indexes, to build on with any embedder."""

    store: Store
    index: MemoryIndex
    lexical: LexicalFile
    vectors: VectorFile

    def builder(self, embedder: Embedder) -> Builder:
        return Builder(self.store, embedder, Indexes(self.index, self.lexical, self.vectors))

    def build(self, embedder: Embedder) -> tuple[int, Told]:
        told: Told = []
        return self.builder(embedder).index_pending(lambda done, total: told.append((done, total))), told

    def held(self, embedder: Embedder) -> tuple[set[str], set[str], set[str]]:
        """What each index holds; words among few documents are all looked through."""
        vector, documents = embedder.embed_queries(["shared"])[0], [f"{name}@en" for name in (*NAMES, LONG)]
        return (
            {hit.paragraph_id for hit in self.index.nearest(vector, 1000, None)},
            {hit.paragraph_id for hit in self.lexical.matching("shared", Language.EN, 1000, documents)},
            set(self.vectors.of([*ALL, *OF_LONG])),
        )


@pytest.fixture
def bench(tmp_path: Path, paper: Paper) -> Iterator[Bench]:
    store = Store.in_home(tmp_path)
    for number, name in enumerate(NAMES, start=1):
        store.put(paper(name, f"A shared word of paper{number}. A second sentence.", "Another shared one."))
    yield Bench(store, MemoryIndex(), LexicalFile(tmp_path / "l.db"), VectorFile(tmp_path / "v.db"))
    store.close()


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the small papers is a batch of its own."""
    monkeypatch.setattr(build, "_AT_ONCE", 2)


@pytest.fixture
def long(bench: Bench, paper: Paper, embedder: Embedder) -> Bench:
    """The same, all indexed, and then a long paper that is not."""
    bench.build(embedder)
    bench.store.put(paper(LONG, *(f"The shared paragraph number {n} of many." for n in range(1, COUNT + 1))))
    return bench


@pytest.mark.usefixtures("one_by_one")
def test_progress_is_told_after_each_batch(bench: Bench, embedder: Embedder) -> None:
    assert bench.build(embedder) == (6, [(2, 6), (4, 6), (6, 6)])
    assert bench.held(embedder) == (ALL, ALL, ALL)


def test_every_index_holds_every_paragraph(bench: Bench, embedder: Embedder) -> None:
    assert bench.build(embedder) == (6, [(6, 6)])
    assert bench.held(embedder) == (ALL, ALL, ALL)
    assert bench.store.unindexed(WORDS) == ()
    assert bench.build(embedder) == (0, [])


def test_documents_are_noted_under_the_name_of_their_indexes(bench: Bench, embedder: Embedder) -> None:
    bench.build(embedder)
    assert bench.store.indexed_paragraphs(WORDS) == 6
    assert len(bench.store.unindexed("words")) == 3, "an index of another format does not count"


def test_there_is_one_row_for_a_paragraph_and_one_for_each_of_several_sentences(
    bench: Bench, embedder: Embedder
) -> None:
    bench.build(embedder)
    shapes = {name: matrix.shape for name, matrix in bench.vectors.of(sorted(ALL)).items()}
    assert {name: rows for name, (rows, _) in shapes.items()} == {n: 3 if "#1@" in n else 1 for n in ALL}
    assert {width for _, width in shapes.values()} == {embedder.dimension}


def test_the_first_row_is_the_paragraph_in_every_index(bench: Bench, embedder: Embedder) -> None:
    bench.build(embedder)
    texts = ["A shared word of paper2. A second sentence.", "A shared word of paper2.", "A second sentence."]
    expected = embedder.embed_passages(texts)
    matrix = bench.vectors.of([f"{NAMES[1]}#1@en"])[f"{NAMES[1]}#1@en"]
    assert np.abs(matrix - expected).max() < 0.01
    (best,) = bench.index.nearest(expected[0], 1, None)
    assert best.paragraph_id == f"{NAMES[1]}#1@en"
    assert best.score == pytest.approx(1.0, abs=1e-3)


def test_the_author_stands_before_paragraph_and_sentences(
    bench: Bench, paper: Paper, make_embedder: Callable[..., Any]
) -> None:
    bench.store.put(paper("LT/CONF.2031/9", "First thing. Second thing.", submitters=("SWE",)))
    embedder = make_embedder()
    bench.build(embedder)
    assert [text for text in embedder.seen if "thing" in text] == [
        "Sweden: First thing. Second thing.",
        "Sweden: First thing.",
        "Sweden: Second thing.",
    ]


@pytest.mark.usefixtures("one_by_one")
def test_an_interruption_is_made_good(bench: Bench, make_embedder: Callable[..., Any]) -> None:
    with pytest.raises(RuntimeError, match="power"):
        bench.build(make_embedder(break_on="paper2"))
    assert bench.store.unindexed(WORDS) == (f"{NAMES[1]}@en", f"{NAMES[2]}@en")
    again = make_embedder()
    assert bench.build(again) == (4, [(2, 4), (4, 4)])
    assert bench.held(again) == (ALL, ALL, ALL)
    assert not any("paper1" in text for text in again.seen)


def test_a_long_document_goes_in_parts_and_progress_is_told_after_each(
    long: Bench, make_embedder: Callable[..., Any]
) -> None:
    embedder, told, noted = make_embedder(), [], []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        noted.append(long.store.unindexed(WORDS) == ())

    assert long.builder(embedder).index_pending(progress) == COUNT
    assert told == [(AT_ONCE, COUNT), (2 * AT_ONCE, COUNT), (COUNT, COUNT)]
    assert len(embedder.seen) == COUNT
    assert noted[0] is False
    assert noted[-1] is True, "a document is noted with its last part"
    assert long.held(embedder) == (ALL | OF_LONG, ALL | OF_LONG, ALL | OF_LONG)


class Stopped(Exception):
    """What a reader who has waited enough raises."""


def stop_at(count: int) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done >= count:
            raise Stopped

    return progress


@pytest.mark.parametrize("count", [AT_ONCE])
def test_a_long_document_stopped_in_its_middle_is_begun_anew(
    long: Bench, make_embedder: Callable[..., Any], paper: Paper, count: int
) -> None:
    with pytest.raises(Stopped):
        long.builder(make_embedder()).index_pending(stop_at(count))
    assert long.store.unindexed(WORDS) == (f"{LONG}@en",)
    long.store.put(paper(LONG, *(f"The shared paragraph number {n} of fewer." for n in range(1, 201))))
    again = make_embedder()
    assert long.build(again) == (200, [(AT_ONCE, 200), (200, 200)])
    left = ALL | {f"{LONG}#{n}@en" for n in range(1, 201)}
    assert long.held(again) == (left, left, left), "nothing is left of the parts that were held"
    assert len(again.seen) == 200
    assert long.store.unindexed(WORDS) == ()


def test_progress_that_raises_at_the_end_leaves_the_document_indexed(
    long: Bench, make_embedder: Callable[..., Any]
) -> None:
    with pytest.raises(Stopped):
        long.builder(make_embedder()).index_pending(stop_at(COUNT))
    assert long.store.unindexed(WORDS) == ()
    assert long.build(make_embedder()) == (0, [])


@pytest.mark.usefixtures("one_by_one")
def test_a_document_taken_out_meanwhile_is_passed_over(bench: Bench, embedder: Embedder) -> None:
    def progress(done: int, total: int) -> None:
        bench.store.remove(f"{NAMES[1]}@en")

    bench.builder(embedder).index_pending(progress)
    left = {name for name in ALL if not name.startswith(NAMES[1] + "#")}
    assert bench.held(embedder) == (left, left, left)


@pytest.mark.parametrize("part", ["index", "lexical", "vectors"])
def test_a_document_is_noted_only_when_every_index_holds_it(
    bench: Bench, embedder: Embedder, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(type(getattr(bench, part)), "add", broken)
        with pytest.raises(OSError, match="no space"):
            bench.build(embedder)
    assert len(bench.store.unindexed(WORDS)) == 3
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
    bench.builder(embedder).forget(f"{NAMES[0]}@en")
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
