"""The draft desk: a draft is written, read with its checks, changed by hand or by instruction, compared."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from app.drafting.draft_model import Draft, Role
from app.drafting.request import TYPES, BadRequest, draft_request, read_mode
from app.faults import one_line
from app.serving.access import home_of, may, only, work_of
from app.serving.modes import modes_of
from app.serving.presence import while_present
from app.serving.statuses import status_of
from app.serving.work import Absent
from app.store import keys
from app.web.draft_view import author_name, authors_held, compared, edited, named, near_of, shown
from app.web.errors import from_script
from app.web.site import interface_language, page, rendered
from app.wiring import Home
from corpus.errors import RapporteurError
from retrieval.model import EVERYTHING

_LISTED = 20
router = APIRouter(prefix="/draft", include_in_schema=False)
_TOLD = {
    "on_behalf_of": "desk.unknown_author",
    "task": "desk.task_wrong",
    "instruction": "desk.instruction_wrong",
    "text": "desk.text_wrong",
}
_writes = [Depends(only(keys.Role.DRAFT))]


class DraftForm(BaseModel):
    """What the form asks for. ``suggested`` is a name that was offered for one that is not known."""

    task: str = ""
    type: str = TYPES[0]
    lang: str = ""
    on_behalf_of: str = ""
    mode: str = ""
    suggested: str = ""


class _Desk(DraftForm):
    offset: int = Field(default=0, ge=0, le=10**9)


@router.get("")
async def desk_page(request: Request, given: Annotated[_Desk, Query()]) -> HTMLResponse:
    """The form, filled as the address says, and the drafts on file."""
    return await _desk(request, given)


@router.post("", dependencies=_writes)
async def write(request: Request, given: Annotated[DraftForm, Form()]) -> Response:
    """Writes a draft and leads to it. When it cannot be, the form comes again as it was filled."""
    home = home_of(request)
    given = given.model_copy(update={"on_behalf_of": given.suggested or given.on_behalf_of})
    try:
        wanted = draft_request(
            given.task,
            given.type,
            language=given.lang or None,
            mode=given.mode or None,
            on_behalf_of=given.on_behalf_of.strip() or None,
            scope=EVERYTHING,
            configured=home.settings.model,
        )
        draft = await while_present(request, work_of(request).draft(home, wanted))
    except RapporteurError as error:
        if from_script(request):
            return _line(request, error, "desk.not_written")
        return await _desk(request, given, error)
    return _leads_to(request, draft)


@router.get("/compare")
async def compare_two(before: str, after: str) -> RedirectResponse:
    """Leads to the comparison of two versions that were chosen in a form."""
    return RedirectResponse(f"/draft/{quote(after, safe='')}/compare?{urlencode({'before': before})}", 303)


@router.get("/{draft_id}")
async def draft_page(request: Request, draft_id: str) -> HTMLResponse:
    """A version of a draft with its checks, notes and what changed."""
    return await _draft(request, draft_id)


@router.post("/{draft_id}/revise", dependencies=_writes)
async def revise(request: Request, draft_id: str, instruction: Annotated[str, Form()] = "") -> Response:
    """The next version, as an instruction says."""
    home = home_of(request)
    try:
        draft = await while_present(request, work_of(request).revise(home, draft_id, instruction))
    except Absent:
        raise
    except RapporteurError as error:
        if from_script(request):
            return _line(request, error, "desk.not_revised")
        return await _draft(request, draft_id, error, instruction)
    return _leads_to(request, draft)


@router.get("/{draft_id}/edit", dependencies=_writes)
async def edit_page(request: Request, draft_id: str) -> HTMLResponse:
    """Every paragraph in a field of its own."""
    draft = await work_of(request).reload(home_of(request), draft_id)
    return page(request, "draft_edit.html", **await _place(request, draft), fields=edited(draft), fault=None)


@router.post("/{draft_id}/edit", dependencies=_writes)
async def edit(
    request: Request,
    draft_id: str,
    role: Annotated[list[Role] | None, Form()] = None,
    text: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """The next version, as a person left it. When it cannot be kept, the fields come again as they were left."""
    home, work = home_of(request), work_of(request)
    fields = list(zip(role or [], text or [], strict=False))
    draft = await work.reload(home, draft_id)
    try:
        if not any(words.strip() for _, words in fields):
            raise BadRequest("Every field is empty. Leave at least one paragraph.", "text")
        revised = await while_present(request, work.edit(home, draft_id, named(draft, fields)))
    except RapporteurError as error:
        if from_script(request):
            return _line(request, error, "desk.not_saved")
        values = {"fields": edited(draft, fields), "fault": _fault(error, "desk.not_saved")}
        return page(request, "draft_edit.html", status_of(error)[0], **await _place(request, draft), **values)
    return _leads_to(request, revised)


@router.get("/{draft_id}/compare")
async def compare_page(request: Request, draft_id: str, before: str = "") -> HTMLResponse:
    """What changed from one version to another, word by word; from the one before where none is named."""
    home, work = home_of(request), work_of(request)
    draft = await work.reload(home, draft_id)
    place = await _place(request, draft)
    ids = [version["id"] for version in place["versions"]]
    wanted = before or draft.revises or ids[0]
    if wanted not in ids:
        raise Absent(f"There is no version {wanted[:64]} of this draft.")
    earlier = await work.reload(home, wanted)
    return page(request, "draft_compare.html", **place, before=wanted, changes=compared(earlier, draft))


async def _desk(request: Request, given: DraftForm, error: RapporteurError | None = None) -> HTMLResponse:
    home, language = home_of(request), interface_language(request)
    offset = given.offset if isinstance(given, _Desk) else 0
    rows, total = await asyncio.to_thread(home.drafts.list, _LISTED, offset)
    for row in rows:
        row["author"] = author_name(row["on_behalf_of"], language, group=row["for_group"])
    values: dict[str, Any] = {"given": given, "types": TYPES, "drafts": rows, "total": total, "offset": offset}
    values |= {"step": _LISTED, "writes": may(request, keys.Role.DRAFT), "modes": modes_of(home.settings)}
    values |= {"mode": given.mode or _mode_set(home), "authors": await authors_held(home, language)}
    values["fault"] = _fault(error, "desk.not_written") if error else None
    return page(request, "draft_desk.html", status_of(error)[0] if error else 200, **values)


async def _draft(
    request: Request, draft_id: str, error: RapporteurError | None = None, instruction: str = ""
) -> HTMLResponse:
    home, language = home_of(request), interface_language(request)
    draft = await work_of(request).reload(home, draft_id)
    values = await _place(request, draft) | shown(draft, language)
    values["again"] = _again(draft, values["author"])
    values["near"] = [] if draft.paragraphs else await near_of(home, draft_id, language)
    values |= {"instruction": instruction, "fault": _fault(error, "desk.not_revised") if error else None}
    return page(request, "draft.html", status_of(error)[0] if error else 200, **values)


async def _place(request: Request, draft: Draft) -> dict[str, Any]:
    """The draft among its versions."""
    versions = await asyncio.to_thread(home_of(request).drafts.versions, draft.provenance.id)
    numbers = {version["id"]: n for n, version in enumerate(versions, start=1)}
    values = {"draft": draft, "id": draft.provenance.id, "versions": versions, "numbers": numbers}
    return {**values, "writes": may(request, keys.Role.DRAFT), "reader": interface_language(request)}


def _again(draft: Draft, author: str) -> str:
    """The query that fills the form as it was for this draft."""
    request = draft.request
    given = {"task": request.task, "type": request.type, "lang": request.language.value, "mode": request.mode.value}
    return "?" + urlencode({**given, "on_behalf_of": author})


def _mode_set(home: Home) -> str:
    return read_mode(None, home.settings.model).value


def _fault(error: RapporteurError, key: str) -> dict[str, Any]:
    """What went wrong, for the form: in which field, and what else it could be."""
    field, offered = (error.field, error.suggestions) if isinstance(error, BadRequest) else ("", ())
    fault = {"key": key, "field": field, "told": _TOLD.get(field), "status": status_of(error)[0]}
    return {**fault, "detail": one_line(error), "offered": offered if field == "on_behalf_of" else ()}


def _line(request: Request, error: RapporteurError, key: str) -> HTMLResponse:
    """What went wrong as a piece for the form, which stays as it was filled."""
    return HTMLResponse(rendered(request, "draft_fault.html", fault=_fault(error, key)), status_of(error)[0])


def _leads_to(request: Request, draft: Draft) -> Response:
    address = f"/draft/{draft.provenance.id}"
    if from_script(request):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)
