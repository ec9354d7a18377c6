"""The library: what is held, papers brought in and taken out."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile

from app.drafting.request import BadRequest, read_scope
from app.faults import one_line
from app.lock import HomeBusy
from app.serving.access import NotAllowed, home_of, may, uploads_of
from app.store.keys import Role
from app.web.faults import Fault, fault_of
from app.web.shelf import Shelf, choices, given, shelf
from app.web.site import interface_language, page, ui
from app.wiring import Home
from corpus.errors import RapporteurError
from corpus.jobs import Job, JobStatus
from corpus.model import Language

router = APIRouter(include_in_schema=False)
_LIVE = (JobStatus.QUEUED, JobStatus.RUNNING)
_NO_MORE = 286  # what htmx stops to ask after


class Filters(BaseModel):
    """What of the library is shown: the filters, words of the title or symbol, which page of the list."""

    state: str = ""
    group: str = ""
    session: str = ""
    language: str = ""
    status: str = ""
    kind: str = ""
    q: str = ""
    page: int = 1


@router.get("/library", response_class=HTMLResponse)
async def library_page(request: Request, filters: Annotated[Filters, Query()], removed: str = "") -> HTMLResponse:
    """The papers that are held."""
    return await _library(request, filters, removed=removed)


@router.post("/library")
async def bring(request: Request) -> Response:
    """Takes files in. A script gets the job, to be watched; without one it has a page of its own."""
    home, script = home_of(request), "hx-request" in request.headers
    try:
        _require_admin(request)
        async with request.form() as form:
            files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
            job_id = await uploads_of(request).add(home, files)
    except RapporteurError as error:
        return await _refused(request, error, script)
    if not script:
        return RedirectResponse(f"/uploads/{job_id}", 303)
    return _job_part(request, "upload.html", await asyncio.to_thread(home.jobs.get, job_id))


@router.get("/uploads/{job_id}", response_class=HTMLResponse)
async def upload_page(job_id: str, request: Request) -> HTMLResponse:
    """How far an upload is, as a page; or the part that a script asks for again and again."""
    job = await asyncio.to_thread(home_of(request).jobs.get, job_id)
    if "hx-request" not in request.headers:
        allowed = may(request, Role.ADMIN)
        return page(request, "upload_page.html", 200 if job else 404, **_job_values(job), allowed=allowed)
    reply = _job_part(request, "job.html", job)
    if job is None or job.status not in _LIVE:
        reply.status_code = _NO_MORE
        reply.headers["HX-Trigger"] = "papers-changed"
    return reply


@router.post("/uploads/{job_id}/cancel")
async def cancel(job_id: str, request: Request) -> Response:
    """Asks an upload to stop; what was read is kept."""
    home, script = home_of(request), "hx-request" in request.headers
    try:
        _require_admin(request)
    except RapporteurError as error:
        return await _refused(request, error, script)
    await asyncio.to_thread(home.jobs.cancel, job_id)
    return Response(status_code=204) if script else RedirectResponse(f"/uploads/{job_id}", 303)


@router.get("/remove", response_class=HTMLResponse)
async def remove_page(work: str, request: Request, document: str = "") -> HTMLResponse:
    """Asks which versions of a paper shall go."""
    store = home_of(request).store
    ids = await asyncio.to_thread(store.versions, work)
    allowed = may(request, Role.ADMIN)
    values = {"work": work, "ids": ids, "chosen": ids if len(ids) == 1 else (document,), "allowed": allowed}
    return page(request, "remove.html", 200 if ids and allowed else 403 if ids else 404, **values)


@router.post("/remove")
async def remove(request: Request, document: Annotated[list[str] | None, Form()] = None) -> Response:
    """Takes documents out of the library."""
    removed = []
    try:
        _require_admin(request)
        for each in document or []:
            if await uploads_of(request).remove(home_of(request), each):
                removed.append(each)
    except RapporteurError as error:
        return await _refused(request, error, script=False)
    return RedirectResponse(f"/library?{urlencode({'removed': ', '.join(removed)})}", 303)


async def _library(
    request: Request, filters: Filters, *, removed: str = "", fault: Fault | None = None
) -> HTMLResponse:
    home, reader = home_of(request), interface_language(request)
    values = {"filters": filters.model_dump(exclude={"page"}), "removed": removed, "allowed": may(request, Role.ADMIN)}
    found: tuple[Shelf | None, dict[str, list[tuple[str, str]]]] = (None, {})
    try:
        found = await asyncio.to_thread(_listed, home, filters, reader)
    except RapporteurError as error:
        fault = fault or fault_of(error, reader)
    status = fault.status if fault else 200
    return page(request, "library.html", status, **values, shelf=found[0], choices=found[1], fault=fault)


def _listed(home: Home, filters: Filters, reader: Language) -> tuple[Shelf, dict[str, list[tuple[str, str]]]]:
    held = home.catalogue.current().held
    scope = read_scope(given(filters.model_dump()), None, None)
    return shelf(held.within(scope), filters.q, filters.page, reader), choices(held, reader)


def _require_admin(request: Request) -> None:
    if not may(request, Role.ADMIN):
        raise NotAllowed(ui(interface_language(request), "library.not_allowed"))


async def _refused(request: Request, error: RapporteurError, script: bool) -> HTMLResponse:
    """Why papers were not taken in or out."""
    language = interface_language(request)
    if isinstance(error, NotAllowed):
        fault = Fault(403, str(error))
    elif isinstance(error, HomeBusy):
        fault = Fault(503, ui(language, "library.busy"), one_line(error))
    elif isinstance(error, BadRequest) and error.field == "files":
        fault = Fault(422, ui(language, "library.no_files"))
    else:
        fault = fault_of(error, language)
    if script:
        return page(request, "fault.html", fault.status, fault=fault)
    return await _library(request, Filters(), fault=fault)


def _job_part(request: Request, template: str, job: Job | None) -> HTMLResponse:
    return page(request, template, 200, **_job_values(job), allowed=may(request, Role.ADMIN))


def _job_values(job: Job | None) -> dict[str, Any]:
    return {"job": job, "live": job is not None and job.status in _LIVE}
