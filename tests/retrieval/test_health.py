"""Every derived file deleted, cut short, overwritten or emptied: a fault is told, and nothing else ever happens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.model import Document, Language
from retrieval import health
from retrieval.adapters.chroma import ChromaIndex
from retrieval.adapters.codes import CodeFile
from retrieval.adapters.lexical import LexicalFile
from retrieval.adapters.vectors import VectorFile
from retrieval.ports import Embedder

COUNT = 1100  # Chroma writes its vector files from 1,000 on
OWN = ["lexical.db", "vectors.db", "codes.db"]
VECTORS = ["chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin", "index_metadata.pickle"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, paper: Callable[..., Document], embedder: Embedder) -> Path:
    folder = tmp_path_factory.mktemp("index")
    document = paper("LT/CONF.2031/1", *(f"Text number {n} of the paper." for n in range(COUNT)))
    vectors = embedder.embed_passages([paragraph.text for paragraph in document.paragraphs])
    LexicalFile(folder / "lexical.db").add(document, document.paragraphs)
    VectorFile(folder / "vectors.db").add(
        document.id, [(paragraph.id, vectors[n : n + 1]) for n, paragraph in enumerate(document.paragraphs)]
    )
    CodeFile(folder / "codes.db").add([(document, paragraph) for paragraph in document.paragraphs], vectors)
    index = ChromaIndex.in_folder(folder / health.CHROMA, "words")
    index.add([(document, paragraph) for paragraph in document.paragraphs], vectors)
    index.close()
    health.seal(folder)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


def faults(folder: Path, fingerprint: str) -> tuple[str, ...]:
    """What is wrong; files that are well and not as they were sealed are sealed anew, as whoever holds a home does."""
    verdict = health.examine(folder, fingerprint)
    if verdict.stale and health.sealed(folder) is not None:
        health.seal(folder)
    return verdict.faults


def only(folder: Path, name: str) -> Path:
    (path,) = folder.rglob(name)
    return path


def damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    assert len(data) > 8
    if how == "deleted":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "head":
        path.write_bytes(bytes(byte ^ 0xFF for byte in data[:64]) + data[64:])
    else:
        third = len(data) // 3
        path.write_bytes(data[:third] + bytes(byte ^ 0xFF for byte in data[third : 2 * third]) + data[2 * third :])


def test_all_files_are_there(built: Path) -> None:
    names = {path.name for path in built.rglob("*") if path.is_file()}
    assert {*OWN, *VECTORS, health.SEAL} <= names


@pytest.mark.parametrize("how", ["deleted", "empty", "cut", "head", "flipped"])
@pytest.mark.parametrize("name", OWN + VECTORS)
def test_damage_is_a_fault_and_nothing_else(folder: Path, name: str, how: str) -> None:
    damage(only(folder, name), how)
    found = faults(folder, "words")
    assert found
    assert all(fault and "\n" not in fault for fault in found)
    assert faults(folder, "words")


@pytest.mark.parametrize("name", OWN)
def test_one_flipped_byte_in_our_own_files_is_a_fault(folder: Path, name: str) -> None:
    path = only(folder, name)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x01
    path.write_bytes(bytes(data))
    assert faults(folder, "words")


def test_an_untouched_index_is_well_and_stays_so_after_reads(folder: Path, embedder: Embedder) -> None:
    for number in range(4):
        assert faults(folder, "words") == ()
        index = ChromaIndex.in_folder(folder / health.CHROMA, "words")
        vector = embedder.embed_queries([f"Text number {number} of the paper."])[0]
        assert len(index.nearest(vector, 60, None)) == 60
        index.close()
        assert LexicalFile(folder / "lexical.db").matching("number 7", Language.EN, 5, None)
        assert VectorFile(folder / "vectors.db").of(["LT/CONF.2031/1#1@en"])
        assert len(CodeFile(folder / "codes.db").nearest(vector, 60, None)) == 60
    assert faults(folder, "words") == ()


def test_a_folder_that_is_not_there_and_an_empty_one_are_well(tmp_path: Path) -> None:
    assert faults(tmp_path / "nowhere", "words") == ()
    assert faults(tmp_path, "words") == ()


def test_without_a_seal_only_the_files_themselves_are_judged(folder: Path) -> None:
    health.unseal(folder)
    assert faults(folder, "words") == ()
    only(folder, "lexical.db").write_bytes(b"")
    assert faults(folder, "words")
    health.unseal(folder)


def test_a_writer_who_was_interrupted_leaves_no_seal(folder: Path, paper: Callable[..., Document]) -> None:
    for _ in range(2):  # the second writer finds what the first one left
        health.unseal(folder)
        assert not (folder / health.SEAL).exists()
        assert faults(folder, "words") == ()
    document = paper("LT/CONF.2031/2", "Another paper.")
    LexicalFile(folder / "lexical.db").add(document, document.paragraphs)
    health.seal(folder)
    assert faults(folder, "words") == ()
    assert not (folder / health.SEALED_BEFORE).exists()
    damage(folder / "lexical.db", "flipped")
    assert faults(folder, "words")


@pytest.mark.parametrize("name", OWN)
def test_damage_from_before_a_writer_came_is_found_after_it(folder: Path, name: str) -> None:
    path = only(folder, name)
    before = path.stat()
    damage(path, "flipped")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    health.unseal(folder)
    health.seal(folder)
    path.touch()
    assert faults(folder, "words"), "what stayed as old as it was keeps the hash of when it was right"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"lexical.db": 1}'])
def test_a_damaged_seal_never_raises(folder: Path, content: bytes) -> None:
    (folder / health.SEAL).write_bytes(content)
    assert isinstance(faults(folder, "words"), tuple)


def test_vectors_of_another_length_are_a_fault(tmp_path: Path, paper: Callable[..., Document]) -> None:
    document = paper("LT/CONF.2031/1", "One.", "Two.")
    index = ChromaIndex.in_folder(tmp_path / health.CHROMA, "words")
    index.add([(document, paragraph) for paragraph in document.paragraphs], np.eye(2, 4, dtype=np.float32))
    index.close()
    health.seal(tmp_path)
    assert faults(tmp_path, "words") == ()
    index = ChromaIndex.in_folder(tmp_path / health.CHROMA, "words")
    index.add([(document, paragraph) for paragraph in document.paragraphs], np.full((2, 4), 2.0, np.float32))
    index.close()
    assert faults(tmp_path, "words")
