"""The story of one draft: what is on record, in the order it was said, each sentence a quotation with its note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.drafting.compose import authors_of, footnotes, quoted
from app.drafting.coverage import coverage
from app.drafting.draft_model import Draft, DraftParagraph, DraftRequest
from app.drafting.model import Checked
from app.drafting.phrases import names, phrase
from app.drafting.pipeline import SHOWN, Assistant, Clock, Found
from retrieval.cues import Asked, Cue
from retrieval.model import Passage
from retrieval.understand import read_question

_MOST = 6


async def write_draft(assistant: Assistant, request: DraftRequest) -> Draft:
    """Drafts cited paragraphs: on behalf of one author from its own record, otherwise one paragraph per author."""
    clock, judge = Clock(), assistant.judge(request.mode)
    found = await _look(assistant, request)
    clock.lap("search")
    chosen, refusal = await assistant.choose(request.task, found, judge, request.language, _MOST)
    clock.lap("gate")
    paragraphs: list[DraftParagraph] = []
    withheld: list[Checked] = []
    n = 0
    for group in () if refusal else _grouped(chosen):
        sentences = []
        for position, passage in enumerate(group):
            n += 1
            sentences.append(quoted(passage, n, request.language, key="states_also" if position else "states"))
        kept, failed = await assistant.check(sentences, judge)
        withheld += failed
        if kept:
            paragraphs.append(DraftParagraph(str(len(paragraphs) + 1), kept))
    clock.lap("write")
    checked = [item for paragraph in paragraphs for item in paragraph.sentences]
    if not paragraphs and refusal is None:
        refusal = phrase("nothing_passed", request.language)
    return Draft(
        request=request,
        scope=found.scope,
        understood=found.understood,
        title=_title(request),
        reason=refusal,
        paragraphs=tuple(paragraphs),
        withheld=tuple(withheld),
        notes=footnotes([item.sentence for item in checked], request.language),
        coverage=coverage(found.held, found.searched, checked, found.asked),
        passages=chosen if refusal is None else found.passages[:SHOWN],
        provenance=assistant.provenance(clock, judge),
    )


async def _look(assistant: Assistant, request: DraftRequest) -> Found:
    """On behalf of an author only its own papers are searched; other States in the task are what it speaks about."""
    asked = read_question(request.task)
    scope, speaker = request.scope, request.on_behalf_of
    if speaker:
        field = "group" if request.for_group else "state"
        others = [cue for cue in asked.cues if cue.field not in ("state", "group")]
        others += [replace(cue, field="about", hard=False) for cue in asked.cues if cue.field == "state"]
        mentioned = sorted((cue for cue in others if cue.value != speaker), key=lambda cue: cue.start)
        asked = Asked((Cue(field, speaker, 0, 0, hard=True), *mentioned))
        if speaker in (scope.groups if request.for_group else scope.states):
            scope = scope.narrowed(**{f"{field}s": (speaker,)})
    ignored = tuple(name for name in request.ignore if name != field) if speaker else request.ignore
    return await assistant.look(request.task, asked, scope, request.language, ignored)


def _grouped(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Passages by author, each author's in the order of date and place in the paper."""
    groups: dict[tuple[str, ...], list[Passage]] = {}
    for passage in passages:
        groups.setdefault(authors_of(passage), []).append(passage)
    for group in groups.values():
        group.sort(key=lambda item: (item.document.date or "", item.document.id, item.paragraph.ordinal))
    return list(groups.values())


def _title(request: DraftRequest) -> str:
    if request.on_behalf_of is None:
        return phrase("title_all", request.language, task=request.task)
    speaker = (request.on_behalf_of,)
    author = names((), request.language, speaker) if request.for_group else names(speaker, request.language)
    return phrase("title", request.language, author=author, task=request.task)
