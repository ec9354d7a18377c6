"""The HTTP client that talks to models: no endless reply, no connection that outlives its call."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

from app.adapters.errors import ModelUnavailable

MAX_REPLY_BYTES = 16 * 1024 * 1024


def bounded_client(timeout: float, *, proxies: bool) -> httpx2.AsyncClient:
    """A client that gives up on a silent server after `timeout` seconds and on a reply past MAX_REPLY_BYTES.

    Every call has its own connection: the client then serves any event loop, and leaving a call ends it at the
    server, which stops the model. `proxies`: whether the environment's proxy settings apply.
    """
    return httpx2.AsyncClient(
        timeout=timeout,
        headers={"Accept-Encoding": "identity"},  # what a reply unpacks to could not be bounded
        trust_env=proxies,
        limits=httpx2.Limits(max_keepalive_connections=0),
        event_hooks={"response": [_bound]},
    )


class _Bounded(httpx2.AsyncByteStream):
    """A reply's bytes, up to MAX_REPLY_BYTES."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        received = 0
        async for piece in self._stream:
            received += len(piece)
            if received > MAX_REPLY_BYTES:
                raise ModelUnavailable("the model's server sent an endless reply: check its address")
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bound(response: httpx2.Response) -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ModelUnavailable("the model's server sent a compressed reply, unasked: check its address")
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream)
