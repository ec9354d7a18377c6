"""Papers over HTTP: brought in as jobs, listed, read, taken out."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app.api.conditional import conditional
from app.api.list_replies import Document, Documents, Job, Removed
from app.api.replies import Paragraph
from app.schema import Json, document_json, paragraph_json
from app.serving.access import home_of, only, uploads_of
from app.serving.bodies import ScopeBody
from app.serving.work import Absent
from app.store.keys import Role
from app.wiring import Home
from corpus.jobs import Job as HeldJob

router = APIRouter(prefix="/api/v1", tags=["documents"])
_admin = Depends(only(Role.ADMIN))


class Listing(ScopeBody):
    """Filters of a list, and which page of it."""

    limit: int = Field(default=500, ge=1, le=1000)
    offset: int = Field(default=0, ge=0, le=10_000_000)


@router.post("/documents", status_code=202, summary="Bring papers in", response_model=Job, dependencies=[_admin])
async def bring(
    files: Annotated[list[UploadFile], File(min_length=1, max_length=1000)], request: Request
) -> JSONResponse:
    """Takes files in and answers at once with the job that reads them."""
    home = home_of(request)
    job_id = await uploads_of(request).add(home, files)
    job = await asyncio.to_thread(home.jobs.get, job_id)
    assert job is not None
    return JSONResponse(job_json(job), 202, headers={"Location": f"/api/v1/jobs/{job_id}"})


@router.get("/documents", summary="What is held", response_model=Documents)
async def documents(listing: Annotated[Listing, Query()], request: Request) -> Response:
    """The documents, by id; those that the filters admit."""
    home = home_of(request)
    scope, start = listing.scope(), listing.offset
    held = await asyncio.to_thread(lambda: home.catalogue.current().held.within(scope))
    shown = held[start : start + listing.limit]
    following = start + len(shown)
    body: Json = {
        "documents": [document_json(document) for document in shown],
        "total": len(held),
        "next": following if following < len(held) else None,
    }
    return conditional(request, body, await asyncio.to_thread(home.store.version))


@router.get("/documents/{document_id:path}", summary="A document with its paragraphs", response_model=Document)
async def document(document_id: str, request: Request) -> Response:
    """A document, by id, or by symbol when one language version of it is held; its paragraphs in reading order."""
    found = await asyncio.to_thread(home_of(request).store.document, document_id)
    if found is None:
        raise _no_document(document_id)
    body = {**document_json(found), "paragraphs": [paragraph_json(each, found) for each in found.paragraphs]}
    return conditional(request, body, found.id, found.sha256, body)


@router.delete(
    "/documents/{document_id:path}", summary="Take a document out", response_model=Removed, dependencies=[_admin]
)
async def remove(document_id: str, request: Request) -> JSONResponse:
    """Takes a document out of the store and every index."""
    if not await uploads_of(request).remove(home_of(request), document_id):
        raise _no_document(document_id)
    return JSONResponse({"removed": document_id})


@router.get("/paragraphs/{paragraph_id:path}", summary="A paragraph", response_model=Paragraph)
async def paragraph(paragraph_id: str, request: Request) -> Response:
    """One paragraph, by its id."""
    home = home_of(request)
    found = (await asyncio.to_thread(home.store.paragraphs, [paragraph_id])).get(paragraph_id)
    owner = await asyncio.to_thread(home.store.document, found.document_id) if found else None
    if found is None or owner is None:
        raise Absent(f"There is no paragraph {paragraph_id[:200]}. Look for it in GET /api/v1/documents.")
    body = paragraph_json(found, owner)
    return conditional(request, body, body)


@router.get("/jobs/{job_id}", summary="How far a job is", response_model=Job)
async def job(job_id: str, request: Request) -> JSONResponse:
    """A job: its status, its progress, at last its result."""
    return JSONResponse(job_json(await _job(home_of(request), job_id)))


@router.post("/jobs/{job_id}/cancel", summary="Stop a job", response_model=Job, dependencies=[_admin])
async def cancel(job_id: str, request: Request) -> JSONResponse:
    """Asks a job to stop. What it has read until then is kept. A job that has ended stays as it is."""
    home = home_of(request)
    await _job(home, job_id)
    await asyncio.to_thread(home.jobs.cancel, job_id)
    return JSONResponse(job_json(await _job(home, job_id)))


def job_json(job: HeldJob) -> Json:
    """A job over the wire."""
    return {**dataclasses.asdict(job), "status": job.status.value}


async def _job(home: Home, job_id: str) -> HeldJob:
    found = await asyncio.to_thread(home.jobs.get, job_id)
    if found is None:
        raise Absent(f"There is no job {job_id[:64]}. Jobs are forgotten a month after they end.")
    return found


def _no_document(document_id: str) -> Absent:
    return Absent(f"There is no document {document_id[:200]}. GET /api/v1/documents lists what is held.")
