"""Errors as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.adapters.errors import ModelTimeout, ModelUnavailable
from app.drafting.request import BadRequest
from app.faults import one_line
from app.lock import HomeBusy
from app.serving.access import NotAllowed
from app.serving.presence import Gone
from app.serving.room import Full
from app.serving.work import Absent
from corpus.errors import RapporteurError

_STATUSES: tuple[tuple[type[Exception], int, str], ...] = (
    (Absent, 404, "There is no such thing"),
    (NotAllowed, 403, "The key may not do this"),
    (BadRequest, 422, "The request cannot be carried out"),
    (ModelTimeout, 504, "The language model did not answer in time"),
    (ModelUnavailable, 502, "The language model is not available"),
    (Full, 503, "Too much is asked at once"),
    (HomeBusy, 503, "The papers are in use"),
    (RapporteurError, 503, "The service cannot answer now"),
)
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
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def refusal(status: int, detail: str, headers: Mapping[str, str]) -> JSONResponse:
    """The reply to a request that may not come in."""
    reply = problem(status, HTTPStatus(status).phrase, detail)
    reply.headers.update(headers)
    return reply


def problem_of(error: Exception) -> dict[str, Any]:
    """An error as the body of a problem; what it is stays in the log unless it is one of ours."""
    for kind, status, title in _STATUSES:
        if isinstance(error, kind):
            more = (
                {"field": error.field, "suggestions": list(error.suggestions)} if isinstance(error, BadRequest) else {}
            )
            return {"type": "about:blank", "title": title, "status": status, "detail": one_line(error), **more}
    _LOG.error("unexpected fault: %s", type(error).__name__, exc_info=error)
    detail = "The fault is in the log of the service."
    return {"type": "about:blank", "title": "Unexpected fault", "status": 500, "detail": detail}


async def _known(_request: Request, error: Exception) -> JSONResponse:
    body = problem_of(error)
    headers = {"Retry-After": "5"} if body["status"] == 503 else None
    return JSONResponse(body, body["status"], headers=headers, media_type="application/problem+json")


async def _gone(_request: Request, _error: Exception) -> JSONResponse:
    return problem(499, "The reader went away", "Nobody waited for the answer.")


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = [
        {"field": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]} for fault in error.errors()
    ]
    detail = "; ".join(f"{fault['field']}: {fault['message']}" for fault in faults)
    return problem(422, "The request is not valid", detail, errors=faults)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    reply = problem(error.status_code, HTTPStatus(error.status_code).phrase, str(error.detail))
    reply.headers.update(error.headers or {})
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


async def _unknown(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("unexpected fault at %s: %s", request.url.path, type(error).__name__, exc_info=error)
    return problem(500, "Unexpected fault", "The fault is in the log of the service.")
