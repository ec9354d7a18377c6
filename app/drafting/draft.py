"""The story of one draft: what is on record, in the form of the type of text; each sentence with its note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.drafting import gate
from app.drafting.checks.claims import Voice
from app.drafting.compose import footnotes
from app.drafting.coverage import coverage
from app.drafting.draft_model import Draft, DraftParagraph, DraftRequest, Role
from app.drafting.forms import FORMS, Block, author_named, balance, framed, title_of
from app.drafting.judge import LANGUAGE_NAMES, Judge
from app.drafting.model import Checked, Mode
from app.drafting.phrases import phrase
from app.drafting.pipeline import SHOWN, Assistant, Clock, Found
from app.drafting.quoting import most_quoted, quoted_blocks
from app.drafting.write import Brief, Material, write
from prompts.model import DraftInput
from retrieval.cues import EVERY_FIELD, FIELDS, Asked, Cue
from retrieval.model import Passage
from retrieval.understand import read_question

_MOST_OTHERS = 4


@dataclass(frozen=True, slots=True)
class _Body:
    """The paragraphs of a draft: what passed, what did not, on which passages, what is to be said of it."""

    blocks: Sequence[Block] = ()
    withheld: Sequence[Checked] = ()
    passages: tuple[Passage, ...] = ()
    left_out: tuple[Passage, ...] = ()
    note: str | None = None


async def write_draft(assistant: Assistant, request: DraftRequest) -> Draft:
    """Drafts cited paragraphs: on behalf of one author from its own record, then others as context where the type of
    text has room for them; otherwise from all that is on file."""
    clock, judge = Clock(), assistant.judge(request.mode)
    found = await look_for(assistant, request)
    others = await others_for(assistant, request, found)
    clock.lap("search")
    body, refusal = _Body(), found.refusal
    if refusal is None and judge and request.mode is Mode.MODEL:
        body, refusal = await _written(assistant, request, judge, (*found.ranked, *others))
    if refusal is None and not body.blocks:
        reads = judge if request.mode is Mode.LOCAL else None
        chosen, refusal = await assistant.choose(request.task, found, reads, request.language, most_quoted(request))
        if refusal is None:
            blocks, failed = await quoted_blocks(assistant, request, chosen, others, reads)
            body = replace(body, blocks=blocks, withheld=[*body.withheld, *failed], passages=(*chosen, *others))
    clock.lap("write")
    if not body.blocks and refusal is None:
        refusal = phrase("nothing_passed", request.language)
    paragraphs = labelled(framed(request, body.blocks, found.searched))
    checked = [item for paragraph in paragraphs for item in paragraph.sentences]
    return Draft(
        request=request,
        scope=found.scope,
        understood=found.understood,
        title=title_of(request),
        reason=refusal or body.note,
        paragraphs=paragraphs,
        withheld=tuple(body.withheld),
        notes=footnotes([item.sentence for item in checked], request.language),
        coverage=coverage(found.held, found.searched, checked, found.asked),
        passages=body.passages if refusal is None else found.passages[:SHOWN],
        provenance=assistant.provenance(clock, judge),
        balance=balance(body.blocks, found.searched) if FORMS[request.type].balanced and body.blocks else (),
        left_out=body.left_out,
    )


def labelled(blocks: Sequence[Block]) -> tuple[DraftParagraph, ...]:
    """Paragraphs with their labels: numbers for those that are numbered, the place in the draft for the others."""
    paragraphs: list[DraftParagraph] = []
    number = 0
    for place, (role, row) in enumerate(blocks, start=1):
        number += role is Role.NUMBERED
        paragraphs.append(DraftParagraph(str(number) if role is Role.NUMBERED else f"~{place}", row, role))
    return tuple(paragraphs)


async def look_for(assistant: Assistant, request: DraftRequest) -> Found:
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
    ignored = request.ignore
    if speaker:  # whom a draft speaks for is no cue to be left out
        ignored = tuple(name for name in (FIELDS if EVERY_FIELD in ignored else ignored) if name != field)
    return await assistant.look(request.task, asked, scope, request.language, ignored)


async def others_for(assistant: Assistant, request: DraftRequest, own: Found) -> tuple[Passage, ...]:
    """What others have on file on the task, where the draft speaks for one author and has a place for them."""
    if own.refusal or request.on_behalf_of is None or not FORMS[request.type].context:
        return ()
    found = await assistant.look(
        request.task, read_question(request.task), request.scope, request.language, request.ignore
    )
    if found.refusal:
        return ()
    apart = [passage for passage in found.passages if not _by(request, passage)]
    return gate.choose(apart, _MOST_OTHERS)


def _by(request: DraftRequest, passage: Passage) -> bool:
    document = passage.document
    return request.on_behalf_of in (document.groups if request.for_group else document.submitters)


async def _written(
    assistant: Assistant, request: DraftRequest, judge: Judge, passages: tuple[Passage, ...]
) -> tuple[_Body, str | None]:
    """What a model makes of the passages, sentence by sentence checked; and why it made nothing."""
    language, form = request.language, FORMS[request.type]

    def make(given: Material) -> DraftInput:
        speaker, name, code = author_named(request) or "", LANGUAGE_NAMES[language], language.value
        how = (given.sources, given.structured, given.refused)
        return DraftInput(request.task, request.type, speaker, name, code, *how)

    voice = Voice(request.on_behalf_of, form.impersonal)
    text = await write(Brief(passages, language, voice, make, assistant.room), judge, assistant.scales)
    blocks = [(Role.PLAIN if preambular else form.body, row) for preambular, row in text.paragraphs]
    if text.fault == "gate_refused":
        return _Body(), phrase("gate_refused", language, count=len(text.read))
    note = None if text.fault is None else phrase("own_words" if text.withheld else text.fault, language)
    return _Body(blocks, text.withheld, text.read, text.left_out, note), None
