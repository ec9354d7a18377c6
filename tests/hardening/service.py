"""The service as a process of its own, and what can be seen of it from outside."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.app.conftest import ENTRY

ROOT = Path(__file__).parents[2]
PROBLEM = "application/problem+json"


@dataclass
class Process:
    """`rapporteur serve` over a home. ``base``: its address; ``written``: what it writes to standard error."""

    base: str
    process: subprocess.Popen[bytes]
    written: Path
    client: httpx.Client = field(repr=False)

    @property
    def descriptors(self) -> int:
        """How many files and connections it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    @property
    def connections(self) -> int:
        """How many of them are sockets."""
        links = Path(f"/proc/{self.process.pid}/fd").iterdir()
        return sum("socket" in str(link.readlink()) for link in links if link.is_symlink())

    @property
    def resident(self) -> float:
        """Its memory, in MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stopped(self, within: float) -> int:
        """Asks it to stop and gives its exit code."""
        self.process.terminate()
        return self.process.wait(within)


@contextlib.contextmanager
def process(home: Path, environment: Mapping[str, str] | None = None) -> Iterator[Process]:
    """The service, started and ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-P", "-c", ENTRY, "serve", "--home", str(home), "--port", str(port)]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    written = home.with_name(f"{home.name}-{port}.log")
    base = f"http://127.0.0.1:{port}"
    with written.open("wb") as out, httpx.Client(base_url=base, timeout=60, trust_env=False) as client:
        running = subprocess.Popen(words, env=settings, cwd=home.parent, stdout=out, stderr=out)
        try:
            wait_for(lambda: alive(client) or running.poll() is not None, 90)
            assert running.poll() is None, written.read_text()
            yield Process(base, running, written, client)
        finally:
            if running.poll() is None:
                running.kill()
            running.wait(30)


def alive(client: httpx.Client) -> bool:
    """Whether it answers."""
    with contextlib.suppress(httpx.TransportError):
        return client.get("/healthz").status_code == 200
    return False


def wait_for(true: Any, seconds: float) -> None:
    """Waits until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def bearer(key: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"Authorization": f"Bearer {key}"}


def told(reply: httpx.Response) -> None:
    """A refusal says when to come again, and that it is one."""
    assert reply.status_code in (200, 429, 503), reply.text
    if reply.status_code != 200:
        assert int(reply.headers["retry-after"]) >= 1


_LOOKER = """
import http.client, sys, time
while True:
    began = time.monotonic()
    connection = http.client.HTTPConnection(sys.argv[1], timeout=60)
    connection.request("GET", "/healthz")
    status = connection.getresponse().status
    print(status, time.monotonic() - began, flush=True)
    connection.close()
    time.sleep(0.1)
"""


@contextlib.contextmanager
def looked_at(base: httpx.URL) -> Iterator[list[float]]:
    """Somebody else looks at the service's health all the while; at the end, the seconds of each look."""
    took: list[float] = []
    where = f"{base.host}:{base.port}"
    looker = subprocess.Popen([sys.executable, "-I", "-c", _LOOKER, where], stdout=subprocess.PIPE, text=True)
    assert looker.stdout is not None
    try:
        looker.stdout.readline()  # it has begun
        yield took
    finally:
        looker.terminate()
        rows = [line.split() for line in looker.communicate()[0].splitlines()]
    assert {row[0] for row in rows} == {"200"}
    took += [float(row[1]) for row in rows if len(row) == 2]


def report(*figures: object) -> None:
    """Shows what was measured to whoever runs the long half with -s."""
    sys.stdout.write(" ".join(map(str, figures)) + "\n")
