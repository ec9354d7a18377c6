"""R15: clients that trickle their requests, or do not take what they asked for, are closed; the others are served."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from app.wiring import Home
from tests.hardening.service import looked_at, process, report, wait_for

Serving = Callable[[Home], AbstractContextManager[httpx.Client]]
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = (
    b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n"
)


@dataclass
class Seen:
    """What the slow clients saw: seconds until each was closed, and what it was told."""

    closed: list[float] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)


async def trickle(base: httpx.URL, count: int, every: float, seconds: float) -> Seen:
    """``count`` clients that send a byte now and then, half of them in the head and half in the body."""
    seen = Seen()

    async def slow(number: int) -> None:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection(base.host, base.port)
        writer.write(BODY if number % 2 else HEAD)
        answer = asyncio.create_task(reader.readline())
        with contextlib.suppress(ConnectionError):
            while not answer.done():
                writer.write(b"x")
                await asyncio.wait({answer}, timeout=every)
        seen.said.append(answer.result() if answer.exception() is None else b"")
        with contextlib.suppress(ConnectionError):
            assert b"application/problem+json" in await reader.read() or not seen.said[-1]
        seen.closed.append(time.monotonic() - began)
        writer.close()

    async with asyncio.timeout(seconds):
        await asyncio.gather(*(slow(number) for number in range(count)))
    return seen


def descriptors() -> int:
    """How many sockets this process has, the service in it included."""
    return sum("socket" in str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink())


@pytest.fixture
def client(small_home: Path, models: Path, serving: Serving) -> Iterator[httpx.Client]:
    own: dict[str, Any] = {"head_seconds": 1.0, "body_seconds": 1.0, "send_seconds": 1.0, "connections": 60}
    with Home(Settings(home=small_home, models=models, **own)) as home, serving(home) as made:
        yield made


def test_forty_who_trickle_are_closed_and_the_others_served(client: httpx.Client) -> None:
    client.get("/healthz")
    before = descriptors()
    with looked_at(client.base_url) as healthy:
        seen = asyncio.run(trickle(client.base_url, 40, 0.1, 60))
    assert len(seen.closed) == 40
    assert min(seen.closed) >= 0.9, "nobody is closed before the time is up"
    late = [said for said in seen.said if said]
    assert late
    assert all(b" 408 " in said for said in late)
    assert max(healthy) < 5
    wait_for(lambda: descriptors() <= before, 10)


@pytest.mark.long
def test_five_hundred_who_trickle(home_copy: Path) -> None:
    patience = {"RAPPORTEUR_HEAD_SECONDS": "8", "RAPPORTEUR_BODY_SECONDS": "8"}
    with process(home_copy, patience) as service:
        before = service.connections
        with looked_at(service.client.base_url) as healthy:
            seen = asyncio.run(trickle(service.client.base_url, 500, 1.0, 120))
        figures = f"closed after {min(seen.closed):.1f} to {max(seen.closed):.1f} s, slowest look {max(healthy):.3f} s"
        report(figures)
        assert len(seen.closed) == 500
        assert max(healthy) < 1
        wait_for(lambda: service.connections <= before, 10)
        report(f"{before} sockets before, {service.connections} after; {service.descriptors} descriptors in all")


def test_an_honest_slow_line_is_served(client: httpx.Client) -> None:
    body = b'{"query": "moratorium", "limit": 1}' + b" " * 150_000

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(body), 15_000):
            yield body[at : at + 15_000]
            time.sleep(0.2)  # 75 kB a second: two seconds in all, twice what silence is allowed

    reply = client.post("/api/v1/search", content=pieces(), headers={"Content-Type": "application/json"})
    assert reply.status_code == 200, reply.text


def test_who_does_not_take_the_reply_is_let_go(client: httpx.Client) -> None:
    before = descriptors()
    asked = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.setblocking(False)
        with contextlib.suppress(BlockingIOError, ConnectionError):
            for at in range(0, len(asked), 4096):
                reader.send(asked[at : at + 4096])
        wait_for(lambda: _reset(reader, asked), 60)
    wait_for(lambda: descriptors() <= before, 10)


def _reset(reader: socket.socket, asked: bytes) -> bool:
    try:
        reader.send(asked[:1])
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    time.sleep(0.2)
    return False


def test_more_connections_than_allowed_are_told_so(client: httpx.Client) -> None:
    where = client.base_url.host, client.base_url.port or 0
    with contextlib.ExitStack() as held:
        said: list[Any] = []
        for _ in range(62):
            one = held.enter_context(socket.create_connection(where))
            one.settimeout(5)
            said.append(one)
        answer = said[-1].recv(1000)
    assert b"503" in answer.splitlines()[0]
    assert b"Retry-After" in answer
    wait_for(lambda: client.get("/healthz").status_code == 200, 5)
