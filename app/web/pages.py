"""The pages: ask a question, open a paragraph. Server-rendered; no request to any other host; no script."""

from __future__ import annotations

import asyncio
import importlib.resources
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import jinja2
from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from app.drafting.compose import footnotes
from app.drafting.model import Understood
from app.drafting.phrases import author_of, described, phrase, source_of
from app.drafting.request import BadRequest, answer_request
from app.faults import one_line
from app.show import coverage_lines
from app.wiring import Home
from corpus.errors import RapporteurError
from corpus.model import Document, Language
from retrieval.cues import EVERY_FIELD
from retrieval.model import EVERYTHING

_router = APIRouter(include_in_schema=False)
_NAMES = {"ar": "العربية", "en": "English", "es": "Español", "fr": "Français", "ru": "Русский", "zh": "中文"}
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def install(service: FastAPI) -> None:
    """Adds the pages to the service."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("app.web"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.globals |= {"languages": _NAMES, "paragraph_link": paragraph_link, "phrase": phrase}
    service.state.pages = environment
    service.include_router(_router)


def paragraph_link(paragraph_id: str) -> str:
    """Where a paragraph can be opened: ``/library/DOCUMENT#LABEL``."""
    name, _, rest = paragraph_id.partition("#")
    label, _, language = rest.rpartition("@")
    return f"/library/{quote(f'{name}@{language}', safe='')}#{quote(label, safe='~()')}"


@_router.get("/", response_class=HTMLResponse)
async def ask_page(
    request: Request, q: str = "", lang: str = "", mode: str = "", ignore: Annotated[Sequence[str], Query()] = ()
) -> HTMLResponse:
    """The question line and, under it, the answer."""
    home: Home = request.app.state.home
    values: dict[str, Any] = {"question": q, "language": lang, "mode": mode, "answer": None, "error": ""}
    status = 200
    if q.strip():
        try:
            wanted = answer_request(
                q,
                language=lang or None,
                mode=mode or None,
                scope=EVERYTHING,
                configured=home.settings.model,
                ignore=ignore,
            )
            assistant = await asyncio.to_thread(home.assistant, wanted.mode)
            answer = await assistant.answer(wanted)
            notes = dict(footnotes([item.sentence for item in answer.sentences], wanted.language))
            reader = wanted.language
            sources = {
                passage.paragraph.id: source_of(passage.document, passage.paragraph, reader)
                for passage in answer.passages
            }
            authors = {passage.paragraph.id: author_of(passage.document, reader) for passage in answer.passages}
            values |= {"answer": answer, "notes": notes, "sources": sources, "authors": authors}
            values |= {"reader": reader, "coverage": coverage_lines(answer.coverage, reader)}
            again = {"q": q, "lang": lang, "mode": mode}
            values["chips"] = _chips(answer.understood, wanted.ignore, again, reader)
        except RapporteurError as error:
            status = 422 if isinstance(error, BadRequest) else 503
            values["error"] = one_line(error)
    return _page(request, "ask.html", status, **values)


def _chips(
    understood: Sequence[Understood], ignored: Sequence[str], again: dict[str, str], reader: Language
) -> list[dict[str, Any]]:
    """What the question named, each a link that asks again without it, or with it once more."""
    chips: dict[tuple[str, str], dict[str, Any]] = {}
    for item in understood:
        field = item.cue.field
        left_out = field in ignored or EVERY_FIELD in ignored
        if not (item.applied or left_out):
            continue
        others = [name for name in ignored if name != field and not (left_out and name == EVERY_FIELD)]
        fields = others if left_out else [*others, field]
        label = described(item.cue, reader)
        chips[field, item.cue.value] = {
            "label": label,
            "title": phrase("take_back", reader, what=label) if left_out else phrase("leave_out", reader, what=label),
            "href": "/?" + urlencode([*again.items(), *(("ignore", name) for name in fields)]),
            "used": not left_out,
        }
    return list(chips.values())


@_router.get("/library/{document_id:path}", response_class=HTMLResponse)
async def document_page(request: Request, document_id: str) -> HTMLResponse:
    """A document with every paragraph at its anchor."""
    home: Home = request.app.state.home
    document: Document | None = await asyncio.to_thread(home.store.document, document_id)
    if document is None:
        return _page(request, "missing.html", 404, name=document_id)
    versions = [
        version for version in await asyncio.to_thread(home.store.versions, document.work) if version != document.id
    ]
    author = author_of(document, Language.EN)
    return _page(request, "document.html", 200, document=document, versions=versions, author=author)


@_router.get("/static/style.css")
async def style() -> PlainTextResponse:
    """The one style sheet."""
    text = (importlib.resources.files("app.web") / "static" / "style.css").read_text(encoding="utf-8")
    return PlainTextResponse(text, media_type="text/css")


def _page(request: Request, template: str, status: int, **values: Any) -> HTMLResponse:
    environment: jinja2.Environment = request.app.state.pages
    headers = {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(environment.get_template(template).render(values), status, headers)
