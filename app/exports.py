"""A draft in the formats that it leaves the house in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from app.drafting.draft_model import Draft
from app.export.docx import docx
from app.export.html import html
from app.export.markdown import markdown
from app.schema import draft_json

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
_WRITERS: Mapping[str, Callable[[Draft], bytes]] = {
    "docx": docx,
    "md": lambda draft: markdown(draft).encode(),
    "html": lambda draft: html(draft).encode(),
    "json": lambda draft: (json.dumps(draft_json(draft), ensure_ascii=False, indent=2) + "\n").encode(),
}


def exported(draft: Draft, kind: str) -> bytes:
    """The file, in one of the kinds of ``MEDIA``."""
    return _WRITERS[kind](draft)
