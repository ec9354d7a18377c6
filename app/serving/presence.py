"""Work goes on only while somebody waits for it: a reader who goes away stops the model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi import Request

_EVERY = 0.25  # seconds between two looks
T = TypeVar("T")


class Gone(Exception):
    """The reader went away; nobody is left to answer."""


async def while_present(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` gives. It is cancelled when the reader goes away.

    Raises:
        Gone: the reader went away.
    """
    task = asyncio.create_task(work)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=_EVERY)
            if not task.done() and await request.is_disconnected():
                raise Gone
        return task.result()
    finally:
        task.cancel()


async def each_while_present(request: Request, given: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """What ``given`` gives, one by one. It is closed when the reader goes away.

    Raises:
        Gone: the reader went away.
    """
    async with aclosing(given) as events:
        while (event := await while_present(request, _next(events))) is not None:
            yield event


async def _next(events: AsyncGenerator[T, None]) -> T | None:
    return await anext(events, None)
