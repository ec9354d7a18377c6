"""Pages that say what went wrong and what to do, in the language of the interface."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.web.site import page, rendered

_TOLD = (403, 404, 405, 408, 413, 422, 429, 500, 502, 503, 504)
_REMEDIES = {403: "do403", 404: "do404", 405: "do404", 413: "do422", 422: "do422", 500: "do500"}
# Who asks these is no browser.
_PROGRAMS = ("/api/", "/v1/", "/mcp", "/healthz", "/readyz", "/metrics", "/openapi.json")


def wants_page(request: Request) -> bool:
    """Whether a person asked: a browser, at the address of a page. Programs are answered with a problem."""
    if request.url.path.startswith(_PROGRAMS):
        return False
    return from_script(request) or "text/html" in request.headers.get("accept", "")


def from_script(request: Request) -> bool:
    """Whether the script of one of our pages asks, which puts the reply into the page that is open."""
    return request.headers.get("hx-request") == "true"


def error_page(request: Request, status: int, title: str, detail: str) -> HTMLResponse:
    """A page that says what is wrong; a line of it where a script of ours asked.

    Args:
        request: what was asked.
        status: a status of HTTP.
        title: what is wrong, for a status that the page has no words of its own for.
        detail: what is wrong in this case, in English.
    """
    key = f"errors.s{status}" if status in _TOLD else ""
    given = {"key": key, "title": title, "detail": detail, "remedy": f"errors.{_REMEDIES.get(status, 'do503')}"}
    if from_script(request):
        return HTMLResponse(rendered(request, "error_line.html", **given), status)
    return page(request, "error.html", status, **given)
