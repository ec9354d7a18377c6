"""The routes. Each turns a body into a request, asks the assistant, and gives back what the schema says."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.telemetry import TelemetryConfig
from prometheus_client import CONTENT_TYPE_LATEST

from app import schema
from app.api import conversations, documents, drafts, openai, openapi, problems, records
from app.api.list_replies import Alive, Found, Ready
from app.api.replies import Answer, CheckReport
from app.api.stream import MEDIA, streamed
from app.mcp.transports import install as install_tools
from app.serving.access import home_of, work_of
from app.serving.bodies import AskBody, CheckBody, SearchBody
from app.serving.entry import Entry, Rules
from app.serving.metrics import Metrics
from app.serving.modes import modes_of
from app.serving.presence import while_present
from app.serving.room import Room
from app.serving.stopping import Stopping
from app.serving.tracing import tracing_wanted
from app.serving.uploads import Uploads
from app.serving.watch import Watched
from app.serving.work import Work
from app.web.pages import install as install_pages
from app.workspaces import Workspaces
from corpus.errors import RapporteurError

_router = APIRouter()
_ROUTERS = (_router, drafts.router, documents.router, conversations.router, records.router, openai.router)
# the framework's own spans and logs would hold addresses with questions in them, and the words of errors
_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def create_service(workspaces: Workspaces, rules: Rules | None = None, *, reads_only: bool = False) -> FastAPI:
    """The service over the workspaces of a home.

    Args:
        workspaces: opened; the caller closes them.
        rules: who may come in; without them, this machine only, within the settings.
        reads_only: another process takes papers in.
    """
    service = FastAPI(
        title="Rapporteur", version="1", docs_url=None, redoc_url=None, lifespan=_lifespan, telemetry=_NO_TELEMETRY
    )
    settings = workspaces.settings
    metrics, tracing = Metrics(), tracing_wanted()
    places = {"quick": settings.places, "slow": settings.model_places}
    rooms = {name: Room(at_once, settings.queue, settings.queue_seconds) for name, at_once in places.items()}
    metrics.watch(rooms, workspaces.engines)
    workspaces.engines.listeners += [metrics.tell, tracing.tell] if tracing else [metrics.tell]
    service.state.workspaces = workspaces
    service.state.stopping = Stopping(settings.stop_seconds)
    service.state.work = Work(rooms["quick"], rooms["slow"], metrics, settings)
    service.state.metrics, service.state.tracing = metrics, tracing
    service.state.uploads = Uploads(reads_only=reads_only)
    problems.install(service, _ROUTERS)
    openapi.install(service)
    for router in _ROUTERS:
        service.include_router(router)
    install_pages(service)
    rules = rules or Rules.of(settings)
    service.state.tools = install_tools(service, rules.body)
    service.add_middleware(GZipMiddleware, compresslevel=4)  # for slow lines; events go out as they are
    service.add_middleware(
        Entry,
        keys=lambda: workspaces.keys,
        rules=rules,
        refuse=lambda scope, *why: problems.refusal(Request(scope), *why),
    )
    service.add_middleware(Watched, metrics=metrics, tracing=tracing)  # the last added stands outermost
    return service


@contextlib.asynccontextmanager
async def _lifespan(service: FastAPI) -> AsyncIterator[None]:
    async with service.state.tools():
        yield
    await asyncio.to_thread(service.state.uploads.close)
    if service.state.tracing is not None:
        await asyncio.to_thread(service.state.tracing.close)


@_router.get("/metrics", summary="What is counted", response_class=PlainTextResponse, tags=["service"])
async def counted(request: Request) -> Response:
    """Counters in Prometheus' text format. No label holds a text, an id or a key."""
    return Response(
        await asyncio.to_thread(request.app.state.metrics.text, home_of(request)), media_type=CONTENT_TYPE_LATEST
    )


@_router.get("/healthz", summary="Is the process alive", response_model=Alive, tags=["service"])
async def alive() -> dict[str, str]:
    """Answers whenever the process runs."""
    return {"status": "alive"}


@_router.get("/readyz", summary="Can questions be answered", response_model=Ready, tags=["service"])
async def ready(request: Request) -> JSONResponse:
    """200 when the index and the models of the configuration are usable, else 503 and why."""
    home = home_of(request)
    try:
        await asyncio.to_thread(home.derived.require_well)
        await asyncio.to_thread(home.search)
    except RapporteurError as error:
        return problems.problem(503, "Not ready", str(error))
    name, left = home.engines.left_alone().get(modes_of(home.settings)[0], ("", None))
    if left is not None:
        why = f"The language model {name} did not answer several times. It is left alone for {left:.0f} s."
        return problems.problem(503, "Not ready", why)
    documents, paragraphs = await asyncio.to_thread(home.store.counts)
    return JSONResponse({"status": "ready", "documents": documents, "paragraphs": paragraphs})


@_router.post("/api/v1/search", summary="Ranked paragraphs", response_model=Found, tags=["asking"])
async def search(body: SearchBody, request: Request) -> JSONResponse:
    """Paragraphs for a query, best first."""
    home = home_of(request)
    wanted = body.wanted(home.settings.model)
    return JSONResponse(schema.search_json(await while_present(request, work_of(request).search(home, wanted))))


@_router.post("/api/v1/ask", summary="A cited answer", response_model=Answer, tags=["asking"])
async def ask(body: AskBody, request: Request) -> Response:
    """A cited answer, or an abstention that says what was searched; as events where the reader accepts them."""
    home = home_of(request)
    wanted = body.wanted(home.settings.model)
    if MEDIA in request.headers.get("accept", ""):
        return streamed(request, work_of(request).events(home, wanted))
    return JSONResponse(schema.answer_json(await while_present(request, work_of(request).answer(home, wanted))))


@_router.post("/api/v1/check", summary="A text, sentence by sentence", response_model=CheckReport, tags=["asking"])
async def check(body: CheckBody, request: Request) -> JSONResponse:
    """Every sentence of a text with what bears it out, or what is wrong with it."""
    home = home_of(request)
    wanted = body.wanted(home.settings.model)
    return JSONResponse(schema.report_json(await while_present(request, work_of(request).check(home, wanted))))
