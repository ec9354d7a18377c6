"""A model that is down is left alone for a while: calls fail at once, then one call finds out whether it is back.

It is shared by all requests that use the model. Libraries for this let every waiting call through when the while is
over, or know threads only; here it is one.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

from app.adapters.errors import ModelDown, ModelError
from app.drafting.ports import Completion, Generator

_LONGEST = 300.0  # seconds, whatever a provider asks for


class Circuit:
    """Whether a model may be called. It opens after so many ``failures`` in a row, for so many ``seconds`` at least."""

    def __init__(self, name: str, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._name, self._most, self._seconds, self._clock = name, failures, seconds, clock
        self._failed = 0
        self._until: float | None = None  # open until then, and until a call has got through
        self._trying = False

    @property
    def left(self) -> float | None:
        """Seconds for which the model is left alone yet; None: it may be called."""
        wait = 0.0 if self._until is None else self._until - self._clock()
        return wait if wait > 0 else None

    @contextlib.contextmanager
    def call(self) -> Iterator[None]:
        """Around one call. A call that is cancelled says nothing; one that is refused says that the model is there.

        Raises:
            ModelDown: the model is left alone.
        """
        trial = self._enter()
        try:
            yield
        except ModelError as error:
            self._note(error if error.retry else None, trial)
            raise
        else:
            self._note(None, trial)
        finally:
            self._trying &= not trial

    def _enter(self) -> bool:
        """Whether this call is the one that finds out."""
        if self._until is None:
            return False
        if self._trying or self.left is not None:
            wait = max(1.0, self.left or 0.0)
            raise ModelDown(
                f"{self._name} did not answer several times: it is left alone for {wait:.0f} s; look at its own log, "
                "or use mode verbatim",
                retry=True,
                after=wait,
            )
        self._trying = True
        return True

    def _note(self, failure: ModelError | None, trial: bool) -> None:
        if failure is None:
            self._failed, self._until = 0, None
            return
        self._failed += 1
        if trial or (self._failed >= self._most and self._until is None):
            self._until = self._clock() + min(_LONGEST, max(self._seconds, failure.after or 0.0))


class GuardedGenerator:
    """A model that is called so often at once and no oftener, and left alone while it is down."""

    def __init__(self, inner: Generator, circuit: Circuit, at_once: int) -> None:
        self._inner, self.circuit, self._at_once = inner, circuit, at_once
        self._places: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

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
        """One reply. Raises as the model, and ``ModelDown``."""
        async with self._call():
            return await self._inner.complete(messages, max_tokens=max_tokens, schema=schema)

    async def probability_yes(self, messages: Sequence[tuple[str, str]], /) -> float:
        """P(yes). Raises as the model, and ``ModelDown``."""
        async with self._call():
            return await self._inner.probability_yes(messages)

    @contextlib.asynccontextmanager
    async def _call(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        if self._places is None or self._places[0] is not loop:  # a command has a loop for each question
            self._places = loop, asyncio.Semaphore(self._at_once)
        async with self._places[1]:
            with self.circuit.call():
                yield
