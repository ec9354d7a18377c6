"""Errors as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from app.drafting.request import BadRequest
from app.faults import one_line
from app.serving.logs import LOG, request_id
from app.serving.presence import Gone
from app.serving.statuses import status_of, wait_of
from app.serving.watch import ON_EVERY_REPLY
from app.serving.work import Absent
from app.web.errors import error_page, wants_page
from app.web.signin import sign_in_page
from corpus.errors import RapporteurError

_SHOWN, _LONGEST_NAME = 20, 100  # faults of one request that are told, letters of a field's name
_OPENAI = "/v1/"  # the routes whose errors are in OpenAI's form
_OPENAI_KINDS = {
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("permission_error", None),
    429: ("rate_limit_error", "rate_limit_exceeded"),
}


class UnknownModel(Absent):
    """There is no model of this name."""


class Problem(JSONResponse):
    """An error as a reply: a problem, or in OpenAI's form where a route of that format was asked."""

    def __init__(self, body: dict[str, Any]) -> None:
        headers = {"Retry-After": "5"} if body["status"] == 503 else None
        super().__init__(body, body["status"], headers, "application/problem+json")
        self._problem = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        if not scope["path"].startswith(_OPENAI):
            await super().__call__(scope, receive, send)
            return
        status = 400 if self.status_code == 422 else self.status_code
        reply = JSONResponse(openai_error(self._problem), status)
        own = ("content-length", "content-type")
        reply.headers.update({name: value for name, value in self.headers.items() if name not in own})
        await reply(scope, receive, send)


def install(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Every error of the service leaves as a problem. A refused method is told which ones the routers take."""
    app.state.routers = tuple(routers)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RapporteurError, _known)
    app.add_exception_handler(Gone, _gone)
    app.add_exception_handler(Exception, _unknown)


def problem(status: int, title: str, detail: str, **more: Any) -> Problem:
    """One problem."""
    return Problem(_body(status, title, detail, **more))


def openai_error(body: dict[str, Any]) -> dict[str, Any]:
    """A problem in OpenAI's form."""
    kind, code = _OPENAI_KINDS.get(body["status"], ("invalid_request_error", None))
    if body["status"] >= 500:
        kind = "server_error"
    param = (body.get("field") or "").removeprefix("body.") or None
    error = {"message": body["detail"], "type": kind, "param": param, "code": body.get("code", code)}
    return {"error": error}


def refusal(request: Request, status: int, detail: str, headers: Mapping[str, str]) -> Response:
    """The reply to a request that may not come in; a person who shows no good key is asked for one."""
    if status == 401 and wants_page(request):
        return sign_in_page(request)
    return told(request, _body(status, HTTPStatus(status).phrase, detail), headers)


def problem_of(error: Exception) -> dict[str, Any]:
    """An error as the body of a problem; what it is stays in the log unless it is one of ours."""
    if isinstance(error, RapporteurError):
        status, title = status_of(error)
        more: dict[str, Any] = {}
        if isinstance(error, BadRequest):
            more = {"field": error.field, "suggestions": list(error.suggestions)}
        if isinstance(error, UnknownModel):
            more = {"field": "model", "code": "model_not_found"}
        return _body(status, title, one_line(error), **more)
    LOG.error("unexpected fault", exc_info=error)
    detail = "The fault is in the log of the service."
    return {"type": "about:blank", "title": "Unexpected fault", "status": 500, "detail": detail}


def told(request: Request, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem as whoever asked can read it: a page for a person, JSON for a program."""
    status = body["status"]
    reply = error_page(request, status, body["title"], body["detail"]) if wants_page(request) else Problem(body)
    reply.headers.update({**({"Retry-After": "5"} if status == 503 else {}), **(headers or {})})
    return reply


def _body(status: int, title: str, detail: str, **more: Any) -> dict[str, Any]:
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


async def _known(request: Request, error: Exception) -> Response:
    wait = wait_of(error)
    return told(request, problem_of(error), {"Retry-After": str(wait)} if wait is not None else None)


async def _gone(_request: Request, _error: Exception) -> Response:
    return problem(499, "The reader went away", "Nobody waited for the answer.")


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    faults = [{"field": _field(fault["loc"]), "message": fault["msg"]} for fault in found[:_SHOWN]]
    detail = "; ".join(f"{fault['field']}: {fault['message']}" for fault in faults)
    if len(found) > _SHOWN:
        detail += f"; and {len(found) - _SHOWN} more"
    return told(request, _body(422, "The request is not valid", detail, field=faults[0]["field"], errors=faults))


def _field(parts: Sequence[Any]) -> str:
    return ".".join(str(part)[:_LONGEST_NAME] for part in parts)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    body = _body(error.status_code, HTTPStatus(error.status_code).phrase, str(error.detail))
    reply = told(request, body, error.headers)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        reply.headers["Allow"] = ", ".join(sorted(_methods(request))) or reply.headers.get("Allow", "")
    return reply


def _methods(request: Request) -> set[str]:
    """All methods of the path asked for: each has a route of its own."""
    found: set[str] = set()
    for route in (route for router in request.app.state.routers for route in router.routes):
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods
    return found


async def _unknown(request: Request, error: Exception) -> Response:
    reply = told(request, problem_of(error))
    reply.headers.update({"X-Request-ID": request_id.get() or "", **ON_EVERY_REPLY})  # made outside of `Watched`
    reply.headers["Connection"] = "close"  # the server closes it, and a second request would be lost
    return reply
