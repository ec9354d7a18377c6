"""What is noted of every request, whatever it asks: an id, a line in the log, a count, a span."""

from __future__ import annotations

import contextlib
import re
import time
import uuid
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.logs import LOG, facts, request_id
from app.serving.metrics import Metrics
from app.serving.tracing import Tracing

if TYPE_CHECKING:
    from opentelemetry.trace import Span

_ID = re.compile(r"[0-9a-fA-F][0-9a-fA-F-]{6,62}[0-9a-fA-F]")  # a UUID or the like: nothing that could be a word or key
ON_EVERY_REPLY = {"X-Content-Type-Options": "nosniff"}  # no browser guesses what it was sent
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # any other word may be anything


class Watched:
    """Notes every request. It stands outside of everything else, so that what is refused is noted too."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing | None) -> None:
        self._app, self._metrics, self._tracing = app, metrics, tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; its id comes back in ``X-Request-ID``, and its type is not to be guessed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        current = given if _ID.fullmatch(given) else uuid.uuid4().hex
        method = scope["method"] if scope["method"] in _METHODS else "other"
        status = 500  # as long as nothing was sent

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update({"X-Request-ID": current, **ON_EVERY_REPLY})
            await send(message)

        request_id.set(current)  # for the task that serves this request, to its end
        started = time.perf_counter()
        with self._span(method, headers) as span:
            try:
                await self._app(scope, receive, sending)
            finally:
                self._note(scope, method, status, time.perf_counter() - started, span)

    def _span(self, method: str, headers: Headers) -> contextlib.AbstractContextManager[Span | None]:
        if self._tracing is None:
            return contextlib.nullcontext()
        return self._tracing.request(method, headers)

    def _note(self, scope: Scope, method: str, status: int, seconds: float, span: Span | None) -> None:
        route = getattr(scope.get("route"), "path", None) or "unmatched"
        self._metrics.request(method, route, status, seconds)
        if span is not None:
            span.update_name(f"{method} {route}")
            span.set_attributes({"http.route": route, "http.response.status_code": status})
        caller = scope.get("state", {}).get("caller")
        workspace = None if status == 401 else getattr(caller, "workspace", None)
        LOG.info(
            "request",
            extra=facts(
                method=method, route=route, status=status, milliseconds=round(seconds * 1000), workspace=workspace
            ),
        )
