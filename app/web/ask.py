"""The first page: ask a question, read the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.drafting.compose import footnotes
from app.drafting.model import Understood
from app.drafting.phrases import author_of, described, phrase, source_of
from app.drafting.request import BadRequest, answer_request
from app.faults import one_line
from app.serving.access import home_of, work_of
from app.show import coverage_lines
from app.web.site import page
from corpus.errors import RapporteurError
from corpus.model import Language
from retrieval.cues import EVERY_FIELD
from retrieval.model import EVERYTHING

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
async def ask_page(
    request: Request, q: str = "", lang: str = "", mode: str = "", ignore: Annotated[Sequence[str], Query()] = ()
) -> HTMLResponse:
    """The question line and, under it, the answer."""
    home = home_of(request)
    values: dict[str, Any] = {"question": q, "language": lang, "mode": mode, "answer": None, "error": ""}
    status = 200
    if q.strip():
        try:
            wanted = answer_request(
                q,
                language=lang or None,
                mode=mode or None,
                scope=EVERYTHING,
                configured=home.settings.model,
                ignore=ignore,
            )
            answer = await work_of(request).answer(home, wanted)
            notes = dict(footnotes([item.sentence for item in answer.sentences], wanted.language))
            reader = wanted.language
            sources = {
                passage.paragraph.id: source_of(passage.document, passage.paragraph, reader)
                for passage in answer.passages
            }
            authors = {passage.paragraph.id: author_of(passage.document, reader) for passage in answer.passages}
            values |= {"answer": answer, "notes": notes, "sources": sources, "authors": authors}
            values |= {"reader": reader, "coverage": coverage_lines(answer.coverage, reader)}
            again = {"q": q, "lang": lang, "mode": mode}
            values["chips"] = _chips(answer.understood, wanted.ignore, again, reader)
        except RapporteurError as error:
            status = 422 if isinstance(error, BadRequest) else 503
            values["error"] = one_line(error)
    return page(request, "ask.html", status, **values)


def _chips(
    understood: Sequence[Understood], ignored: Sequence[str], again: dict[str, str], reader: Language
) -> list[dict[str, Any]]:
    """What the question named, each a link that asks again without it, or with it once more."""
    chips: dict[tuple[str, str], dict[str, Any]] = {}
    for item in understood:
        field = item.cue.field
        left_out = field in ignored or EVERY_FIELD in ignored
        if not (item.applied or left_out):
            continue
        others = [name for name in ignored if name != field and not (left_out and name == EVERY_FIELD)]
        fields = others if left_out else [*others, field]
        label = described(item.cue, reader)
        chips[field, item.cue.value] = {
            "label": label,
            "title": phrase("take_back", reader, what=label) if left_out else phrase("leave_out", reader, what=label),
            "href": "/?" + urlencode([*again.items(), *(("ignore", name) for name in fields)]),
            "used": not left_out,
        }
    return list(chips.values())
