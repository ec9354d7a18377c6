"""Replies that a reader may keep: sent again only when something has changed."""

from __future__ import annotations

import hashlib

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from app.schema import Json

_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


def conditional(request: Request, body: Json, *version: object) -> Response:
    """The body, or 304 when the reader has it already. ``version`` changes whenever the body does."""
    tag = f'"{hashlib.sha256(repr((request.url.query, *version)).encode()).hexdigest()[:32]}"'
    headers = {**_HEADERS, "ETag": tag}
    held = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    return JSONResponse(body, headers=headers)
