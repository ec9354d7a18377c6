"""Questions that were posted and wait to be streamed; and the stream itself, in pieces of a page."""

from __future__ import annotations

import functools
import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from app.drafting.model import AnswerRequest
from app.drafting.pipeline import Event
from app.serving.access import home_of, work_of
from app.serving.presence import Gone, while_present
from app.web.answers import Notes, Said, shown
from app.web.faults import Fault, fault_of
from app.web.site import interface_language, rendered, ui
from corpus.errors import RapporteurError

_MOST = 1000  # questions that may wait; who never comes for the answer is forgotten
_LOG = logging.getLogger("rapporteur")
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy must not hold events back


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that was posted, and the conversation it belongs to."""

    workspace: str
    wanted: AnswerRequest
    conversation: str


@dataclass(slots=True)
class Asked:
    """The questions that wait, each for one stream: a browser that connects again must not ask twice."""

    _waiting: OrderedDict[str, Pending] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, pending: Pending) -> str:
        """Keeps a question and returns the word that its stream is asked for with."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._waiting[token] = pending
            while len(self._waiting) > _MOST:
                self._waiting.popitem(last=False)
        return token

    def take(self, workspace: str, token: str) -> Pending | None:
        """The question, once; None when it was taken, or is of another workspace."""
        with self._lock:
            pending = self._waiting.get(token)
            if pending is None or pending.workspace != workspace:
                return None
            return self._waiting.pop(token)


def of_service(request: Request) -> Asked:
    """The questions of this service."""
    asked: Asked = request.app.state.asked
    return asked


def streamed(request: Request, pending: Pending | None) -> StreamingResponse:
    """The events ``passages``, ``sentence``, ``withheld``, ``cues`` and ``done``, or ``fault`` (``error`` is one of
    browsers' own); at last ``close``, after which the browser does not come again."""
    return StreamingResponse(_events(request, pending), media_type="text/event-stream", headers=_HEADERS)


async def _events(request: Request, pending: Pending | None) -> AsyncGenerator[bytes, None]:
    language = interface_language(request)
    try:
        if pending is None:
            yield _fault(request, Fault(410, ui(language, "ask.lost")))
        else:
            async with aclosing(_pieces(request, pending)) as pieces:
                async for piece in pieces:
                    yield piece
    except Gone:
        return
    except Exception as error:  # a stream that has begun can only say so
        if not isinstance(error, RapporteurError):
            _LOG.error("unexpected fault in a stream: %s", type(error).__name__, exc_info=error)
        yield _fault(request, fault_of(error, language))
    yield format_sse_event(event="close", data_str="-")


async def _pieces(request: Request, pending: Pending) -> AsyncGenerator[bytes, None]:
    reader = pending.wanted.language
    notes = Notes(secrets.token_hex(4), reader)
    given = {"reader": reader, "say": functools.partial(ui, reader)}
    withheld: list[Said] = []
    async with aclosing(work_of(request).events(home_of(request), pending.wanted, pending.conversation)) as events:
        while (event := await while_present(request, _next(events))) is not None:
            values = _values(event, notes, withheld, pending)
            for name in ("cues", "done") if event.kind == "done" else (event.kind,):
                yield format_sse_event(event=name, data_str=rendered(request, f"{name}.html", **{**given, **values}))


def _values(event: Event, notes: Notes, withheld: list[Said], pending: Pending) -> dict[str, Any]:
    """What the templates of an event take. What is withheld is shown as one list, which grows."""
    if event.answer is not None:
        return shown(event.answer, notes, pending.conversation)
    if event.checked is None:
        return {"count": len(event.passages)}
    said = notes.said(event.checked)
    if event.kind == "withheld":
        withheld.append(said)
    return {"each": said, "withheld": withheld}


async def _next(events: AsyncGenerator[Event, None]) -> Event | None:
    return await anext(events, None)


def _fault(request: Request, fault: Fault) -> bytes:
    return format_sse_event(event="fault", data_str=rendered(request, "fault.html", fault=fault))
