"""Conversations over HTTP: questions in order, each answered by a search of its own."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from app.api.bodies import ConversationBody, Paging
from app.api.list_replies import Conversation, Conversations, Removed
from app.api.replies import Answer
from app.api.stream import MEDIA, streamed
from app.schema import answer_json
from app.serving.access import home_of, work_of
from app.serving.bodies import AskBody
from app.serving.presence import while_present
from app.serving.work import Absent

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])


@router.post("", status_code=201, summary="Begin a conversation", response_model=Conversation)
async def begin(request: Request, body: ConversationBody | None = None) -> JSONResponse:
    """An empty conversation. Without a title it will be called by its first question."""
    title = body.title if body else ""
    made = await asyncio.to_thread(home_of(request).conversations.create, title)
    return JSONResponse(made, 201, headers={"Location": f"/api/v1/conversations/{made['id']}"})


@router.get("", summary="Conversations", response_model=Conversations)
async def conversations(paging: Annotated[Paging, Query()], request: Request) -> JSONResponse:
    """The conversations without their messages, the last used first."""
    rows, total = await asyncio.to_thread(home_of(request).conversations.list, paging.limit, paging.offset)
    following = paging.offset + len(rows)
    return JSONResponse({"conversations": rows, "total": total, "next": following if following < total else None})


@router.get("/{conversation_id}", summary="A conversation", response_model=Conversation)
async def conversation(conversation_id: str, request: Request) -> JSONResponse:
    """A conversation with its questions and answers in order."""
    found = await asyncio.to_thread(home_of(request).conversations.get, conversation_id)
    if found is None:
        raise _absent(conversation_id)
    return JSONResponse(found)


@router.delete("/{conversation_id}", summary="Forget a conversation", response_model=Removed)
async def forget(conversation_id: str, request: Request) -> JSONResponse:
    """Takes a conversation away with its messages."""
    if not await asyncio.to_thread(home_of(request).conversations.remove, conversation_id):
        raise _absent(conversation_id)
    return JSONResponse({"removed": conversation_id})


@router.post("/{conversation_id}/messages", summary="Ask in a conversation", response_model=Answer)
async def ask(conversation_id: str, body: AskBody, request: Request) -> Response:
    """A question, which may lean on the one before it. The answer says what it was understood as."""
    home = home_of(request)
    wanted = body.wanted(home.settings.model)
    if not (await asyncio.to_thread(home.conversations.before, conversation_id))[0]:
        raise _absent(conversation_id)
    work = work_of(request)
    if MEDIA in request.headers.get("accept", ""):
        return streamed(request, work.events(home, wanted, conversation_id))
    return JSONResponse(answer_json(await while_present(request, work.answer(home, wanted, conversation_id))))


def _absent(conversation_id: str) -> Absent:
    return Absent(f"There is no conversation {conversation_id[:64]}. Begin a new one.")
