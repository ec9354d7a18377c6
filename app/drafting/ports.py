"""What an answer needs from outside: passages, and (in two of three modes) a language model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from retrieval.catalogue import Holdings
from retrieval.model import Passage, Query
from retrieval.ports import Vectors


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


class Records(Protocol):
    """Paragraphs by where they stand."""

    async def cited(self, symbol: str, labels: Sequence[str], /) -> tuple[Passage, ...] | None:
        """The paragraphs of a paper with these labels, in every language held; None when the paper is not on file."""

    async def held(self, paragraph_ids: Collection[str], /) -> Mapping[str, Passage]:
        """The paragraphs with these ids that are on file."""


class Meaning(Protocol):
    """How near texts are in meaning, by vectors, whatever their languages. Computed in a worker thread."""

    async def cosines(self, claims: Sequence[str], texts: Sequence[str], /) -> Vectors:
        """Of each claim and each text, shape (claims, texts)."""


class Generator(Protocol):
    """A chat model. Messages are (role, content)."""

    @property
    def name(self) -> str:
        """Which model."""

    @property
    def structured(self) -> bool:
        """Whether it takes a JSON schema for its reply, as far as is known: a call that it refuses shows otherwise."""

    async def complete(
        self,
        messages: Sequence[tuple[str, str]],
        /,
        *,
        max_tokens: int = 512,
        schema: Mapping[str, object] | None = None,
    ) -> Completion:
        """One reply, by a JSON schema where one is given."""

    async def probability_yes(self, messages: Sequence[tuple[str, str]], /) -> float:
        """P(yes) / (P(yes) + P(no)) of a one-word reply, 0 to 1."""
