"""Work goes on only while somebody waits for it: a reader who goes away stops the model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi import Request

from app.serving.stopping import Stopping

_EVERY = 0.25  # seconds between two looks
_LEAVING = 2.0  # seconds in which work that is given up comes to rest
T = TypeVar("T")


class Gone(Exception):
    """The reader went away; nobody is left to answer."""


async def while_present(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` gives. It is cancelled when the reader goes away, and when the service stops.

    Raises:
        Gone: the reader went away.
        Stopped: the service stops.
    """
    stopping: Stopping = request.app.state.stopping
    task = asyncio.create_task(work)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=_EVERY)
            if not task.done():
                stopping.check()
                if await request.is_disconnected():
                    raise Gone
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=_LEAVING)  # a generator can be closed only when it has come to rest


async def each_while_present(request: Request, given: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """What ``given`` gives, one by one. It is closed when the reader goes away, and when the service stops.

    Raises:
        Gone: the reader went away.
        Stopped: the service stops.
    """
    async with aclosing(given) as events:
        while (event := await while_present(request, _next(events))) is not None:
            yield event


async def _next(events: AsyncGenerator[T, None]) -> T | None:
    return await anext(events, None)
