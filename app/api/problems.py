"""Errors as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.drafting.request import BadRequest
from app.faults import one_line
from app.serving.presence import Gone
from app.serving.statuses import status_of
from app.web.errors import error_page, wants_page
from app.web.signin import sign_in_page
from corpus.errors import RapporteurError

_LOG = logging.getLogger("rapporteur")


def install(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Every error of the service leaves as a problem. A refused method is told which ones the routers take."""
    app.state.routers = tuple(routers)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RapporteurError, _known)
    app.add_exception_handler(Gone, _gone)
    app.add_exception_handler(Exception, _unknown)


def problem(status: int, title: str, detail: str, **more: Any) -> JSONResponse:
    """One problem."""
    headers = {"Retry-After": "5"} if status == 503 else None
    body = _body(status, title, detail, **more)
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def refusal(request: Request, status: int, detail: str, headers: Mapping[str, str]) -> Response:
    """The reply to a request that may not come in; a person who shows no good key is asked for one."""
    if status == 401 and wants_page(request):
        return sign_in_page(request)
    return told(request, _body(status, HTTPStatus(status).phrase, detail), headers)


def problem_of(error: Exception) -> dict[str, Any]:
    """An error as the body of a problem; what it is stays in the log unless it is one of ours."""
    if isinstance(error, RapporteurError):
        status, title = status_of(error)
        more = {"field": error.field, "suggestions": list(error.suggestions)} if isinstance(error, BadRequest) else {}
        return {"type": "about:blank", "title": title, "status": status, "detail": one_line(error), **more}
    _LOG.error("unexpected fault: %s", type(error).__name__, exc_info=error)
    detail = "The fault is in the log of the service."
    return {"type": "about:blank", "title": "Unexpected fault", "status": 500, "detail": detail}


def told(request: Request, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem as whoever asked can read it: a page for a person, JSON for a program."""
    status = body["status"]
    sent = {"Retry-After": "5"} if status == 503 else {}
    reply: Response
    if wants_page(request):
        reply = error_page(request, status, body["title"], body["detail"])
    else:
        reply = JSONResponse(body, status, media_type="application/problem+json")
    reply.headers.update({**sent, **(headers or {})})
    return reply


def _body(status: int, title: str, detail: str, **more: Any) -> dict[str, Any]:
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


async def _known(request: Request, error: Exception) -> Response:
    return told(request, problem_of(error))


async def _gone(_request: Request, _error: Exception) -> Response:
    return problem(499, "The reader went away", "Nobody waited for the answer.")


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        {"field": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]} for fault in error.errors()
    ]
    detail = "; ".join(f"{fault['field']}: {fault['message']}" for fault in faults)
    return told(request, _body(422, "The request is not valid", detail, errors=faults))


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
    _LOG.error("unexpected fault at %s: %s", request.url.path, type(error).__name__, exc_info=error)
    return told(request, _body(500, "Unexpected fault", "The fault is in the log of the service."))
