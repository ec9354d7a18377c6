"""Drafts over HTTP: written, read, revised, exported. Every version is kept."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.api import problems
from app.api.bodies import DraftBody, ParagraphBody, ReviseBody
from app.api.presence import while_present
from app.drafting.draft import write_draft
from app.drafting.draft_model import Draft, Role
from app.drafting.instruct import instruct
from app.drafting.reload import draft_from, paragraphs_cited
from app.drafting.request import BadRequest, draft_request, read_text
from app.drafting.revise import Edited, edit
from app.exports import MEDIA, exported
from app.schema import draft_json
from app.wiring import Home

router = APIRouter(prefix="/api/v1/drafts")


@router.post("", summary="Cited draft paragraphs")
async def write(body: DraftBody, request: Request) -> JSONResponse:
    """A draft from what is on record."""
    home: Home = request.app.state.home
    wanted = draft_request(
        body.task,
        body.type,
        language=body.language,
        mode=body.mode,
        on_behalf_of=body.on_behalf_of,
        scope=body.scope.scope(),
        configured=home.settings.model,
        ignore=body.ignore,
    )
    assistant = await asyncio.to_thread(home.assistant, wanted.mode)
    return await _kept(home, await while_present(request, write_draft(assistant, wanted)))


@router.get("/{draft_id}", summary="A draft")
async def read(draft_id: str, request: Request) -> JSONResponse:
    """A version of a draft as it was written."""
    facts = await _facts(request.app.state.home, draft_id)
    return _absent(draft_id) if facts is None else JSONResponse(facts)


@router.post("/{draft_id}/revise", summary="The next version of a draft")
async def revise(draft_id: str, body: ReviseBody, request: Request) -> JSONResponse:
    """A draft changed as an instruction says, or as a person left it; with what changed, word by word."""
    home: Home = request.app.state.home
    if (body.instruction is None) == (body.paragraphs is None):
        raise BadRequest("Send an instruction, or the paragraphs as you left them; one of the two.", "instruction")
    facts = await _facts(home, draft_id)
    if facts is None:
        return _absent(draft_id)
    draft = await _reloaded(home, facts)
    verifier = await asyncio.to_thread(home.verifier, draft.request.mode)
    if body.paragraphs is not None:
        edited = [_edited(paragraph, draft) for paragraph in body.paragraphs]
        return await _kept(home, await while_present(request, edit(verifier.assistant, verifier, draft, edited)))
    instruction = read_text(body.instruction or "", "instruction")
    return await _kept(home, await while_present(request, instruct(verifier.assistant, draft, instruction)))


@router.get("/{draft_id}/export", summary="A draft as a file")
async def export(draft_id: str, request: Request, format: Literal["docx", "md", "html", "json"] = "docx") -> Response:
    """A draft as Word, Markdown, HTML or JSON; a revision as Word holds its tracked changes."""
    home: Home = request.app.state.home
    facts = await _facts(home, draft_id)
    if facts is None:
        return _absent(draft_id)
    data = await asyncio.to_thread(exported, await _reloaded(home, facts), format)
    name = f'attachment; filename="draft-{draft_id[:8]}.{format}"'
    return Response(data, media_type=MEDIA[format], headers={"Content-Disposition": name})


def _edited(paragraph: ParagraphBody, draft: Draft) -> Edited:
    roles = {each.label: each.role for each in draft.paragraphs}
    role = paragraph.role or roles.get(paragraph.label or "", Role.NUMBERED)
    texts = [sentence.text for sentence in paragraph.sentences] or [paragraph.text or ""]
    return Edited(role, tuple(text for text in texts if text.strip()))


async def _facts(home: Home, draft_id: str) -> dict[str, Any] | None:
    return await asyncio.to_thread(home.drafts.get, draft_id)


async def _reloaded(home: Home, facts: dict[str, Any]) -> Draft:
    return draft_from(facts, await home.records().held(paragraphs_cited(facts)))


async def _kept(home: Home, draft: Draft) -> JSONResponse:
    facts = draft_json(draft)
    await asyncio.to_thread(home.drafts.put, facts)
    return JSONResponse(facts)


def _absent(draft_id: str) -> JSONResponse:
    return problems.problem(404, "No such draft", f"There is no draft {draft_id[:64]}. Write it again.")
