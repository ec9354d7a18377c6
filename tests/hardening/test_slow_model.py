"""R16, R18, R23 and the circuit: a slow model is asked by so many at once, and by nobody for whom nobody waits."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.adapters.circuit import Circuit
from app.adapters.errors import ModelDown, ModelUnavailable
from app.serving.room import Full, Room
from app.settings import Settings
from app.store.keys import Keys, Role
from app.wiring import Home
from tests.app.test_model_mode import faithful, says
from tests.app.test_watching import counts
from tests.builders.model_server import Handler, Peer, endless, peer
from tests.hardening.service import bearer, looked_at, process, report, told, wait_for

Modelled = Callable[..., AbstractContextManager[tuple[httpx.Client, Peer, Home]]]
Serving = Callable[[Home], AbstractContextManager[httpx.Client]]
QUESTION = "What does Averland say about a moratorium on new deployments?"
CHAT = {"model": "rapporteur-model", "messages": [{"role": "user", "content": QUESTION}]}


class Slow:
    """A model that takes its time, and counts how many calls it has at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now, self.most, self.calls = seconds, 0, 0, 0
        self._lock, self._say = threading.Lock(), says(faithful)

    def __call__(self, handler: Handler) -> None:
        with self._lock:
            self.now += 1
            self.calls += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self._lock:
            self.now -= 1
        self._say(handler)


@pytest.fixture
def modelled(home_copy: Path, models: Path, serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Modelled:
    """A service whose model does ``act``, with other settings."""

    @contextmanager
    def made(act: Callable[[Handler], object], **own: Any) -> Iterator[tuple[httpx.Client, Peer, Home]]:
        with peer(act) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            monkeypatch.setattr("app.adapters.attempts.PAUSE", 0.02)
            with (
                Home(Settings(home=home_copy, models=models, model="openai:m", **own)) as home,
                serving(home) as client,
            ):
                yield client, server, home

    return made


async def crowd(base: httpx.URL, count: int) -> list[httpx.Response]:
    """So many who ask at once, in three ways."""
    own: dict[str, Any] = {"base_url": base, "trust_env": False, "timeout": 300}
    async with httpx.AsyncClient(**own, limits=httpx.Limits(max_connections=None)) as client:
        talk = (await client.post("/api/v1/conversations")).json()["id"]
        ways: list[tuple[str, dict[str, Any]]] = [
            ("/api/v1/ask", {"question": QUESTION}),
            ("/v1/chat/completions", CHAT),
            (f"/api/v1/conversations/{talk}/messages", {"question": QUESTION}),
        ]

        asked = (client.post(ways[n % 3][0], json=ways[n % 3][1]) for n in range(count))
        return list(await asyncio.gather(*asked))


def test_a_crowd_is_bounded_and_each_told_when_to_come_again(modelled: Modelled) -> None:
    model = Slow(0.1)
    own = {"model_places": 2, "model_calls": 2, "queue": 12, "queue_seconds": 30}
    with modelled(model, **own) as (client, _, _home), looked_at(client.base_url) as healthy:
        replies = asyncio.run(crowd(client.base_url, 40))
    for reply in replies:
        told(reply)
    statuses = [reply.status_code for reply in replies]
    assert statuses.count(200) >= 10
    assert statuses.count(503) >= 1
    assert 1 <= model.most <= 2
    assert max(healthy) < 5


@pytest.mark.long
def test_five_hundred_chats_on_a_slow_model(home_copy: Path) -> None:
    model = Slow(0.5)
    with peer(model) as server:
        own = {"RAPPORTEUR_MODEL": "openai:m", "OPENAI_BASE_URL": server.url, "RAPPORTEUR_QUEUE_SECONDS": "45"}
        with process(home_copy, own) as service:
            service.client.post("/api/v1/ask", json={"question": QUESTION})
            with looked_at(service.client.base_url) as healthy:
                replies = asyncio.run(crowd(service.client.base_url, 500))
    for reply in replies:
        told(reply)
    statuses = [reply.status_code for reply in replies]
    figures = {status: statuses.count(status) for status in sorted(set(statuses))}
    report(f"{figures}, {model.calls} calls, {model.most} at once, slowest look {max(healthy):.3f} s")
    assert model.most <= Settings.model_fields["model_calls"].default
    assert max(healthy) < 1


def test_who_waits_too_long_is_told_so(modelled: Modelled) -> None:
    with modelled(endless, model_places=1, queue_seconds=0.5) as (client, server, _home), ask_and_stay(client):
        wait_for(lambda: server.bodies, 30)
        reply = client.post("/api/v1/ask", json={"question": QUESTION})
    assert (reply.status_code, "waited" in reply.text) == (503, True)
    told(reply)


@contextmanager
def ask_and_stay(client: httpx.Client, *, events: bool = False) -> Iterator[socket.socket]:
    """Somebody who asks and waits; he goes away at the end."""
    content = json.dumps({"question": QUESTION}).encode()
    head = f"Host: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    head += "Accept: text/event-stream\r\n" if events else ""
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as reader:
        reader.sendall(f"POST /api/v1/ask HTTP/1.1\r\n{head}\r\n".encode() + content)
        yield reader


@pytest.mark.parametrize("events", [False, True])
def test_who_leaves_the_queue_is_not_waited_for(modelled: Modelled, events: bool) -> None:
    with modelled(endless, model_places=1) as (client, server, _home):
        with ask_and_stay(client):
            wait_for(lambda: server.bodies, 30)
            with ask_and_stay(client, events=events):
                wait_for(lambda: waiting(client) == 1, 10)
            wait_for(lambda: waiting(client) == 0, 10)
        assert server.gone.wait(10)
        assert len(server.bodies) == 1, "nothing was asked for one who had left"


def waiting(client: httpx.Client) -> float:
    return counts(client)["rapporteur_places_waiting", frozenset({("room", "slow")})]


def test_each_key_has_a_budget_of_its_own(modelled: Modelled) -> None:
    with modelled(says(faithful), model_limit="2/day") as (client, server, home):
        keys = Keys(home.store.database)
        one, other = (bearer(keys.create("default", Role.READ)[1]) for _ in range(2))

        def ask(key: dict[str, str], **more: str) -> httpx.Response:
            reply: httpx.Response = client.post("/api/v1/ask", json={"question": QUESTION, **more}, headers=key)
            return reply

        assert [ask(one).status_code for _ in range(3)] == [200, 200, 429]
        calls = len(server.bodies)
        chat = client.post("/v1/chat/completions", json=CHAT, headers=one)
        for refused in (ask(one), chat):
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) > 3600
        assert len(server.bodies) == calls
        assert ask(one, mode="verbatim").status_code == 200
        assert ask(other).status_code == 200


def test_a_model_that_is_down_is_left_alone_and_found_again(modelled: Modelled) -> None:
    with modelled(lambda handler: handler.reply(500, b"{}"), model_failures=2, model_pause=2.0) as (client, server, _):

        def ask() -> httpx.Response:
            reply: httpx.Response = client.post("/api/v1/ask", json={"question": QUESTION})
            return reply

        assert [ask().status_code for _ in range(2)] == [502, 502]
        calls = len(server.bodies)
        assert calls == 6, "two calls, each tried three times"
        down = ask()
        told(down)
        assert (down.status_code, len(server.bodies)) == (503, calls)
        ready = client.get("/readyz")
        assert (ready.status_code, "openai:m" in ready.json()["detail"]) == (503, True)
        key = "rapporteur_model_down", frozenset({("model", "openai:m")})
        assert counts(client)[key] == 1
        assert client.post("/api/v1/ask", json={"question": QUESTION, "mode": "verbatim"}).status_code == 200
        server.act = says(faithful)
        wait_for(lambda: ask().status_code == 200, 30)
        assert client.get("/readyz").status_code == 200
        assert counts(client)[key] == 0


class Clock:
    """A clock that is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def failed(circuit: Circuit, *, retry: bool = True, after: float | None = None) -> None:
    with pytest.raises(ModelUnavailable), circuit.call():
        raise ModelUnavailable("gone", retry=retry, after=after)


def test_one_call_finds_out_whether_a_model_is_back() -> None:
    clock = Clock()
    circuit = Circuit("m", 3, 10.0, clock)
    for _ in range(9):
        failed(circuit, retry=False)  # a refusal says that the model is there
    failed(circuit)
    failed(circuit)
    with circuit.call():
        pass
    for _ in range(3):
        assert circuit.left is None
        failed(circuit)
    assert circuit.left == 10
    with pytest.raises(ModelDown) as down, circuit.call():
        pass
    assert down.value.after == 10
    clock.now = 11
    with pytest.raises(KeyboardInterrupt), circuit.call():
        with pytest.raises(ModelDown), circuit.call():
            pass
        raise KeyboardInterrupt  # given up: the next finds out
    failed(circuit, after=40)
    assert circuit.left == 40
    clock.now = 52
    with circuit.call():
        pass
    with circuit.call(), circuit.call():
        pass


def test_who_asks_for_much_waits_behind_himself() -> None:
    async def scene() -> list[str]:
        room, served = Room(1, 6), []

        async def one(whose: str) -> None:
            try:
                async with room.place(whose):
                    served.append(whose)
                    await asyncio.sleep(0)
            except Full:
                served.append(f"{whose} refused")

        async with room.place("first"):
            tasks = [asyncio.create_task(one("much")) for _ in range(6)]
            await asyncio.sleep(0)
            tasks += [asyncio.create_task(one(name)) for name in ("few", "other", "much")]
            await asyncio.sleep(0)
            tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (room.used, room.waiting) == (0, 0)
        return served

    served = asyncio.run(scene())
    assert served.count("much refused") == 3
    assert [name for name in served if "refused" not in name][:3] in (
        ["much", "few", "other"],
        ["few", "other", "much"],
    )
