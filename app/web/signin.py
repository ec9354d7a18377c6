"""The form that asks for a key. It stands alone: whoever has no key can load nothing else of the service."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.serving.entry import CHALLENGE, COOKIE
from app.web.errors import from_script
from app.web.site import NAMES, interface_language, rendered, ui

_ADDRESS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")  # a path of this site, and nothing that a browser reads as more
# Written without a quotation mark, an ampersand or an angle bracket: a template leaves it as it is.
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2127; --paper: #fcfbf8; --soft: #535c66; --edge: #857f73;
  --accent: #0a5688; --on: #ffffff; --bad: #a01a2c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --paper: #15181b; --soft: #abb0b6; --edge: #858d96;
  --accent: #86c5ee; --on: #0c1a25; --bad: #ffa3a3; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; gap: 1.6rem; padding: 1.5rem;
  background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
main { max-width: 24rem; }
.name { font: 600 1.3rem/1.4 Georgia, serif; margin: 0 0 1.4rem; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .4rem; }
p { margin: .4rem 0 1rem; }
.lead, label { color: var(--soft); }
label { display: block; font-size: .9rem; margin-bottom: .3rem; }
input, button { font: inherit; width: 100%; padding: .55rem .7rem; border: 1px solid var(--edge); border-radius: .3rem;
  background: var(--paper); color: inherit; }
button { margin-top: .9rem; background: var(--accent); border-color: var(--accent); color: var(--on); cursor: pointer; }
.error { color: var(--bad); padding-inline-start: .8rem; border-inline-start: 3px solid currentcolor; }
nav { display: flex; flex-wrap: wrap; justify-content: center; gap: .2rem 1rem; font-size: .9rem; }
a { color: var(--accent); padding: .25rem 0; }
a[aria-current] { color: var(--ink); text-decoration: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
"""
router = APIRouter(include_in_schema=False)


@router.post("/sign-in")
async def sign_in(request: Request, key: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/") -> Response:
    """Keeps a good key in a cookie and leads on to the page that was asked for; says what is wrong with another."""
    shown, target = key.strip(), local_address(next)
    language = interface_language(request)
    if not shown:
        return sign_in_page(request, message=ui(language, "signin.missing"), target=target)
    if await asyncio.to_thread(request.app.state.workspaces.keys.of, shown) is None:
        return sign_in_page(request, message=ui(language, "signin.unknown"), target=target)
    reply = RedirectResponse(target, 303)
    secure = request.url.scheme == "https"
    reply.set_cookie(COOKIE, shown, path="/", httponly=True, samesite="strict", secure=secure)
    return reply


@router.post("/sign-out")
async def sign_out() -> Response:
    """Forgets the key."""
    reply = RedirectResponse("/", 303)
    reply.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return reply


def sign_in_page(request: Request, *, status: int = 401, message: str = "", target: str | None = None) -> HTMLResponse:
    """The form, in place of the page that was asked for. Everything it needs is in it.

    Args:
        request: what was asked.
        status: of the reply.
        message: what is wrong with the key that was shown.
        target: where to go on to; the page that was asked for when it is not given.
    """
    headers = CHALLENGE if status == 401 else {}
    if from_script(request):
        return HTMLResponse(rendered(request, "signed_out.html"), status, headers)
    if target is None:
        target = local_address(_asked_for(request)) if request.method == "GET" else "/"
    spoken = {code: _with_language(target, code) for code in NAMES}
    text = rendered(request, "signin.html", style=_STYLE, message=message, target=target, spoken=spoken)
    return HTMLResponse(text, status, {**headers, **_headers()})


def local_address(address: str) -> str:
    """An address when it is a page of this site, else that of the first page.

    >>> local_address("/draft?page=2"), local_address("//elsewhere.example"), local_address("https://elsewhere.example")
    ('/draft?page=2', '/', '/')
    """
    parts = urlsplit(address) if _ADDRESS.fullmatch(address) else None
    return address if parts and not parts.scheme and not parts.netloc and parts.path != "/sign-in" else "/"


def _asked_for(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def _with_language(address: str, code: str) -> str:
    parts = urlsplit(address)
    held = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "ui"]
    return parts._replace(query=urlencode([*held, ("ui", code)])).geturl()


def _headers() -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'"
    return {
        "Content-Security-Policy": f"{allowed}; base-uri 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
