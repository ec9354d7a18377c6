"""Nearness of texts by the embedding model, in a worker thread."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from retrieval.ports import Embedder, Vectors


class EmbeddedMeaning:
    """Cosines of the vectors of passages."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    async def cosines(self, claims: Sequence[str], texts: Sequence[str], /) -> Vectors:
        """Of each claim and each text, shape (claims, texts)."""
        return await asyncio.to_thread(self._compare, claims, texts)

    def _compare(self, claims: Sequence[str], texts: Sequence[str]) -> Vectors:
        vectors = self._embedder.embed_passages([*claims, *texts])
        compared: Vectors = vectors[: len(claims)] @ vectors[len(claims) :].T
        return compared
