"""Vectors of paragraphs and sentences on disk; and damage of a derived file as one clear error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.adapters.codes import CodeFile
from retrieval.adapters.lexical import LexicalFile
from retrieval.adapters.packing import packed_paragraph, packed_rows, unpacked_paragraphs, unpacked_rows
from retrieval.adapters.vectors import VectorFile
from retrieval.ports import IndexUnavailable, Vectors

KINDS = [LexicalFile, VectorFile, CodeFile]
Kind = type[LexicalFile] | type[VectorFile] | type[CodeFile]


@pytest.fixture
def vectors(tmp_path: Path) -> VectorFile:
    return VectorFile(tmp_path / "vectors.db")


def unit_rows(rows: int, dimension: int, seed: int = 1) -> Vectors:
    matrix = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), np.float32)


@given(st.integers(1, 20), st.sampled_from([32, 384, 896]), st.integers(0, 99))
def test_packed_vectors_keep_their_cosines(rows: int, dimension: int, seed: int) -> None:
    matrix, queries = unit_rows(rows, dimension, seed), unit_rows(5, dimension, seed + 100)
    data = packed_rows(matrix)
    kept = unpacked_rows(data, dimension)
    assert (kept.shape, {len(row) for row in data}) == (matrix.shape, {2 * dimension + 4})
    assert kept.dtype == np.float32
    assert np.abs(kept @ queries.T - matrix @ queries.T).max() < 0.00002


@given(st.integers(1, 20), st.sampled_from([32, 384, 896]), st.integers(0, 99))
def test_a_paragraph_is_kept_finely_and_its_sentences_in_a_byte_a_number(rows: int, dimension: int, seed: int) -> None:
    matrix, queries = unit_rows(rows, dimension, seed), unit_rows(5, dimension, seed + 100)
    data = packed_paragraph(matrix)
    (kept,) = unpacked_paragraphs([data], dimension)
    assert (kept.shape, len(data)) == (matrix.shape, rows * (dimension + 4) + dimension)
    assert kept.dtype == np.float32
    errors = np.abs(kept @ queries.T - matrix @ queries.T)
    assert errors[0].max() < 0.00002
    half_steps = np.abs(matrix[1:]).max(axis=1, keepdims=True) / 254
    assert np.all(np.abs(kept[1:] - matrix[1:]) <= half_steps * 1.001)
    if dimension > 32:
        assert errors.max() < 0.002


def test_packing_takes_a_row_of_zeros_and_no_rows() -> None:
    zeros = np.zeros((2, 8), np.float32)
    assert np.array_equal(unpacked_rows(packed_rows(zeros), 8), zeros)
    assert packed_rows(zeros[:0]) == []
    assert unpacked_rows([], 8).shape == (0, 8)
    assert unpacked_paragraphs([], 8) == []


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.integers(0, 99))
def test_paragraphs_are_unpacked_together_as_alone(rows: list[int], seed: int) -> None:
    held = [packed_paragraph(unit_rows(count, 64, seed + place)) for place, count in enumerate(rows)]
    for one, together in zip(held, unpacked_paragraphs(held, 64), strict=True):
        assert np.array_equal(unpacked_paragraphs([one], 64)[0], together)


def test_matrices_come_back_in_order(vectors: VectorFile) -> None:
    matrix = unit_rows(5, 384)
    vectors.add("d@en", [("d#1@en", matrix), ("d#2@en", matrix[:1])])
    found = vectors.of(["d#2@en", "d#1@en", "nothing#1@en"])
    assert found.keys() == {"d#1@en", "d#2@en"}
    assert found["d#1@en"].dtype == np.float32
    assert np.diag(found["d#1@en"] @ matrix.T) == pytest.approx(np.ones(5), abs=0.001)
    assert (found["d#1@en"] @ matrix.T).argmax(axis=1).tolist() == [0, 1, 2, 3, 4]
    assert found["d#2@en"].shape == (1, 384)
    assert vectors.of([]) == {}


def test_more_can_be_asked_for_than_sqlite_takes_values(vectors: VectorFile) -> None:
    names = [f"d#{n}@en" for n in range(40_000)]
    vectors.add("d@en", [(name, np.ones((1, 4), np.float32)) for name in names[:3]])
    assert sorted(vectors.of(names)) == names[:3]


def test_parts_of_a_document_add_up_and_are_replaced_by_id(vectors: VectorFile) -> None:
    vectors.add("d@en", [("d#1@en", np.ones((2, 4), np.float32))])
    vectors.add("d@en", [("d#2@en", np.ones((1, 4), np.float32))])
    vectors.add("d@en", [("d#1@en", np.ones((3, 4), np.float32))])
    assert {name: len(rows) for name, rows in vectors.of(["d#1@en", "d#2@en"]).items()} == {"d#1@en": 3, "d#2@en": 1}


def test_remove_forgets_one_document_and_no_other(vectors: VectorFile) -> None:
    for name in "de":
        vectors.add(f"{name}@en", [(f"{name}#1@en", np.ones((1, 4), np.float32))])
    vectors.remove("d@en")
    vectors.remove("nothing@en")
    assert vectors.of(["d#1@en", "e#1@en"]).keys() == {"e#1@en"}


def test_the_file_is_kept_between_openings(tmp_path: Path) -> None:
    VectorFile(tmp_path / "v.db").add("d@en", [("d#1@en", np.ones((1, 4), np.float32))])
    assert VectorFile(tmp_path / "v.db").of(["d#1@en"]).keys() == {"d#1@en"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_one_clear_error(tmp_path: Path, kind: Kind) -> None:
    (tmp_path / "x.db").write_bytes(b"no database at all " * 300)
    with pytest.raises(IndexUnavailable, match=r"x\.db.*reindex"):
        kind(tmp_path / "x.db")


@pytest.mark.parametrize("kind", KINDS)
def test_opening_a_file_changes_nothing_in_it(tmp_path: Path, kind: Kind) -> None:
    kind(tmp_path / "x.db")
    before = (tmp_path / "x.db").read_bytes()
    kind(tmp_path / "x.db")
    assert (tmp_path / "x.db").read_bytes() == before, "a seal is broken by whoever only reads"


@pytest.mark.parametrize("kind", [VectorFile, CodeFile])
def test_a_file_that_is_damaged_while_it_is_open_is_one_clear_error(tmp_path: Path, kind: type[CodeFile]) -> None:
    opened = kind(tmp_path / "x.db")
    (tmp_path / "x.db").write_bytes(b"no database at all " * 300)
    with pytest.raises(IndexUnavailable, match=r"x\.db.*reindex"):
        opened.remove("d@en")
