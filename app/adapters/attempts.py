"""The time and the retries that one call to a model may take."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Awaitable
from typing import TypeVar

from app.adapters.errors import ModelError, timed_out, translate

RETRIES = 2
PAUSE = 0.5  # seconds before the first retry, doubled for the second
T = TypeVar("T")


class Attempts:
    """The time and the retries that one call has left."""

    def __init__(self, name: str, seconds: float) -> None:
        self._name, self._seconds = name, seconds
        self._left = seconds
        self._tries = 0

    async def within(self, step: Awaitable[T]) -> T:
        """Wait for `step` as long as time is left; whatever it raises comes out typed and without context.

        A client library may swallow a cancellation and go on; it is heeded here as soon as the step gives control back.
        """
        started = time.monotonic()
        asked_to_stop = _cancellations()
        failure: ModelError
        try:
            async with asyncio.timeout(None if math.isinf(self._left) else self._left):
                result = await step
            if _cancellations() > asked_to_stop:
                raise asyncio.CancelledError
            return result
        except TimeoutError:
            failure = timed_out(self._name, self._seconds)
        except Exception as error:  # the edge of the house: a provider may raise anything
            failure = translate(error, self._name)
        finally:
            self._left -= time.monotonic() - started
        raise failure

    async def pause(self, failure: ModelError) -> None:
        """Wait before another try, or raise `failure` when another is useless, forbidden or too late."""
        pause = max(PAUSE * 2**self._tries * random.uniform(0.5, 1.5), failure.after or 0.0)  # noqa: S311 -- jitter
        self._tries += 1
        if not failure.retry or self._tries > RETRIES or pause >= self._left:
            raise failure
        self._left -= pause
        await asyncio.sleep(pause)


def _cancellations() -> int:
    """How often the running task was asked to stop."""
    task = asyncio.current_task()
    return task.cancelling() if task else 0
