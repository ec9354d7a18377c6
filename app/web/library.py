"""The library: what is held, and each document with its paragraphs."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.drafting.phrases import author_of
from app.serving.access import home_of
from app.web.site import page
from corpus.model import Document, Language

router = APIRouter(include_in_schema=False)


@router.get("/library/{document_id:path}", response_class=HTMLResponse)
async def documentpage(request: Request, document_id: str) -> HTMLResponse:
    """A document with every paragraph at its anchor."""
    home = home_of(request)
    document: Document | None = await asyncio.to_thread(home.store.document, document_id)
    if document is None:
        return page(request, "missing.html", 404, name=document_id)
    versions = [
        version for version in await asyncio.to_thread(home.store.versions, document.work) if version != document.id
    ]
    author = author_of(document, Language.EN)
    return page(request, "document.html", 200, document=document, versions=versions, author=author)
