"""What every vector index promises, asked of the exact one in memory, of the walk, of Chroma, and of both together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from corpus.model import Document
from retrieval import health
from retrieval.adapters.chroma import ChromaIndex
from retrieval.adapters.codes import CodeFile
from retrieval.adapters.memory import MemoryIndex
from retrieval.adapters.nearest import NearestIndex
from retrieval.adapters.probe import fault
from retrieval.ports import Embedder, Index, IndexUnavailable, Vectors

Paper = Callable[..., Document]
A, B = "LT/CONF.2031/WP.1", "LT/CONF.2031/WP.2"


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaIndex]:
    opened = ChromaIndex.in_folder(tmp_path / "chroma", "words")
    yield opened
    opened.close()


@pytest.fixture
def walk(tmp_path: Path) -> CodeFile:
    return CodeFile(tmp_path / "codes.db")


@pytest.fixture
def nearest(chroma: ChromaIndex, walk: CodeFile) -> NearestIndex:
    return NearestIndex(chroma, walk)


@pytest.fixture(params=["memory", "chroma", "codes", "nearest"])
def index(request: pytest.FixtureRequest) -> Index:
    if request.param == "memory":
        return MemoryIndex()
    made: Index = request.getfixturevalue({"codes": "walk"}.get(request.param, request.param))
    return made


def add(index: Index, embedder: Embedder, document: Document) -> None:
    index.add(
        [(document, paragraph) for paragraph in document.paragraphs],
        embedder.embed_passages([p.text for p in document.paragraphs]),
    )


def ids(index: Index, vector: Vectors, limit: int = 10, documents: list[str] | None = None) -> list[str]:
    return [hit.paragraph_id for hit in index.nearest(vector, limit, documents)]


def test_nothing_is_held_at_first(index: Index, embedder: Embedder) -> None:
    assert ids(index, embedder.embed_queries(["anything"])[0]) == []
    index.remove(f"{A}@en")


def test_the_nearest_come_first_with_their_cosine(index: Index, embedder: Embedder, paper: Paper) -> None:
    document = paper(A, "mines at sea", "budget of the office", "mines at sea and the budget of the office")
    add(index, embedder, document)
    vector = embedder.embed_queries(["mines at sea"])[0]
    found = index.nearest(vector, 10, None)
    assert found[0].paragraph_id == f"{A}#1@en"
    assert found[0].score == pytest.approx(1.0, abs=2e-3)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    matrix = embedder.embed_passages([paragraph.text for paragraph in document.paragraphs])
    exact = {p.id: float(matrix[n] @ vector) for n, p in enumerate(document.paragraphs)}
    assert {hit.paragraph_id: hit.score for hit in found} == pytest.approx(exact, abs=4e-3)


def test_no_more_than_the_limit(index: Index, embedder: Embedder, paper: Paper) -> None:
    add(index, embedder, paper(A, *(f"text number {n}" for n in range(20))))
    vector = embedder.embed_queries(["text number 3"])[0]
    assert ids(index, vector, 5) == ids(index, vector, 20)[:5]
    assert len(ids(index, vector, 100)) == 20


@pytest.mark.parametrize("name", ["walk", "nearest"])
def test_no_language_is_crowded_out(
    request: pytest.FixtureRequest, name: str, embedder: Embedder, paper: Paper
) -> None:
    index: Index = request.getfixturevalue(name)
    texts = {language: [f"text number {n} {language}" for n in range(40)] for language in ("en", "fr", "zh")}
    for language, own in texts.items():
        add(index, embedder, paper(A, *own, language=language))
    vector = embedder.embed_queries(["text number 3 en"])[0]
    found = ids(index, vector, 12)
    counts = Counter(name[-2:] for name in found)
    assert counts["en"] >= 4 and counts["fr"] >= 4 and counts["zh"] >= 4
    assert found[:12] == ids(index, vector, 200)[:12], "the best of all come first"
    for language, own in texts.items():
        scores = embedder.embed_passages(own) @ vector
        expected = [f"{A}#{n + 1}@{language}" for n in np.argsort(-scores)[:4]]
        assert [name for name in found if name.endswith(language)][:4] == expected


def test_documents_restrict(index: Index, embedder: Embedder, paper: Paper) -> None:
    for document in (paper(A, "mines at sea"), paper(B, "mines on land"), paper(A, "mines en mer", language="fr")):
        add(index, embedder, document)
    vector = embedder.embed_queries(["mines at sea"])[0]
    assert set(ids(index, vector)) == {f"{A}#1@en", f"{B}#1@en", f"{A}#1@fr"}
    assert set(ids(index, vector, 10, [f"{B}@en", f"{A}@fr"])) == {f"{B}#1@en", f"{A}#1@fr"}
    assert ids(index, vector, 10, ["nothing@en"]) == []


def test_a_restricted_search_finds_what_lies_far_off(index: Index, embedder: Embedder, paper: Paper) -> None:
    add(index, embedder, paper(A, *(f"mines at sea {n}" for n in range(150))))
    add(index, embedder, paper(B, "budget"))
    assert ids(index, embedder.embed_queries(["mines at sea"])[0], 5, [f"{B}@en"]) == [f"{B}#1@en"]


def test_a_document_may_come_in_parts(index: Index, embedder: Embedder, paper: Paper) -> None:
    document = paper(A, "one", "two", "three", "four", "five")
    vectors = embedder.embed_passages([paragraph.text for paragraph in document.paragraphs])
    for part in (slice(0, 2), slice(2, 4), slice(4, 5)):
        index.add([(document, paragraph) for paragraph in document.paragraphs[part]], vectors[part])
    for n, vector in enumerate(vectors, start=1):
        assert ids(index, vector)[0] == f"{A}#{n}@en"
        assert len(ids(index, vector, 10, [f"{A}@en"])) == 5
    index.remove(f"{A}@en")
    assert ids(index, vectors[0]) == []


def test_remove_forgets_one_document_and_no_other(index: Index, embedder: Embedder, paper: Paper) -> None:
    add(index, embedder, paper(A, "one", "two"))
    add(index, embedder, paper(B, "three"))
    index.remove(f"{A}@en")
    assert ids(index, embedder.embed_queries(["one"])[0]) == [f"{B}#1@en"]
    assert ids(index, embedder.embed_queries(["one"])[0], 10, [f"{A}@en"]) == []


def test_what_was_removed_can_be_added_again(index: Index, embedder: Embedder, paper: Paper) -> None:
    add(index, embedder, paper(A, "old words", "others"))
    index.remove(f"{A}@en")
    add(index, embedder, paper(A, "quite new text"))
    hits = index.nearest(embedder.embed_queries(["quite new text"])[0], 10, None)
    assert [(hit.paragraph_id, round(hit.score, 2)) for hit in hits] == [(f"{A}#1@en", 1.0)]


def test_adding_again_replaces(index: Index, embedder: Embedder, paper: Paper) -> None:
    add(index, embedder, paper(A, "old words", "others"))
    add(index, embedder, paper(A, "quite new text", "others"))
    assert len(ids(index, embedder.embed_queries(["old"])[0])) == 2
    hit = index.nearest(embedder.embed_queries(["quite new text"])[0], 1, None)[0]
    assert hit.paragraph_id == f"{A}#1@en"
    assert hit.score == pytest.approx(1.0, abs=2e-3)
    index.remove(f"{A}@en")
    assert ids(index, embedder.embed_queries(["old"])[0]) == []


# ---- the graph and the walk together


def test_both_legs_hold_the_same_and_tell_the_lesser(
    nearest: NearestIndex, chroma: ChromaIndex, walk: CodeFile, embedder: Embedder, paper: Paper
) -> None:
    add(nearest, embedder, paper(A, "one", "two"))
    assert (nearest.count(), chroma.count(), walk.count()) == (2, 2, 2)
    add(walk, embedder, paper(B, "three"))
    assert (nearest.count(), chroma.count(), walk.count()) == (2, 2, 3)
    add(chroma, embedder, paper(B, "three", "four"))
    assert nearest.count() == 3


def test_what_either_leg_finds_is_found(
    nearest: NearestIndex, chroma: ChromaIndex, walk: CodeFile, embedder: Embedder, paper: Paper
) -> None:
    add(walk, embedder, paper(A, "one"))
    add(chroma, embedder, paper(B, "one"))
    vector = embedder.embed_queries(["one"])[0]
    assert set(ids(nearest, vector)) == {f"{A}#1@en", f"{B}#1@en"}
    assert ids(nearest, vector, 10, [f"{A}@en", f"{B}@en"]) == [f"{A}#1@en"], "filters are the walk's alone"


def test_remove_takes_from_the_graph_what_the_walk_knows(
    nearest: NearestIndex, chroma: ChromaIndex, walk: CodeFile, embedder: Embedder, paper: Paper
) -> None:
    add(nearest, embedder, paper(A, *(f"text {n}" for n in range(300))))
    add(nearest, embedder, paper(B, "another"))
    assert walk.ids(f"{B}@en") == (f"{B}#1@en",)
    nearest.remove(f"{A}@en")
    assert (chroma.count(), walk.count(), walk.ids(f"{A}@en")) == (1, 1, ())
    assert ids(chroma, embedder.embed_queries(["text 1"])[0]) == [f"{B}#1@en"]


@pytest.mark.parametrize("written", [0, 2])
def test_an_add_that_fails_in_the_graph_leaves_nothing_after_remove(
    nearest: NearestIndex, chroma: ChromaIndex, walk: CodeFile, embedder: Embedder, paper: Paper, written: int
) -> None:
    document = paper(A, "one", "two", "three")
    vectors = embedder.embed_passages(["one", "two", "three"])
    add(nearest, embedder, paper(B, "another"))
    chroma.add([(document, paragraph) for paragraph in document.paragraphs[:written]], vectors[:written])
    with pytest.raises(IndexUnavailable):
        nearest.add(
            [(document, paragraph) for paragraph in document.paragraphs], np.hstack([vectors, vectors])
        )  # a length that the graph refuses
    assert (walk.count(), chroma.count()) == (4, 1 + written)
    nearest.remove(f"{A}@en")
    assert (walk.count(), chroma.count()) == (1, 1)
    assert ids(nearest, vectors[0]) == [f"{B}#1@en"]
    nearest.add([(document, paragraph) for paragraph in document.paragraphs], vectors)
    assert nearest.count() == 4


# ---- Chroma


def test_chroma_keeps_what_it_holds_and_shows_it(tmp_path: Path, embedder: Embedder, paper: Paper) -> None:
    folder = tmp_path / health.CHROMA
    index = ChromaIndex.in_folder(folder, "words")
    add(index, embedder, paper(A, *(f"text {n}" for n in range(30))))
    index.close()
    again = ChromaIndex.in_folder(folder, "words")
    other = ChromaIndex.in_folder(folder, "another")
    try:
        assert (again.count(), other.count()) == (30, 0)
        ((held, vectors),) = again.rows()
        assert (len(held), vectors.shape[0], list(other.rows())) == (30, 30, [])
    finally:
        again.close()
        other.close()
    assert fault(tmp_path, "words") is None


def test_chroma_gives_the_nearest_of_all_languages_together(
    chroma: ChromaIndex, embedder: Embedder, paper: Paper
) -> None:
    for language in ("en", "fr"):
        add(chroma, embedder, paper(A, *(f"text {n} {language}" for n in range(10)), language=language))
    assert len(ids(chroma, embedder.embed_queries(["text 1 en"])[0], 5)) == 5


def test_chroma_forgets_by_id_also_what_it_does_not_hold(chroma: ChromaIndex, embedder: Embedder, paper: Paper) -> None:
    add(chroma, embedder, paper(A, *(f"text {n}" for n in range(5))))
    chroma.forget([])
    chroma.forget([*(f"{A}#{n}@en" for n in range(2, 5000)), "nothing#1@en"])
    assert ids(chroma, embedder.embed_queries(["text 1"])[0]) == [f"{A}#1@en"]


def test_a_look_at_the_vectors_tells_those_that_are_not_unit(tmp_path: Path, paper: Paper) -> None:
    index = ChromaIndex.in_folder(tmp_path / health.CHROMA, "words")
    document = paper(A, "one", "two")
    index.add([(document, paragraph) for paragraph in document.paragraphs], np.full((2, 4), 3.0, np.float32))
    index.close()
    assert fault(tmp_path, "words") == "stored vectors are not what was written"


def test_a_chroma_server_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(IndexUnavailable, match="does not answer"):
        ChromaIndex.at_url("http://127.0.0.1:9", "words")


class _Words(Embeddings):
    """Our embedder in LangChain's dress."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self._embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(x) for x in self._embedder.embed_queries([text])[0]]


def test_langchain_can_open_the_collection(tmp_path: Path, embedder: Embedder, paper: Paper) -> None:
    from langchain_chroma import Chroma

    index = ChromaIndex.in_folder(tmp_path, "words")
    add(index, embedder, paper(A, "mines at sea", "budget of the office", submitters=("XAV",), session="2031/PC.I"))
    name = index.name
    index.close()
    opened = Chroma(name, _Words(embedder), persist_directory=str(tmp_path), create_collection_if_not_exists=False)
    (found,) = opened.similarity_search("budget of the office", k=1, filter={"session": "2031/PC.I"})
    assert found.page_content == "budget of the office"
    assert found.metadata["document"] == f"{A}@en"
    assert (found.metadata["label"], found.metadata["submitters"]) == ("2", "XAV")
    assert opened.similarity_search("budget", k=1, filter={"session": "2020/PC.I"}) == []
    ((_, distance),) = opened.similarity_search_with_score("budget of the office", k=1)
    assert distance == pytest.approx(0.0, abs=1e-3)
