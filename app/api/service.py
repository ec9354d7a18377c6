"""The routes. Each turns a body into a request, asks the assistant, and gives back what the schema says."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as ASGIScope

from app import schema
from app.api import drafts, problems
from app.api.bodies import AskBody, CheckBody, SearchBody
from app.api.presence import while_present
from app.api.stream import MEDIA, streamed
from app.drafting.explore import explore
from app.drafting.model import Mode
from app.drafting.request import answer_request, check_request, search_request
from app.web.pages import install as install_pages
from app.wiring import Home
from corpus.errors import RapporteurError

_router = APIRouter()
_LARGEST_BODY = 1_000_000


def create_service(home: Home) -> FastAPI:
    """The service over an opened home."""
    service = FastAPI(title="Rapporteur", version="1", docs_url=None, redoc_url=None)
    service.state.home = home
    problems.install(service)
    service.include_router(_router)
    service.include_router(drafts.router)
    service.add_middleware(_Bounded)
    install_pages(service)
    return service


@_router.get("/healthz", summary="Is the process alive")
async def alive() -> dict[str, str]:
    """Answers whenever the process runs."""
    return {"status": "alive"}


@_router.get("/readyz", summary="Can questions be answered")
async def ready(request: Request) -> JSONResponse:
    """200 when the index and the embedding model are usable, else 503 and why."""
    home: Home = request.app.state.home
    try:
        await asyncio.to_thread(home.require_healthy)
        await asyncio.to_thread(home.search)
    except RapporteurError as error:
        return problems.problem(503, "Not ready", str(error))
    documents, paragraphs = await asyncio.to_thread(home.store.counts)
    return JSONResponse({"status": "ready", "documents": documents, "paragraphs": paragraphs})


@_router.post("/api/v1/search", summary="Ranked paragraphs")
async def search(body: SearchBody, request: Request) -> JSONResponse:
    """Paragraphs for a query, best first."""
    home: Home = request.app.state.home
    wanted = search_request(
        body.query,
        language=body.language,
        scope=body.scope.scope(),
        limit=body.limit,
        ignore=body.ignore,
        rerank=body.rerank,
        depth=body.rerank_depth,
        mode=body.mode,
        configured=home.settings.model,
    )
    assistant = await asyncio.to_thread(home.assistant, wanted.rerank or Mode.VERBATIM)
    return JSONResponse(schema.search_json(await while_present(request, explore(assistant, wanted))))


@_router.post("/api/v1/ask", summary="A cited answer")
async def ask(body: AskBody, request: Request) -> Response:
    """A cited answer, or an abstention that says what was searched; as events where the reader accepts them."""
    home: Home = request.app.state.home
    wanted = answer_request(
        body.question,
        language=body.language,
        mode=body.mode,
        scope=body.scope.scope(),
        configured=home.settings.model,
        ignore=body.ignore,
    )
    assistant = await asyncio.to_thread(home.assistant, wanted.mode)
    if MEDIA in request.headers.get("accept", ""):
        return streamed(request, assistant, wanted)
    return JSONResponse(schema.answer_json(await while_present(request, assistant.answer(wanted))))


@_router.post("/api/v1/check", summary="A text, sentence by sentence")
async def check(body: CheckBody, request: Request) -> JSONResponse:
    """Every sentence of a text with what bears it out, or what is wrong with it."""
    home: Home = request.app.state.home
    wanted = check_request(
        body.text,
        language=body.language,
        mode=body.mode,
        scope=body.scope.scope(),
        configured=home.settings.model,
    )
    verifier = await asyncio.to_thread(home.verifier, wanted.mode)
    return JSONResponse(schema.report_json(await while_present(request, verifier.verify(wanted))))


class _Bounded:
    """Refuses bodies over the limit before they are read. Otherwise it stands in nobody's way: a reader who goes away
    is noticed behind it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: ASGIScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            length = dict(scope["headers"]).get(b"content-length", b"")
            if not length.isdigit() or int(length) > _LARGEST_BODY:
                detail = f"Send at most {_LARGEST_BODY} bytes, with their length."
                await problems.problem(413, "The body is too large", detail)(scope, receive, send)
                return
        await self._app(scope, receive, send)
