"""The first page: ask, read the answer, ask on. An answer is streamed where scripts run; without them it is a page."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from app.conversation.followup import resolve
from app.drafting.model import AnswerRequest
from app.drafting.reload import answer_from, paragraphs_of_answer
from app.drafting.request import answer_request
from app.serving.access import home_of, work_of
from app.serving.modes import modes_of
from app.serving.presence import while_present
from app.serving.work import Absent
from app.store.results import RATINGS
from app.web.answers import Notes, shown
from app.web.asked import Pending, of_service, streamed
from app.web.faults import fault_of
from app.web.site import interface_language, page
from app.wiring import Home
from corpus.errors import RapporteurError
from retrieval.model import EVERYTHING

router = APIRouter(include_in_schema=False)
_LISTED = 15  # conversations at once
_TITLE = 120  # letters of the first question that a conversation is called by
_COMMENT = 2000


class Asking(BaseModel):
    """A question as a form or an address has it; ``ignore`` names what it shall not be narrowed by."""

    q: str = ""
    lang: str = ""
    mode: str = ""
    ignore: list[str] = []

    @property
    def fields(self) -> dict[str, str]:
        """What the form shows again."""
        return {"question": self.q, "language": self.lang, "mode": self.mode}


class AskingAddress(Asking):
    """The first page's address: ``older`` says from which of the conversations on they are listed."""

    older: int = Field(default=0, ge=0, le=10**6)


class AskingForm(Asking):
    """A question of the conversation ``c``; of a new one that begins with the answer ``first`` where that is given."""

    c: str = ""
    first: str = ""


@router.get("/", response_class=HTMLResponse)
async def ask_page(request: Request, asking: Annotated[AskingAddress, Query()]) -> HTMLResponse:
    """The question line and, under it, the answer; the conversations that were."""
    home = home_of(request)
    values: dict[str, Any] = {**asking.fields, "older": asking.older}
    if asking.q.strip():
        try:
            wanted = _wanted(home, asking)
            answer = await while_present(request, work_of(request).answer(home, wanted))
            values["turns"] = [shown(answer, Notes(answer.provenance.id[:8], wanted.language))]
            values["first"] = answer.provenance.id
        except RapporteurError as error:
            values["fault"] = fault_of(error, interface_language(request))
    return await _page(request, home, values)


@router.post("/ask")
async def ask(request: Request, asking: Annotated[AskingForm, Form()]) -> Response:
    """A question of a conversation. A script gets a piece of the page, which the answer is streamed into."""
    home, script = home_of(request), "hx-request" in request.headers
    try:
        wanted = _wanted(home, asking)
        conversation = asking.c or await asyncio.to_thread(_begun, home, asking.q, asking.first)
        if not script:
            await while_present(request, work_of(request).answer(home, wanted, conversation))
            return RedirectResponse(f"/c/{conversation}#last", 303)
        thread = await _thread(home, conversation)
    except RapporteurError as error:
        fault = fault_of(error, interface_language(request))
        if script:
            return page(request, "fault.html", fault.status, fault=fault)
        return await _page(request, home, {**asking.fields, "fault": fault})
    token = of_service(request).put(Pending(home.workspace, wanted, conversation))
    waiting = {"question": wanted.question, "reader": wanted.language, "token": token}
    if asking.c:
        return page(request, "waiting.html", 200, **waiting)
    whole = {**thread, "language": asking.lang, "mode": asking.mode, "waiting": waiting}
    reply = page(request, "thread.html", 200, **whole)
    reply.headers.update({"HX-Push-Url": f"/c/{conversation}", "HX-Retarget": "#main", "HX-Reswap": "innerHTML"})
    return reply


@router.get("/ask/{token}/events")
async def events(token: str, request: Request) -> Response:
    """The answer to a question that was posted, as it comes to be. Asked for again, it is not answered again."""
    return streamed(request, of_service(request).take(home_of(request).workspace, token))


@router.get("/c/{conversation_id}", response_class=HTMLResponse)
async def conversation_page(conversation_id: str, request: Request) -> HTMLResponse:
    """A conversation as it was, to be read and gone on with."""
    home = home_of(request)
    try:
        values = await _thread(home, conversation_id)
    except RapporteurError as error:
        return await _page(request, home, {"fault": fault_of(error, interface_language(request))})
    return page(request, "conversation.html", 200, **values)


@router.get("/c/{conversation_id}/delete", response_class=HTMLResponse)
async def sure_page(conversation_id: str, request: Request) -> HTMLResponse:
    """Asks before a conversation is deleted."""
    found = await asyncio.to_thread(home_of(request).conversations.get, conversation_id)
    return page(request, "forget.html", 200 if found else 404, found=found)


@router.post("/c/{conversation_id}/delete")
async def forget(conversation_id: str, request: Request) -> Response:
    """Deletes a conversation with its questions."""
    await asyncio.to_thread(home_of(request).conversations.remove, conversation_id)
    return RedirectResponse("/", 303)


@router.post("/feedback", response_class=HTMLResponse)
async def feedback(
    request: Request,
    provenance: Annotated[str, Form()],
    rating: Annotated[str, Form()],
    comment: Annotated[str, Form(max_length=_COMMENT)] = "",
    c: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """What a reader says of an answer."""
    noted = None
    if rating in RATINGS:
        said = comment.strip() or None
        noted = await asyncio.to_thread(home_of(request).results.rate, provenance, rating, said)
    template = "noted.html" if "hx-request" in request.headers else "noted_page.html"
    return page(request, template, 200 if noted else 404, noted=noted, conversation=c)


def _wanted(home: Home, asking: Asking) -> AnswerRequest:
    return answer_request(
        asking.q,
        language=asking.lang or None,
        mode=asking.mode or None,
        scope=EVERYTHING,
        configured=home.settings.model,
        ignore=asking.ignore,
    )


def _begun(home: Home, question: str, first: str) -> str:
    """A new conversation; the answer that was given before it, if any, is its first."""
    body = home.results.get(first) if first else None
    given = body if body is not None and body["kind"] in ("answer", "abstention") else None
    asked: str = given["question"] if given else question
    made: str = home.conversations.create(asked[:_TITLE])["id"]
    if given:
        home.conversations.add(made, asked, resolve(asked, None), first)
    return made


async def _page(request: Request, home: Home, values: dict[str, Any]) -> HTMLResponse:
    """The first page: what is given here, and the conversations as far as they can be read."""
    given: dict[str, Any] = {"question": "", "language": "", "mode": "", "first": "", "older": 0}
    given |= {"turns": [], "fault": None, "conversations": [], "total": 0, "held": (0, 0), "conversation": None}
    given |= values
    try:
        rows, total = await asyncio.to_thread(home.conversations.list, _LISTED, given["older"])
        given |= {"conversations": rows, "total": total, "held": await asyncio.to_thread(home.store.counts)}
    except RapporteurError as error:
        given["fault"] = given["fault"] or fault_of(error, interface_language(request))
    status = given["fault"].status if given["fault"] else 200
    return page(request, "ask.html", status, **given, step=_LISTED, modes=modes_of(home.settings))


async def _thread(home: Home, conversation_id: str) -> dict[str, Any]:
    """A conversation with its answers, each held against the papers as they are now."""
    found = await asyncio.to_thread(home.conversations.get, conversation_id)
    if found is None:
        raise Absent(f"There is no conversation {conversation_id[:64]}.")
    bodies = [message["answer"] for message in found["messages"]]
    held = await home.records().held(set().union(*map(paragraphs_of_answer, bodies)))
    turns = []
    for body in bodies:
        answer = answer_from(body, held)
        turns.append(shown(answer, Notes(answer.provenance.id[:8], answer.request.language), conversation_id))
    mode = bodies[-1]["mode"] if bodies else ""
    values = {"conversation": conversation_id, "title": found["title"], "turns": turns, "waiting": None}
    return {**values, "language": "", "mode": mode, "modes": modes_of(home.settings), "first": "", "fault": None}
