"""An embedder of words for small tests: deterministic, quick, and no model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from retrieval.ports import Embedder, Parts, Vectors

DIMENSION = 32


class WordEmbedder:
    """Texts that share words are near. ``break_on`` makes it fail at a text that holds this."""

    def __init__(self, break_on: str | None = None) -> None:
        self.break_on = break_on
        self.seen: list[str] = []

    @property
    def fingerprint(self) -> str:
        return "words"

    @property
    def dimension(self) -> int:
        return DIMENSION

    def embed_queries(self, texts: Sequence[str], /) -> Vectors:
        return np.stack([_vector(text) for text in texts])

    def embed_passages(self, texts: Sequence[str], /) -> Vectors:
        for text in texts:
            if self.break_on is not None and self.break_on in text:
                raise RuntimeError("the power went out")
        self.seen += texts
        return self.embed_queries(texts)

    def embed_quickly(self, paragraphs: Sequence[str], /) -> Vectors:
        return self.embed_passages(paragraphs)

    def embed_paragraphs(self, paragraphs: Sequence[Parts], /) -> list[Vectors]:
        return [self.embed_passages([whole, *(parts if len(parts) > 1 else ())]) for whole, parts in paragraphs]


def _vector(text: str) -> Vectors:
    total = np.zeros(DIMENSION, np.float32)
    for word in re.findall(r"\w+", text.casefold()) or [""]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
        total += np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    return np.asarray(total / np.linalg.norm(total), np.float32)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return WordEmbedder()


@pytest.fixture(scope="session")
def make_embedder() -> Callable[..., WordEmbedder]:
    return WordEmbedder
