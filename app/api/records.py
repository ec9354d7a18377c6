"""What was answered, with all that it rests on, and what readers said of it."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from app.api.bodies import FeedbackBody, Paging
from app.api.list_replies import Feedback, Ratings
from app.api.replies import Answer, CheckReport, Draft
from app.serving.access import home_of, only
from app.serving.work import Absent
from app.store.keys import Role

router = APIRouter(prefix="/api/v1", tags=["records"])


@router.get("/provenance/{result_id}", summary="A result as it was given", response_model=Answer | Draft | CheckReport)
async def provenance(result_id: str, request: Request) -> JSONResponse:
    """The whole result with the texts it rests on. `rapporteur check FILE.json` verifies it later, without a model."""
    found = await asyncio.to_thread(home_of(request).results.get, result_id)
    if found is None:
        raise _absent(result_id)
    name = f'attachment; filename="{found["kind"]}-{result_id[:8]}.json"'
    return JSONResponse(found, headers={"Content-Disposition": name})


@router.post("/feedback", status_code=201, summary="Say what is right or wrong", response_model=Feedback)
async def rate(body: FeedbackBody, request: Request) -> JSONResponse:
    """What a reader says of a result. It becomes a case of the evaluations."""
    home = home_of(request)
    made = await asyncio.to_thread(home.results.rate, body.provenance, body.rating, body.comment)
    if made is None:
        raise _absent(body.provenance)
    return JSONResponse(made, 201)


@router.get("/feedback", summary="What readers said", response_model=Ratings, dependencies=[Depends(only(Role.ADMIN))])
async def ratings(paging: Annotated[Paging, Query()], request: Request) -> JSONResponse:
    """What readers said, newest first, each with the result it is about."""
    rows, total = await asyncio.to_thread(home_of(request).results.ratings, paging.limit, paging.offset)
    following = paging.offset + len(rows)
    return JSONResponse({"feedback": rows, "total": total, "next": following if following < total else None})


def _absent(result_id: str) -> Absent:
    return Absent(f"There is no answer, draft or check {result_id[:64]}.")
