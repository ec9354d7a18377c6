"""The pages. Server-rendered; no request to any other host."""

from __future__ import annotations

from fastapi import FastAPI

from app.web import ask, desk, evals, library, reader, reference, signin, site
from app.web.asked import Asked


def install(service: FastAPI) -> None:
    """Adds the pages to the service."""
    site.install(service)
    service.state.asked = Asked()
    for part in (ask, desk, evals, library, reader, reference, signin):
        service.include_router(part.router)
