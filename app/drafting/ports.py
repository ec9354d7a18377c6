"""What an answer needs from outside: passages, and (in two of three modes) a language model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from retrieval.catalogue import Holdings
from retrieval.model import Passage, Query


class Completion(Protocol):
    """What a model wrote, with its cost."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def input_tokens(self) -> int:
        """Tokens read."""

    @property
    def output_tokens(self) -> int:
        """Tokens written."""


class Retriever(Protocol):
    """Passages for a query, found in a worker thread."""

    async def find(self, query: Query, /) -> tuple[Passage, ...]:
        """Passages, best first."""

    async def documents(self, query: Query, /) -> tuple[Holdings, Holdings]:
        """All documents held, and those that are searched."""

    def fingerprints(self) -> tuple[str, str, str]:
        """Embedder, index and corpus."""


class Generator(Protocol):
    """A chat model. Messages are (role, content)."""

    @property
    def name(self) -> str:
        """Which model."""

    async def complete(self, messages: Sequence[tuple[str, str]], /, *, max_tokens: int = 512) -> Completion:
        """One reply."""

    async def probability_yes(self, messages: Sequence[tuple[str, str]], /) -> float:
        """P(yes) / (P(yes) + P(no)) of a one-word reply, 0 to 1."""
