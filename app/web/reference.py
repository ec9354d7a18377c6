"""The page that describes the programming interface, from the service's own description of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.api_view import operations
from app.web.site import page

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def reference_page(request: Request) -> HTMLResponse:
    """Every operation with its parameters, the fields of its body, an example and its answers."""
    base = str(request.base_url).rstrip("/")
    subjects = operations(request.app.openapi(), base)
    return page(request, "reference.html", subjects=subjects, address="/openapi.json")
