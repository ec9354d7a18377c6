"""Mixed traffic for a while: memory and descriptors stay where they are. RAPPORTEUR_SOAK says for how many seconds."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import httpx
import numpy as np
import pytest

from tests.hardening.service import Process, process, report

_SECONDS = float(os.environ.get("RAPPORTEUR_SOAK", "600"))
_USERS = 3
_EVERY = 2.0  # seconds between two samples
_GROWTH = 4.0  # MB a minute that are noise: results are kept, and caches fill
QUESTIONS = (
    "What does Averland say about a moratorium on new deployments?",
    "阿弗兰对暂停新部署有什么立场？",
    "ماذا تقول أفرلاند عن الوقف الاختياري لعمليات النشر الجديدة؟",
    "Who will win the world cup?",
)


class Traffic:
    """People who do everything that can be done, each in a thread, until they are told to stop."""

    def __init__(self, service: Process, paper: bytes) -> None:
        self.service, self.paper = service, paper
        self.over = threading.Event()
        self.statuses: dict[int, int] = {}
        self._threads = [threading.Thread(target=self._user, args=(seed,)) for seed in range(_USERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(60)

    def _user(self, seed: int) -> None:
        chance = random.Random(seed)
        acts = [self._ask, self._ask, self._search, self._draft, self._check, self._leave, self._bad, self._read]
        with httpx.Client(base_url=self.service.base, timeout=60, trust_env=False) as client:
            while not self.over.is_set():
                act = self._replace if seed == 0 and chance.random() < 0.05 else chance.choice(acts)
                reply = act(client, chance)
                if reply is not None:
                    self.statuses[reply.status_code] = self.statuses.get(reply.status_code, 0) + 1
                time.sleep(0.05)

    def _ask(self, client: httpx.Client, chance: random.Random) -> httpx.Response:
        return client.post("/api/v1/ask", json={"question": chance.choice(QUESTIONS)})

    def _search(self, client: httpx.Client, chance: random.Random) -> httpx.Response:
        return client.post("/api/v1/search", json={"query": f"moratorium {chance.randrange(1000)}", "limit": 20})

    def _draft(self, client: httpx.Client, _: random.Random) -> httpx.Response:
        task = {"task": "the moratorium", "type": "statement", "on_behalf_of": "Averland"}
        draft = client.post("/api/v1/drafts", json=task)
        return client.get(f"/api/v1/drafts/{draft.json().get('id')}/export", params={"format": "docx"})

    def _check(self, client: httpx.Client, chance: random.Random) -> httpx.Response:
        return client.post("/api/v1/check", json={"text": f"Averland wants a moratorium in {chance.randrange(2100)}."})

    def _read(self, client: httpx.Client, chance: random.Random) -> httpx.Response:
        return client.get(chance.choice(["/", "/library", "/draft", "/api/v1/documents", "/metrics", "/openapi.json"]))

    def _bad(self, client: httpx.Client, chance: random.Random) -> httpx.Response:
        body = chance.choice([b"[" * 9000, b"\xff", b"{}", b'{"question": "' + b"x" * 99_999 + b'"}'])
        return client.post("/api/v1/ask", content=body, headers={"Content-Type": "application/json"})

    def _leave(self, client: httpx.Client, _: random.Random) -> None:
        asked = QUESTIONS[0].encode()
        body = b'{"question": "' + asked + b'"}'
        head = "Host: localhost\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {len(body)}"
        with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as reader:
            reader.sendall(f"POST /api/v1/ask HTTP/1.1\r\n{head}\r\n\r\n".encode() + body)
            reader.recv(64)

    def _replace(self, client: httpx.Client, chance: random.Random) -> httpx.Response:
        """A paper comes in and goes out again."""
        name = f"soak-{chance.randrange(1000)}.txt"
        reply = client.post("/api/v1/documents", files={"files": (name, self.paper)})
        while not self.over.is_set() and reply.status_code == 202:
            job = client.get(reply.headers["location"]).json()
            if job["status"] not in ("queued", "running"):
                for row in (job["result"] or {}).get("documents", ()):
                    if row["id"]:
                        return client.delete(f"/api/v1/documents/{quote(row['id'], safe='')}")
                break
            time.sleep(0.1)
        return reply


def slope(samples: Sequence[tuple[float, float]]) -> float:
    """Growth a minute, by least squares."""
    at, value = np.array(samples).T
    return float(np.polyfit(at / 60, value, 1)[0])


@pytest.mark.long
def test_nothing_grows(home_copy: Path, specimen: Path) -> None:
    paper = (specimen / "LT_CONF.2031_PC.I_WP.7.en.txt").read_bytes()
    memory: list[tuple[float, float]] = []
    files: list[tuple[float, float]] = []
    with process(home_copy) as service:
        traffic = Traffic(service, paper)
        traffic.start()
        began = time.monotonic()
        while (now := time.monotonic() - began) < _SECONDS:
            memory.append((now, service.resident))
            files.append((now, service.descriptors))
            time.sleep(_EVERY)
        traffic.stop()
        time.sleep(6)
        at_rest = service.descriptors, service.resident
        assert service.stopped(30) == 0
    warm = [place for place, (at, _) in enumerate(memory) if at > _SECONDS / 2]
    grows = slope([memory[place] for place in warm]), slope([files[place] for place in warm])
    report(
        f"{sum(traffic.statuses.values())} requests {dict(sorted(traffic.statuses.items()))}; memory "
        f"{memory[0][1]:.0f} -> {memory[-1][1]:.0f} MB, {grows[0]:+.2f} MB a minute in the second half; descriptors "
        f"{files[0][1]:.0f} -> {files[-1][1]:.0f}, {grows[1]:+.2f} a minute; at rest {at_rest}"
    )
    assert max(traffic.statuses) < 500
    noise = 60 / _SECONDS * 60  # a short run swings more
    assert grows[0] < max(_GROWTH, noise)
    assert grows[1] < max(1.0, noise)
