"""The page of a document: every paragraph at its anchor, the cited words marked; two language versions side by side."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.drafting.phrases import author_of, locator_of
from app.serving.access import home_of, may
from app.store.keys import Role
from app.web.faults import fault_of
from app.web.shelf import kind_word, status_word
from app.web.site import interface_language, page
from corpus.errors import RapporteurError
from corpus.model import Document, Language, Paragraph
from corpus.store import Store

router = APIRouter(include_in_schema=False)
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
Pair = tuple[Paragraph | None, Paragraph | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph: its own words, the cited ones among them, or the mark of a note. ``note`` is which of the
    paragraph's notes the mark calls, from 1; 0 where it calls none that is there."""

    kind: str  # "text", "cited" or "note"
    text: str
    note: int = 0


def pieces(paragraph: Paragraph, cited: tuple[int, int] | None) -> list[Piece]:
    """A paragraph with the marks of its notes where they were printed. The words joined are its text, untouched."""
    calls = [mark for mark in paragraph.marks if mark.kind == "footnote"]
    start, end = cited or (0, 0)
    cuts = sorted({0, start, end, len(paragraph.text), *(mark.offset for mark in calls)})
    found: list[Piece] = []
    for place, after in zip(cuts, [*cuts[1:], None], strict=True):
        for number, mark in enumerate(calls, start=1):
            if mark.offset == place:
                found.append(
                    Piece(
                        "note",
                        unicodedata.normalize("NFKC", mark.text),
                        number if number <= len(paragraph.notes) else 0,
                    )
                )
        if after is not None:
            inside = start <= place and after <= end
            found.append(Piece("cited" if inside else "text", paragraph.text[place:after]))
    return found


def span_of(text: str, length: int) -> tuple[int, int] | None:
    """The span that an address names as ``START-END``; None when it is none within the text."""
    match = _SPAN.fullmatch(text)
    span = (int(match[1]), int(match[2])) if match else (0, 0)
    return span if 0 <= span[0] < span[1] <= length else None


def aligned(left: Sequence[Paragraph], right: Sequence[Paragraph]) -> list[Pair]:
    """Paragraphs of two versions by label, in the order of the left one; what it does not have comes after what went
    before it in the right one."""
    labels = {paragraph.label for paragraph in left}
    others: dict[str | None, list[Paragraph]] = {}
    pairs = {paragraph.label: paragraph for paragraph in right if paragraph.label in labels}
    before: str | None = None
    for paragraph in right:
        if paragraph.label in labels:
            before = paragraph.label
        else:
            others.setdefault(before, []).append(paragraph)
    rows: list[Pair] = [(None, each) for each in others.get(None, ())]
    for paragraph in left:
        rows.append((paragraph, pairs.get(paragraph.label)))
        rows += [(None, each) for each in others.get(paragraph.label, ())]
    return rows


@router.get("/library/{document_id:path}", response_class=HTMLResponse)
async def document_page(
    request: Request, document_id: str, p: str = "", cite: str = "", beside: str = ""
) -> HTMLResponse:
    """A document; ``p`` and ``cite`` name the paragraph and the words that are cited, ``beside`` another version."""
    reader, store = interface_language(request), home_of(request).store
    try:
        document = await asyncio.to_thread(store.document, document_id)
        if document is None:
            ids = await asyncio.to_thread(store.versions, document_id)
            return page(request, "missing.html", 404, name=document_id, ids=ids)
        versions = [id_ for id_ in await asyncio.to_thread(store.versions, document.work) if id_ != document.id]
        other = await asyncio.to_thread(_other, store, document, beside)
    except RapporteurError as error:
        return page(request, "fault_page.html", 503, fault=fault_of(error, reader))
    values = _facts(document, reader) | {"document": document, "versions": versions, "other": other}
    values |= {"cited": _cited(document, p, cite), "pieces": pieces, "allowed": may(request, Role.ADMIN)}
    values["locator"] = lambda paragraph: locator_of(paragraph, reader)
    if other is not None:
        values["pairs"] = aligned(document.paragraphs, other.paragraphs)
        values["numbered"] = any(each.numbered for each in (*document.paragraphs, *other.paragraphs))
    template = "beside.html" if other else "document.html"
    return await asyncio.to_thread(page, request, template, 200, **values)  # a paper may have thousands of paragraphs


def _other(store: Store, document: Document, name: str) -> Document | None:
    other = store.document(name) if name and name != document.id else None
    return other if other is not None and other.work == document.work else None


def _cited(document: Document, label: str, cite: str) -> dict[str, tuple[int, int]]:
    """The cited words of the paragraph that the address names, by its label."""
    found = next((each for each in document.paragraphs if each.label == label), None)
    span = span_of(cite, len(found.text)) if found else None
    return {label: span} if span else {}


def _facts(document: Document, reader: Language) -> dict[str, Any]:
    """What the masthead says, in the reader's words: the word for each fact, and the fact."""
    facts = {
        "by": author_of(document, reader),
        "session": document.session,
        "date": document.date,
        "kind": kind_word(document.kind, reader),
        "status": status_word(document.status, reader),
    }
    return {"facts": {name: value for name, value in facts.items() if value}}
