"""A language model whose calls are told of: how long each took, what it cost, whether it failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.drafting.ports import Completion, Generator
from app.happenings import Tell, happening


class ToldGenerator:
    """A model as it is; after each call ``tell`` learns of it."""

    def __init__(self, inner: Generator, tell: Tell) -> None:
        self._inner, self._tell = inner, tell

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._inner.name

    @property
    def structured(self) -> bool:
        """As the model."""
        return self._inner.structured

    async def complete(
        self,
        messages: Sequence[tuple[str, str]],
        /,
        *,
        max_tokens: int = 512,
        schema: Mapping[str, object] | None = None,
    ) -> Completion:
        """One reply. Raises as the model."""
        with happening(self._tell, "model", self.name) as call:
            reply = await self._inner.complete(messages, max_tokens=max_tokens, schema=schema)
            call.counts |= {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens}
        return reply

    async def probability_yes(self, messages: Sequence[tuple[str, str]], /) -> float:
        """P(yes). Raises as the model."""
        with happening(self._tell, "model", self.name):
            return await self._inner.probability_yes(messages)
