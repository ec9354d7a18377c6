"""How a page is made: templates, the interface's words in six languages, headers. Nothing here knows a single page."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import tomllib
from typing import Any
from urllib.parse import quote, unquote, urlencode

import jinja2
from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from app.drafting.phrases import phrase
from app.serving.entry import COOKIE
from corpus.model import Document, Language
from corpus.unseen import seen

NAMES = {"ar": "العربية", "en": "English", "es": "Español", "fr": "Français", "ru": "Русский", "zh": "中文"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # with none at all a browser sends forms as if from elsewhere
    "Cache-Control": "no-store",  # what a page shows is of one workspace
}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
_MEDIA = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_COOKIE = "rapporteur_ui"
_A_YEAR = 365 * 24 * 3600
router = APIRouter(include_in_schema=False)


def install(service: FastAPI) -> None:
    """Gives the service its templates and static files."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("app.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals |= {"languages": NAMES, "paragraph_link": paragraph_link, "phrase": phrase, "static": static}
    environment.globals["name_of"] = name_of
    environment.globals |= {"direction": direction, "document_link": document_link, "citation_link": citation_link}
    service.state.pages = environment
    service.include_router(router)


def _shown(value: object) -> object:
    """What a template writes, with signs in it that could hide or turn words. What is marked as safe stays as it is:
    the text of a field that comes back as it was given."""
    return seen(value) if type(value) is str else value


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page, or a part of one that a script asked for. ``ui`` gives a word in the interface's language."""
    language = interface_language(request)
    reply = HTMLResponse(rendered(request, template, **values), status, dict(_HEADERS))
    if (after := getattr(values.get("fault"), "after", None)) is not None:
        reply.headers["Retry-After"] = str(after)
    if request.query_params.get("ui") == language:
        reply.set_cookie(_COOKIE, language, max_age=_A_YEAR, httponly=True, samesite="strict")
    return reply


def rendered(request: Request, template: str, **values: Any) -> str:
    """A template filled for this reader: ``lang`` is the interface's language, ``here`` the path asked for; ``query``
    gives the address's own query with some of it changed."""
    environment: jinja2.Environment = request.app.state.pages
    language = interface_language(request)
    given: dict[str, Any] = {"lang": language.value, "ui": functools.partial(ui, language), "here": request.url.path}
    given |= {"query": functools.partial(_query, request), "signed_in": COOKIE in request.cookies}
    return environment.get_template(template).render(given | values)


def interface_language(request: Request) -> Language:
    """The language of buttons and labels: as chosen (``?ui=``, then a cookie), else the browser's, else English."""
    wanted = [request.query_params.get("ui", ""), request.cookies.get(_COOKIE, "")]
    wanted += [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((Language(name) for name in wanted if name in NAMES), Language.EN)


def ui(language: Language, key: str, **values: object) -> str:
    """A word or sentence of the interface, with its placeholders filled. Keys are ``file.name``."""
    file, _, name = key.partition(".")
    return _words(file)[name][language.value].format(**values)


def known_ui(language: Language, key: str, otherwise: str) -> str:
    """As ``ui``, of a word that may not be there."""
    file, _, name = key.partition(".")
    return _words(file).get(name, {}).get(language.value, otherwise)


def _query(request: Request, **changes: object) -> str:
    """The query of this address with values changed, or left out where they are None."""
    held = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    changed = [(name, str(value)) for name, value in changes.items() if value is not None]
    return "?" + urlencode([*held, *changed])


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for a ``dir`` attribute."""
    return "rtl" if language == "ar" else "ltr"


def name_of(document: Document) -> str:
    """The name of the file a document was read from, without where it lay."""
    return document.file.replace("\\", "/").rpartition("/")[2]


def document_link(document_id: str) -> str:
    """The page of a document."""
    return f"/library/{quote(document_id, safe='')}"


def paragraph_link(paragraph_id: str) -> str:
    """Where a paragraph can be opened: ``/library/DOCUMENT#LABEL``."""
    name, _, rest = paragraph_id.partition("#")
    label, _, language = rest.rpartition("@")
    return f"{document_link(f'{name}@{language}')}#{quote(label, safe='~()')}"


def citation_link(paragraph_id: str, start: int, end: int) -> str:
    """Where a paragraph can be opened with the cited words marked."""
    path, _, label = paragraph_link(paragraph_id).partition("#")
    return f"{path}?{urlencode({'p': unquote(label), 'cite': f'{start}-{end}'})}#{label}"


@functools.cache
def static(name: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it."""
    return f"/static/{name}?v={hashlib.sha256(_static_bytes(name)).hexdigest()[:12]}"


@router.get("/static/{name}")
async def static_file(name: str) -> Response:
    """A style sheet or a script of ours."""
    media = _MEDIA.get(name.rpartition(".")[2])
    if media is None or name not in _static_names():
        raise HTTPException(404, f"There is no file {name[:64]}.")
    return Response(_static_bytes(name), media_type=media, headers=dict(_KEPT))


@functools.cache
def _static_names() -> frozenset[str]:
    return frozenset(file.name for file in (importlib.resources.files("app.web") / "static").iterdir())


@functools.cache
def _static_bytes(name: str) -> bytes:
    return (importlib.resources.files("app.web") / "static" / name).read_bytes()


@functools.cache
def _words(file: str) -> dict[str, dict[str, str]]:
    source = importlib.resources.files("app.web") / "words" / f"{file}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
