"""Drafts over HTTP: written, read, revised, exported. Every version is kept."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from app.api.bodies import EditBody, InstructionBody, ParagraphBody
from app.api.replies import Draft as DraftReply
from app.drafting.draft_model import Draft
from app.drafting.draft_model import Role as ParagraphRole
from app.drafting.revise import Edited
from app.exports import MEDIA, exported
from app.schema import draft_json
from app.serving.access import home_of, only, work_of
from app.serving.bodies import DraftBody
from app.serving.presence import while_present
from app.serving.work import Absent
from app.store.keys import Role

router = APIRouter(prefix="/api/v1/drafts", tags=["drafts"])
_FILES: dict[int | str, dict[str, Any]] = {200: {"content": {media.partition(";")[0]: {} for media in MEDIA.values()}}}
_may_draft = Depends(only(Role.DRAFT))


@router.post("", summary="Cited draft paragraphs", response_model=DraftReply, dependencies=[_may_draft])
async def write(body: DraftBody, request: Request) -> JSONResponse:
    """A draft from what is on record."""
    home = home_of(request)
    wanted = body.wanted(home.settings.model)
    return _reply(await while_present(request, work_of(request).draft(home, wanted)))


@router.get("/{draft_id}", summary="A draft", response_model=DraftReply)
async def read(draft_id: str, request: Request) -> JSONResponse:
    """A version of a draft as it was written."""
    facts = await asyncio.to_thread(home_of(request).drafts.get, draft_id)
    if facts is None:
        raise Absent(f"There is no draft {draft_id[:64]}. Write it again.")
    return JSONResponse(facts)


@router.post("/{draft_id}/revise", summary="The next version", response_model=DraftReply, dependencies=[_may_draft])
async def revise(draft_id: str, body: InstructionBody | EditBody, request: Request) -> JSONResponse:
    """A draft changed as an instruction says, or as a person left it; with what changed, word by word."""
    home = home_of(request)
    work = work_of(request)
    if isinstance(body, InstructionBody):
        return _reply(await while_present(request, work.revise(home, draft_id, body.instruction)))
    draft = await work.reload(home, draft_id)
    edited = [_edited(paragraph, draft) for paragraph in body.paragraphs]
    return _reply(await while_present(request, work.edit(home, draft_id, edited)))


@router.get("/{draft_id}/export", summary="A draft as a file", response_class=Response, responses=_FILES)
async def export(draft_id: str, request: Request, format: Literal["docx", "md", "html", "json"] = "docx") -> Response:
    """A draft as Word, Markdown, HTML or JSON; a revision as Word holds its tracked changes."""
    home = home_of(request)
    data = await asyncio.to_thread(exported, await work_of(request).reload(home, draft_id), format)
    name = f'attachment; filename="draft-{draft_id[:8]}.{format}"'
    return Response(data, media_type=MEDIA[format], headers={"Content-Disposition": name})


def _edited(paragraph: ParagraphBody, draft: Draft) -> Edited:
    roles = {each.label: each.role for each in draft.paragraphs}
    role = paragraph.role or roles.get(paragraph.label or "", ParagraphRole.NUMBERED)
    texts = [sentence.text for sentence in paragraph.sentences] or [paragraph.text or ""]
    return Edited(role, tuple(text for text in texts if text.strip()))


def _reply(draft: Draft) -> JSONResponse:
    return JSONResponse(draft_json(draft))
