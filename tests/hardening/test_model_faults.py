"""R17: whatever a model's server does, the reply is a typed error with none of its words, after few tries."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.adapters.attempts import Attempts
from app.adapters.errors import ModelUnavailable
from app.settings import Settings
from app.wiring import Home
from tests.app.test_watching import log
from tests.builders.model_server import Handler, Peer, body, endless, peer

__all__ = ["log"]
Serving = Callable[[Home], AbstractContextManager[httpx.Client]]
SECRET = "sk-provider-9f3e-secret"
SAID = json.dumps({"error": {"message": f"{SECRET} is wrong", "type": "x"}}).encode()
QUESTION = {"question": "What does Averland say about a moratorium on new deployments?"}


def hang(_: Handler) -> None:
    time.sleep(8)


def drop(handler: Handler) -> None:
    handler.connection.close()


def status(code: int, **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.reply(code, SAID, **headers)


def text(content: bytes, kind: str = "application/json") -> Callable[[Handler], None]:
    return lambda handler: handler.reply(200, content, kind)


FAULTS: dict[str, tuple[Callable[[Handler], None], int, int]] = {  # what it does, our status, the most calls
    "hangs": (hang, 504, 1),
    "never ends": (endless, 504, 1),
    "500": (status(500), 502, 3),
    "503": (status(503), 502, 3),
    "429": (status(429), 502, 3),
    "429, soon": (status(429, Retry_After="1"), 502, 3),
    "429, in an hour": (status(429, Retry_After="3600"), 502, 1),
    "401": (status(401), 502, 1),
    "403": (status(403), 502, 1),
    "400": (status(400), 502, 2),
    "garbage": (text(b"\x00\xff" + SAID), 502, 3),
    "cut": (text(body()[:-20] + SAID[:9]), 502, 3),
    "a page": (text(b"<html>" + SAID + b"</html>", "text/html"), 502, 3),
    "null": (text(b"null"), 502, 3),
    "no choices": (text(b'{"choices": null, "x": ' + SAID + b"}"), 502, 3),
    "huge": (text(b'"' + SECRET.encode() * 1_000_000 + b'"'), 502, 3),
    "dropped": (drop, 502, 3),
}


@pytest.fixture(scope="module")
def modelled(small_home: Path, models: Path, serving: Serving) -> Iterator[tuple[httpx.Client, Peer]]:
    """A service and its model, whose ways change from test to test."""
    with peer(drop) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", server.url)
        patch.setenv("OPENAI_API_KEY", SECRET)
        patch.setattr("app.adapters.attempts.PAUSE", 0.02)
        own: dict[str, Any] = {"model": "openai:m", "model_timeout": 2.5, "model_failures": 1000}
        with Home(Settings(home=small_home, models=models, **own)) as home, serving(home) as client:
            yield client, server


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_model_is_typed_and_silent(
    modelled: tuple[httpx.Client, Peer], fault: str, log: io.StringIO
) -> None:
    client, server = modelled
    act, expected, most = FAULTS[fault]
    server.act = act
    server.bodies.clear()
    reply = client.post("/api/v1/ask", json=QUESTION)
    calls = len(server.bodies)
    assert reply.status_code == expected, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert 1 <= calls <= most
    if fault == "429, in an hour":
        assert reply.headers["retry-after"] == "3600"
    stream = client.post("/api/v1/ask", json=QUESTION, headers={"Accept": "text/event-stream"}).text
    assert "event: error" in stream
    assert "event: done" not in stream
    for said in (reply.text, stream, log.getvalue(), client.get("/metrics").text):
        assert SECRET not in said
        assert "is wrong" not in said


@pytest.mark.parametrize("act", [drop, FAULTS["a page"][0], FAULTS["null"][0]], ids=["dropped", "a page", "null"])
def test_the_command_ends_with_5(
    act: Callable[[Handler], None], run: Callable[..., Any], small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.adapters.attempts.PAUSE", 0.02)
    with peer(act) as server:
        monkeypatch.setenv("RAPPORTEUR_MODEL", "openai:m")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", SECRET)
        ran = run("ask", QUESTION["question"], "--json", home=small_home)
    assert (ran.code, ran.out, SECRET in ran.err, len(server.bodies) <= 3) == (5, "", False, True)


def test_pauses_grow_and_are_never_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def scene() -> None:
        for _ in range(20):
            call = Attempts("m", 60.0)
            for _ in range(2):
                await call.pause(ModelUnavailable("gone", retry=True))
            with pytest.raises(ModelUnavailable):
                await call.pause(ModelUnavailable("gone", retry=True))

    monkeypatch.setattr("app.adapters.attempts.PAUSE", 0.5)
    monkeypatch.setattr("app.adapters.attempts.asyncio.sleep", sleep)
    asyncio.run(scene())
    assert len(set(slept)) == 40
    assert all(0.25 <= pause <= 1.5 for pause in slept)
    assert sum(slept[1::2]) > sum(slept[::2])
