"""The server's side of a connection: how long each part of a request may take to come, and a reply to be taken.

uvicorn waits for a request without end. Here a connection that trickles is closed. It stands on the h11 protocol, not
on httptools, because h11 bounds the head of a request and httptools does not; the little that it is slower is nothing
beside a search.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.settings import Settings

LONGEST_HEAD = 65_536  # bytes; a question of 4,000 Chinese characters in an address has 36,000
_SLOWEST = 50_000  # bytes a second, after the first seconds of a body
_LINGER = 5.0  # seconds for the rest of a body that was refused, so that its sender can read why
_LOOKS = 4  # within the shortest time allowed
_LATE = "The request did not arrive in time. Send it again."


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds, and how many connections there may be."""

    head: float
    body: float
    send: float
    connections: int

    @classmethod
    def of(cls, settings: Settings) -> Patience:
        """As the settings say."""
        return cls(settings.head_seconds, settings.body_seconds, settings.send_seconds, settings.connections)

    @property
    def look(self) -> float:
        """Seconds between two looks at a connection."""
        return min(1.0, min(self.head, self.body, self.send) / _LOOKS)


def protocol(patience: Patience) -> type[H11Protocol]:
    """The protocol that uvicorn takes as ``http``."""

    class Patient(_Connection):
        _patience = patience

    return Patient


class _Connection(H11Protocol):
    """A connection that is looked at from time to time."""

    _patience: Patience

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self._part: tuple[Any, Any] = (h11.IDLE, h11.IDLE)  # what both sides are at, and since when
        self._since = self._heard = self.loop.time()
        self._received = 0
        self._stuck: float | None = None  # since when the reader takes nothing
        self._closing: float | None = None  # since when what is left of a reply is sent

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        if len(self.connections) > self._patience.connections:
            self._refuse(503, "Too many connections are open. Try again in some seconds.")
            return
        self._timer = self.loop.call_later(self._patience.look, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        self._heard = self.loop.time()
        self._received += len(data)
        super().data_received(data)
        self._note()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._note()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stuck = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stuck = None

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, msg)

    def _note(self) -> None:
        part = self.conn.their_state, self.conn.our_state
        if part != self._part:
            self._part, self._since, self._received = part, self.loop.time(), 0

    def _look(self) -> None:
        now = self.loop.time()
        if self._closing is None and self.transport.is_closing():
            self._closing = now
        waits = self._stuck if self._closing is None else self._closing
        if waits is not None and now - waits > self._patience.send:
            self.transport.abort()  # nobody takes what is to be sent; what is left of it is thrown away
            return
        if self._closing is None and self._late(now):
            self._end()
        self._timer = self.loop.call_later(self._patience.look, self._look)

    def _late(self, now: float) -> bool:
        """Whether what is to come took too long."""
        theirs, ours = self.conn.their_state, self.conn.our_state
        if theirs is h11.IDLE:
            return now - self._since > self._patience.head
        if theirs is not h11.SEND_BODY or self.flow.read_paused:  # it is not asked for more
            return False
        if ours is h11.DONE:
            return now - self._since > _LINGER
        allowed = self._patience.body + self._received / _SLOWEST
        return now - self._heard > self._patience.body or now - self._since > allowed

    def _end(self) -> None:
        if self.conn.their_state is h11.SEND_BODY:
            self._refuse(408, _LATE)
        else:  # a proxy that keeps a connection in hand, or a trickle: neither waits for words
            self.transport.close()

    def _refuse(self, status: int, detail: str) -> None:
        """A problem, if none has begun to answer yet, and the end of the connection."""
        if self.cycle is not None:
            self.cycle.disconnected = True  # what still works on the request finds nobody there
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            title = HTTPStatus(status).phrase
            body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail}).encode()
            headers = [("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))]
            headers += [("Connection", "close"), *([("Retry-After", "5")] if status == 503 else [])]
            for event in (h11.Response(status_code=status, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
