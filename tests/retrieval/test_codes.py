"""The walk over all signs: it finds what an exact search finds, within filters, by language, after every change."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.model import Document
from retrieval.adapters import codes, signs
from retrieval.adapters.codes import CodeFile
from retrieval.adapters.memory import MemoryIndex
from retrieval.ports import Index, Vectors

Paper = Callable[..., Document]
DIMENSION, FREEDOMS, LANGUAGES = 896, 32, ("en", "fr", "zh")
DIMENSIONS = st.sampled_from([1, 7, 32, 63, 64, 65, 100, 384, 896])


def unit_rows(matrix: NDArray[np.float64]) -> Vectors:
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), np.float32)


def clustered(count: int, seed: int, dimension: int = DIMENSION) -> Vectors:
    """Vectors as texts have them: around some subjects, far from the origin, and of fewer freedoms than numbers."""
    shared, random = np.random.default_rng(0), np.random.default_rng(seed)
    basis, subjects = shared.standard_normal((FREEDOMS, dimension)), shared.standard_normal((30, FREEDOMS))
    away = 3 * shared.standard_normal(dimension)
    meant = subjects[random.integers(0, 30, count)] + 0.7 * random.standard_normal((count, FREEDOMS))
    return unit_rows(meant @ basis + away + random.standard_normal((count, dimension)))


def fill(paper: Paper, work: str, count: int, seed: int, *held: Index, language: str = "en") -> Document:
    """Adds a document of random paragraphs to each index."""
    document = paper(work, *(f"Text {n}." for n in range(count)), language=language)
    for index in held:
        index.add([(document, paragraph) for paragraph in document.paragraphs], clustered(count, seed))
    return document


def ids(index: Index, vector: Vectors, limit: int, documents: set[str] | None = None) -> list[str]:
    return [hit.paragraph_id for hit in index.nearest(vector, limit, documents)]


def recall(walk: Index, exact: Index, questions: Vectors, documents: set[str] | None = None) -> float:
    """The share of the ten nearest that are among the sixty of the walk."""
    found = [len(set(ids(exact, q, 10, documents)) & set(ids(walk, q, 60, documents))) for q in questions]
    wanted = [len(ids(exact, q, 10, documents)) for q in questions]
    return sum(found) / sum(wanted)


@pytest.fixture
def walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CodeFile:
    """A file whose signs are compared however few they are."""
    monkeypatch.setattr(codes, "EXACT", 0)
    monkeypatch.setattr(codes, "_ALL_EXACT", 0)
    return CodeFile(tmp_path / "codes.db")


@pytest.fixture
def exact() -> MemoryIndex:
    return MemoryIndex()


def held_of(walk: CodeFile, path: Path) -> signs.Held:
    """What the file holds, read as a whole."""
    connection = sqlite3.connect(path)
    try:
        return signs.read_held(connection, None)
    finally:
        connection.close()


# ---- signs


def bits_of(row: NDArray[np.uint64], dimension: int) -> list[int]:
    bits: list[int] = np.unpackbits(row.view(np.uint8))[:dimension].tolist()
    return bits


@given(DIMENSIONS, st.integers(0, 5), st.integers(0, 99))
def test_a_sign_tells_whether_a_number_is_above_the_mean(dimension: int, rows: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.standard_normal((rows, dimension)).astype(np.float32)
    mean = random.standard_normal(dimension).astype(np.float32)
    found = signs.signs(vectors, mean)
    assert found.shape == (rows, -(-dimension // 64))
    assert found.dtype == np.uint64
    for row, vector in zip(found, vectors, strict=True):
        assert bits_of(row, dimension) == [int(number > middle) for number, middle in zip(vector, mean, strict=True)]
        assert sum(bits_of(row, 64 * len(row))) == sum(bits_of(row, dimension)), "what is filled up is no sign"


@given(DIMENSIONS, st.integers(0, 99))
def test_a_vector_and_its_copy_have_the_same_signs_alone_and_among_others(dimension: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).standard_normal((4, dimension)).astype(np.float32)
    mean = vectors.mean(axis=0)
    together = signs.signs(vectors, mean)
    for row, vector in zip(together, vectors, strict=True):
        assert np.array_equal(signs.signs(vector[None], mean)[0], row)


def made(dimension: int, counts: list[int], languages: list[int], seed: int) -> tuple[signs.Held, NDArray[np.bool_]]:
    """Held signs, and the bits they were made of."""
    vectors = np.random.default_rng(seed).standard_normal((sum(counts), dimension)).astype(np.float32)
    mean = np.zeros(dimension, np.float32)
    held = signs.Held(
        chunks=np.arange(1, len(counts) + 1),
        counts=np.array(counts, np.int64),
        languages=np.array(languages, np.int64),
        documents=tuple(f"d{n // 2}" for n in range(len(counts))),
        codes=np.ascontiguousarray(signs.signs(vectors, mean).T),
        mean=mean,
        centre=sum(counts),
        removals=0,
    )
    return held, vectors > 0


CHUNKS = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 3), st.booleans()), min_size=1, max_size=12)


@given(DIMENSIONS, CHUNKS, st.integers(1, 40), st.integers(0, 99))
def test_a_scan_is_a_plain_count_of_unequal_bits(
    dimension: int, chunks: list[tuple[int, int, bool]], limit: int, seed: int
) -> None:
    counts, languages, admitted = [c for c, _, _ in chunks], [s for _, s, _ in chunks], [a for _, _, a in chunks]
    held, bits = made(dimension, counts, languages, seed)
    question = np.random.default_rng(seed + 100).standard_normal((1, dimension)).astype(np.float32)
    code = signs.signs(question, np.zeros(dimension, np.float32))[0]
    found = [(id_ - 1, place) for id_, place in held.scan(code, limit, np.array(admitted))]
    unequal = (bits != (question > 0)).sum(axis=1)
    of_chunk = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    for chunk, place in found:
        assert admitted[chunk]
        assert 0 <= place < counts[chunk]
    assert len(set(found)) == len(found)
    got = sorted(int(unequal[starts[c] + place]) for c, place in found)
    everything = sorted(int(unequal[n]) for n, c in enumerate(of_chunk) if admitted[c])
    assert got[: min(limit, len(everything))] == everything[:limit]
    for language in {languages[c] for c, a in enumerate(admitted) if a}:
        own = sorted(int(unequal[n]) for n, c in enumerate(of_chunk) if admitted[c] and languages[c] == language)
        some = sorted(int(unequal[starts[c] + place]) for c, place in found if languages[c] == language)
        assert some[: -(-limit // 2)] == own[: -(-limit // 2)]


@given(st.integers(1, 6), st.integers(0, 99))
def test_distances_are_the_same_in_one_block_and_in_many(words: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.integers(0, 2**63, (words, 500), dtype=np.uint64)
    code = random.integers(0, 2**63, words, dtype=np.uint64)
    whole = signs._distances(matrix, code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "_BLOCK", 64)
        assert np.array_equal(signs._distances(matrix, code), whole)
    assert whole.tolist() == np.bitwise_count(matrix ^ code[:, None]).sum(axis=0).tolist()


# ---- what is found


def test_few_paragraphs_are_compared_themselves(tmp_path: Path, exact: MemoryIndex, paper: Paper) -> None:
    walk = CodeFile(tmp_path / "codes.db")
    fill(paper, "A/1", 400, 1, walk, exact)
    for question in clustered(20, 2):
        found, expected = walk.nearest(question, 10, None), exact.nearest(question, 10, None)
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-3)
        assert len({hit.paragraph_id for hit in found} & {hit.paragraph_id for hit in expected}) >= 9


def test_without_a_centre_the_vectors_are_compared(walk: CodeFile, exact: MemoryIndex, paper: Paper) -> None:
    fill(paper, "A/1", signs.FIRST_CENTRE - 1, 1, walk, exact)
    for question in clustered(5, 2):
        best = walk.nearest(question, 1, None)[0]
        assert best.score == pytest.approx(exact.nearest(question, 1, None)[0].score, abs=1e-3)


def test_the_ten_nearest_are_among_sixty(walk: CodeFile, exact: MemoryIndex, paper: Paper) -> None:
    for number in range(10):
        fill(paper, f"A/{number}", 300, number, walk, exact)
    assert recall(walk, exact, clustered(60, 99)) >= 0.99


def test_a_paragraph_is_nearest_to_itself(walk: CodeFile, paper: Paper) -> None:
    document = fill(paper, "A/1", 600, 1, walk)
    for place, vector in list(enumerate(clustered(600, 1)))[::60]:
        (best,) = walk.nearest(vector, 1, None)
        assert best.paragraph_id == document.paragraphs[place].id
        assert best.score == pytest.approx(1.0, abs=0.05)


def test_cosines_are_exact_and_in_order(walk: CodeFile, exact: MemoryIndex, paper: Paper) -> None:
    for language in ("en", "fr"):
        fill(paper, "A/1", 300, 1, walk, exact, language=language)
    question = clustered(1, 3)[0]
    found = walk.nearest(question, 60, None)
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)
    cosines = {hit.paragraph_id: hit.score for hit in exact.nearest(question, 600, None)}
    assert scores == pytest.approx([cosines[hit.paragraph_id] for hit in found], abs=1e-5)


@pytest.mark.parametrize("kept", [1, 3, 9])  # few are picked out before they are compared, many after
def test_a_filter_hides_nothing_of_what_it_leaves(walk: CodeFile, exact: MemoryIndex, paper: Paper, kept: int) -> None:
    names = [fill(paper, f"A/{number}", 150, number, walk, exact).id for number in range(10)]
    within = set(names[:kept])
    assert recall(walk, exact, clustered(30, 99), within) >= 0.99
    found = ids(walk, clustered(1, 98)[0], 2000, within)
    assert len(found) == len(set(found)) == 150 * kept
    assert {f"{name.partition('#')[0]}@en" for name in found} == within
    assert ids(walk, clustered(1, 98)[0], 10, set()) == []
    assert ids(walk, clustered(1, 98)[0], 10, {"nothing@en"}) == []
    assert ids(walk, clustered(1, 98)[0], 10, {*within, "nothing@en"}) == ids(walk, clustered(1, 98)[0], 10, within)


def test_each_language_has_its_own_places(walk: CodeFile, exact: MemoryIndex, paper: Paper) -> None:
    for number, language in enumerate(LANGUAGES):
        fill(paper, "A/1", 200 + 100 * number, number, walk, exact, language=language)
    fill(paper, "A/2", 5, 9, walk, exact, language="ar")
    assert recall(walk, exact, clustered(30, 99)) >= 0.99
    for question in clustered(5, 98):
        counts = Counter(name[-2:] for name in ids(walk, question, 24))
        assert counts["ar"] == 5
        assert all(counts[language] >= 8 for language in LANGUAGES)
        within = Counter(name[-2:] for name in ids(walk, question, 24, {"A/1@fr", "A/2@ar"}))
        assert set(within) == {"fr", "ar"}
        assert within["ar"] == 5


def test_what_is_added_again_is_replaced_and_its_neighbours_stay(
    walk: CodeFile, exact: MemoryIndex, paper: Paper
) -> None:
    document = fill(paper, "A/1", 300, 1, walk, exact)
    some = document.paragraphs[10:20]
    for index in (walk, exact):
        index.add([(document, paragraph) for paragraph in some], clustered(10, 5))
    assert walk.count() == 300
    assert sorted(walk.ids(document.id)) == sorted(paragraph.id for paragraph in document.paragraphs)
    assert recall(walk, exact, clustered(30, 99)) >= 0.99
    for paragraph, vector in zip(some, clustered(10, 5), strict=True):
        assert ids(walk, vector, 1) == [paragraph.id]


def test_vectors_of_any_length_can_be_walked(walk: CodeFile, exact: MemoryIndex, paper: Paper) -> None:
    document = paper("A/1", *(f"Text {n}." for n in range(300)))
    vectors = clustered(300, 1, dimension=100)
    for index in (walk, exact):
        index.add([(document, paragraph) for paragraph in document.paragraphs], vectors)
    for question in vectors[::30]:
        assert ids(walk, question, 1) == ids(exact, question, 1)


# ---- what changes


def test_what_is_removed_is_not_found(walk: CodeFile, exact: MemoryIndex, paper: Paper) -> None:
    for number in range(4):
        fill(paper, f"A/{number}", 150, number, walk, exact)
    before = ids(walk, clustered(1, 99)[0], 1000)
    for index in (walk, exact):
        index.remove("A/1@en")
    found = ids(walk, clustered(1, 99)[0], 1000)
    assert sorted(found) == sorted(name for name in before if not name.startswith("A/1#"))
    assert recall(walk, exact, clustered(30, 99)) >= 0.99
    assert (walk.count(), walk.ids("A/1@en")) == (450, ())
    assert ids(walk, clustered(1, 99)[0], 10, {"A/1@en"}) == []
    for number in (0, 2, 3):
        walk.remove(f"A/{number}@en")
    assert (walk.count(), ids(walk, clustered(1, 99)[0], 10)) == (0, [])


def test_another_reader_of_the_file_sees_every_change(
    walk: CodeFile, tmp_path: Path, exact: MemoryIndex, paper: Paper
) -> None:
    other = CodeFile(tmp_path / "codes.db")
    question = clustered(1, 99)[0]

    def agree() -> None:
        assert sorted(ids(other, question, 10_000)) == sorted(ids(exact, question, 10_000))
        assert ids(other, question, 60) == ids(walk, question, 60) == ids(CodeFile(tmp_path / "codes.db"), question, 60)
        assert recall(other, exact, clustered(10, 98)) >= 0.99

    fill(paper, "A/1", 300, 1, walk, exact)
    agree()
    for number in (2, 3):  # only added: the new chunks alone are read
        fill(paper, f"A/{number}", 200, number, walk, exact)
        agree()
    for index in (walk, exact):  # one goes and one comes: the number of chunks is the same
        index.remove("A/2@en")
    fill(paper, "A/4", 200, 4, walk, exact)
    agree()
    for index in (walk, exact):  # the last one goes, and another takes its place
        index.remove("A/4@en")
    fill(paper, "A/5", 200, 5, walk, exact)
    agree()


def test_only_what_is_new_is_read(walk: CodeFile, tmp_path: Path, paper: Paper) -> None:
    fill(paper, "A/1", 300, 1, walk)
    path = tmp_path / "codes.db"
    first = held_of(walk, path)
    fill(paper, "A/2", 50, 2, walk)
    connection = sqlite3.connect(path)
    try:
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        second = signs.read_held(connection, first)
        assert any(f"WHERE id > {first.chunks[-1]} ORDER BY" in statement for statement in statements)
        connection.rollback()
        assert signs.read_held(connection, second) is second
    finally:
        connection.close()
    whole = held_of(walk, path)
    assert np.array_equal(second.codes, whole.codes)
    assert np.array_equal(second.counts, whole.counts)
    assert second.documents == whole.documents == ("A/1@en", "A/2@en")


@pytest.fixture
def small_centres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "FIRST_CENTRE", 32)
    monkeypatch.setattr(signs, "CENTRE_GROWS", 4)
    monkeypatch.setattr(signs, "_SAMPLE", 100)


@pytest.mark.usefixtures("small_centres")
def test_the_centre_is_renewed_as_the_file_grows_and_answers_stay_right(
    walk: CodeFile, tmp_path: Path, exact: MemoryIndex, paper: Paper
) -> None:
    other = CodeFile(tmp_path / "codes.db")
    centres = []
    for number in range(40):
        fill(paper, f"A/{number}", 16, number, walk, exact)
        if number in (0, 1, 6, 7, 31, 39):
            held = held_of(walk, tmp_path / "codes.db")
            centres.append(held.centre)
            for reader in (walk, other):
                assert recall(reader, exact, clustered(10, 99)) >= 0.99
    assert centres == [0, 32, 32, 128, 512, 512]
    vectors = np.concatenate([clustered(16, number) for number in range(40)])
    assert held.mean is not None
    expected = signs.signs(vectors, held.mean)
    unequal = np.bitwise_count(held.codes.T ^ expected).sum(axis=1)
    assert unequal.max() < 0.02 * DIMENSION, "signs taken before and after the centre was renewed are of one mean"


@pytest.mark.usefixtures("small_centres")
def test_the_mean_is_that_of_a_sample(walk: CodeFile, tmp_path: Path, paper: Paper) -> None:
    fill(paper, "A/1", 40, 1, walk)
    held = held_of(walk, tmp_path / "codes.db")
    assert held.mean is not None
    assert np.abs(held.mean - clustered(40, 1).mean(axis=0)).max() < 1e-3


def test_many_threads_may_ask_while_one_adds(walk: CodeFile, paper: Paper) -> None:
    for name in ("A/stays", "A/0"):
        fill(paper, name, 300, 0, walk)
    questions, failed, stop = clustered(4, 99), list[BaseException](), threading.Event()

    def ask(question: Vectors) -> None:
        try:
            while not stop.is_set():
                found = ids(walk, question, 20)  # fewer where some go between the walk and the reading of their names
                assert 0 < len(found) == len(set(found)) <= 20
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=ask, args=(question,)) for question in questions]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, 6):
            fill(paper, f"A/{number}", 50, number, walk)
            walk.remove(f"A/{number - 1}@en")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failed == []
