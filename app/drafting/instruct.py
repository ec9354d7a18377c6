"""A draft changed as an instruction says: by a model; without one, paragraphs are taken out and quotations added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.drafting.checks.claims import Voice
from app.drafting.draft import look_for
from app.drafting.draft_model import Draft, DraftParagraph, DraftRequest, Role
from app.drafting.evidence import is_trusted
from app.drafting.forms import FORMS, Block, framed
from app.drafting.judge import LANGUAGE_NAMES, Judge
from app.drafting.model import Checked, Mode
from app.drafting.phrases import phrase
from app.drafting.pipeline import Assistant, Clock
from app.drafting.quoting import most_quoted, quoted_blocks
from app.drafting.revise import known_sentences, revised
from app.drafting.write import Brief, Material, write
from prompts.model import Line, ReviseInput
from retrieval.model import Passage, Query
from retrieval.understand import read_question

_REMOVE = re.compile(
    r"\b(?:remove|delete|drop|strike|take out|leave out|supprim\w*|retir\w+|enlev\w+|suprim\w+|elimin\w+|quit\w+"
    r"|удал\w+|исключ\w+|убер\w+|убрать)\b|احذف|حذف|اشطب|删除|删去|删掉|去掉",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"\b(?:add|include|insert|quote|mention|cite|ajout\w+|inclu\w+|insér\w+|cite[rz]?|mentionn\w+|añad\w+|agreg\w+"
    r"|insert\w+|citar|cita|mencion\w+|добав\w+|включ\w+|упомян\w+|привести|приведи\w*|процитир\w+)\b"
    r"|[أا]ضف|إضافة|[أا]درج|اذكر|增加|加入|添加|补充|加上|引用|提及",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"para|párrafo|пункт|абзац|فقر|段", re.IGNORECASE)
_LABELS = re.compile(r"\d{1,3}")


async def instruct(assistant: Assistant, draft: Draft, instruction: str) -> Draft:
    """The next version of a draft. What the instruction does not touch stays to the letter, with its verdicts."""
    clock, request = Clock(), draft.request
    judge = assistant.judge(request.mode)
    if judge and request.mode is Mode.MODEL:
        return await _rewritten(assistant, draft, instruction, judge, clock)
    if _REMOVE.search(instruction) and _PARAGRAPH.search(instruction):
        return await _without(assistant, draft, instruction, clock)
    if _ADD.search(instruction):
        return await _with_more(assistant, draft, instruction, judge, clock)
    return await _unchanged(assistant, draft, phrase("cannot_revise", request.language), clock)


async def _without(assistant: Assistant, draft: Draft, instruction: str, clock: Clock) -> Draft:
    """The draft without the paragraphs that are named."""
    labels = _LABELS.findall(instruction)
    gone = [paragraph for paragraph in draft.paragraphs if paragraph.label in labels]
    if not labels or len(gone) < len(set(labels)):
        reason = phrase("no_such_paragraph", draft.request.language, labels=", ".join(labels))
        return await _unchanged(assistant, draft, reason, clock)
    left = [paragraph for paragraph in draft.paragraphs if paragraph not in gone]
    return await revised(assistant, draft, await _framed(assistant, draft, _body(left)), (), clock)


async def _with_more(assistant: Assistant, draft: Draft, instruction: str, judge: Judge | None, clock: Clock) -> Draft:
    """The draft with quotations of what is found for the instruction and is not yet in it."""
    request = draft.request
    found = await look_for(assistant, _sought(request, instruction))
    chosen, refusal = await assistant.choose(instruction, found, judge, request.language, most_quoted(request))
    quoted = {citation.paragraph.id for item in known_sentences(draft).values() for citation in item.sentence.citations}
    fresh = [passage for passage in chosen if passage.paragraph.id not in quoted]
    if refusal or not fresh:
        return await _unchanged(assistant, draft, refusal or phrase("nothing_new", request.language), clock, judge)
    blocks, withheld = await quoted_blocks(assistant, request, fresh, (), judge)
    body = [*_body(draft.paragraphs), *blocks]
    return await revised(assistant, draft, await _framed(assistant, draft, body), withheld, clock, judge=judge)


async def _rewritten(assistant: Assistant, draft: Draft, instruction: str, judge: Judge, clock: Clock) -> Draft:
    """What a model makes of the draft and the instruction; each new sentence is checked, an old one is known."""
    request, form = draft.request, FORMS[draft.request.type]
    body = _body(draft.paragraphs)
    found = await look_for(assistant, _sought(request, instruction))
    passages = _once((*_cited(body), *(() if found.refusal else found.ranked)))
    name, code = LANGUAGE_NAMES[request.language], request.language.value
    unread = {item: f"⟦S{n}⟧" for n, item in enumerate(_speaking_to_machines(body), start=1)}

    def make(given: Material) -> ReviseInput:
        lines = tuple(tuple(_line(item, given, unread) for item in row) for _, row in body)
        return ReviseInput(instruction, lines, name, code, given.sources, given.structured, given.refused)

    voice = Voice(request.on_behalf_of, form.impersonal)
    known = known_sentences(draft) | {name: item for item, name in unread.items()}
    brief = Brief(passages, request.language, voice, make, assistant.room, known)
    text = await write(brief, judge, assistant.scales)
    if not text.paragraphs:
        return await _unchanged(
            assistant, draft, phrase("left_as_it_was", request.language), clock, judge, withheld=text.withheld
        )
    roles = {item: role for role, row in body for item in row}
    blocks = [(Role.PLAIN if preambular else roles.get(row[0], form.body), row) for preambular, row in text.paragraphs]
    whole = await _framed(assistant, draft, blocks)
    return replace(await revised(assistant, draft, whole, text.withheld, clock, judge=judge), left_out=text.left_out)


def _sought(request: DraftRequest, instruction: str) -> DraftRequest:
    """What to look for. Whom the instruction names is looked for also in a draft from somebody else's papers, where
    its type of text has a place for others."""
    asked = read_question(instruction)
    others = {*asked.authors, *asked.groups} - {request.on_behalf_of}
    if not others or (request.on_behalf_of and not FORMS[request.type].context):
        return replace(request, task=instruction)
    anybody = replace(request.scope, states=(), groups=())
    return replace(request, task=instruction, on_behalf_of=None, for_group=False, scope=anybody)


async def _unchanged(  # noqa: PLR0913  # what a version is made of
    assistant: Assistant,
    draft: Draft,
    reason: str,
    clock: Clock,
    judge: Judge | None = None,
    *,
    withheld: Sequence[Checked] = (),
) -> Draft:
    """The same draft as a next version, with the reason why nothing changed."""
    blocks = [(paragraph.role, paragraph.sentences) for paragraph in draft.paragraphs]
    return await revised(assistant, draft, blocks, withheld, clock, judge=judge, reason=reason)


async def _framed(assistant: Assistant, draft: Draft, body: Sequence[Block]) -> list[Block]:
    """The paragraphs between the first and the last lines of their type of text."""
    _, searched = await assistant.retriever.documents(Query("", draft.request.language, draft.scope))
    return framed(draft.request, body, searched)


def _body(paragraphs: Sequence[DraftParagraph]) -> list[Block]:
    """The paragraphs without the lines that their type of text begins and ends with."""
    return [
        (paragraph.role, paragraph.sentences)
        for paragraph in paragraphs
        if paragraph.role is Role.HEADING or any(item.sentence.kind != "frame" for item in paragraph.sentences)
    ]


def _cited(body: Sequence[Block]) -> list[Passage]:
    return [citation.passage for _, row in body for item in row for citation in item.sentence.citations]


def _once(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    kept: dict[str, Passage] = {}
    for passage in passages:
        kept.setdefault(passage.paragraph.id, passage)
    return tuple(kept.values())


def _speaking_to_machines(body: Sequence[Block]) -> list[Checked]:
    """Sentences that quote what a paper says to a machine: the model is given a sign for each, and not its words."""
    return [
        item
        for _, row in body
        for item in row
        if any(not is_trusted(each.quote, each.paragraph.language) for each in item.sentence.citations)
    ]


def _line(item: Checked, given: Material, unread: Mapping[Checked, str]) -> Line:
    ids = {citation.paragraph.id for citation in item.sentence.citations}
    return Line(
        unread.get(item, item.sentence.text),
        tuple(key for key, passage in given.keyed.items() if passage.paragraph.id in ids),
    )
