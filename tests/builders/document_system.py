"""A document system on the loopback address that answers as it is told, well or badly, and remembers what was asked."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

PAPER = "/api/symbol/access"
ROBOTS = "/robots.txt"


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    query: dict[str, str]
    headers: Message


class Handler(BaseHTTPRequestHandler):
    """One request at the server: what an answer is written with."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """Hands the request to the next answer of its path."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.system.answer(self, Asked(parts.path, query, self.headers))

    def say(self, status: int, body: bytes = b"", /, **headers: str | None) -> None:
        """A whole answer. ``Content_Length=None`` leaves a header out; underscores are hyphens."""
        self.close_connection = True
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until the server ends, or for so long; tells whether it ended."""
        return self.server.system.ended.wait(seconds)

    def log_message(self, *_: Any) -> None:
        """Says nothing on standard error."""


Answer = Callable[[Handler], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    system: DocumentSystem

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what some tests are about."""


class DocumentSystem:
    """A server for a test: ``system.on(PAPER, says(500), says(200, paper))``; the last answer is repeated.

    ``certificate``: a file with a certificate and its key, for https.
    """

    def __init__(self, certificate: Path | None = None) -> None:
        self.asked: list[Asked] = []
        self.ended = threading.Event()
        self.most_at_once = 0
        self._now = 0
        self._answers: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.system = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._server.server_address[1])

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def on(self, path: str, *answers: Answer) -> None:
        """What is answered at a path, one after the other."""
        self._answers[path] = list(answers)

    def papers(self) -> list[Asked]:
        """What was asked but for robots.txt."""
        return [asked for asked in self.asked if asked.path != ROBOTS]

    def answer(self, handler: Handler, asked: Asked) -> None:
        """Carries the next answer of a path out; 404 where nothing was told."""
        with self._lock:
            self.asked.append(asked)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            answers = self._answers.get(asked.path, [says(404)])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            answer(handler)
        finally:
            with self._lock:
                self._now -= 1


def says(status: int, body: bytes = b"", **headers: str | None) -> Answer:
    """A fixed answer, however the request was conditioned."""
    return lambda handler: handler.say(status, body, **headers)


def redirects(location: str, status: int = 302) -> Answer:
    """A redirect."""
    return says(status, Location=location)


def serves(body: bytes, etag: str | None = None, modified: str | None = None) -> Answer:
    """An honest server: heeds conditions, and ranges of the version that they are for."""

    def answer(handler: Handler) -> None:
        asked, version = handler.headers, {"ETag": etag, "Last_Modified": modified}
        known = [(asked["If-None-Match"], etag), (asked["If-Modified-Since"], modified)]
        if any(theirs and theirs == ours for theirs, ours in known):
            handler.say(304, Content_Length=None, **version)
            return
        start = re.fullmatch(r"bytes=(\d+)-", asked["Range"] or "")
        if start is None or asked["If-Range"] not in (etag, modified):
            handler.say(200, body, **version)
            return
        first = int(start[1])
        handler.say(206, body[first:], Content_Range=f"bytes {first}-{len(body) - 1}/{len(body)}", **version)

    return answer


def breaks_off(body: bytes, after: int, **headers: str | None) -> Answer:
    """Promises the whole and hangs up after some bytes."""
    return says(200, body[:after], Content_Length=str(len(body)), **headers)


def stalls(body: bytes = b"", **headers: str | None) -> Answer:
    """Sends so much of a long answer, or nothing at all, and then nothing more."""

    def answer(handler: Handler) -> None:
        if body:
            handler.say(200, body, Content_Length="1000000", **headers)
        handler.wait()

    return answer


def trickles(body: bytes) -> Answer:
    """Sends a byte at a time for as long as anybody listens."""

    def answer(handler: Handler) -> None:
        handler.say(200, body[:1], Content_Length="1000000")
        while not handler.wait(0.02):
            handler.wfile.write(b" ")

    return answer
