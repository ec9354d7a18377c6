"""What the pages of a draft show of it, and how what a person typed becomes paragraphs again."""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.drafting.draft_model import Draft, DraftParagraph, ParagraphChange, Role
from app.drafting.forms import FORMS
from app.drafting.model import Checked, Citation
from app.drafting.phrases import author_of, described, listed, source_of
from app.drafting.revise import Edited, changes_between
from app.export.blocks import balance_of, notes_of
from app.export.direction import directed
from app.show import coverage_lines
from app.wiring import Home
from corpus.errors import RapporteurError
from corpus.model import Language
from corpus.names import display_name
from retrieval.cues import Cue
from retrieval.model import EVERYTHING, Query, Scope

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_FIELDS = {"states": "state", "groups": "group", "sessions": "session", "kinds": "kind", "symbols": "symbol"}
_FIELDS |= {"languages": "language", "statuses": "status"}
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A paragraph to be changed by hand: ``name`` is a word of the page, ``rows`` how high its field is."""

    role: Role
    name: str
    label: str
    text: str
    rows: int


def shown(draft: Draft, language: Language) -> dict[str, Any]:
    """What the page of a draft shows besides its paragraphs, in the language of the reader."""
    return {
        "notes": notes_of(draft),
        "cited": {citation.n: citation for citation in _citations(draft.paragraphs)},
        "withheld": [_withheld(item, language) for item in draft.withheld],
        "balance": balance_of(draft),
        "coverage": coverage_lines(draft.coverage, language),
        "searched": listed(_scope_words(draft.scope, language), language),
        "author": author_name(draft.request.on_behalf_of, language, group=draft.request.for_group),
        "changed": [change for change in draft.changes if _touched(change)],
        "directed": functools.partial(directed, rtl=draft.request.language is Language.AR),
    }


def author_name(code: str | None, language: Language, *, group: bool) -> str:
    """The State or group that a draft is for; nothing for none."""
    return display_name(code, language.value, kind="group" if group else "state") if code else ""


def compared(before: Draft, after: Draft) -> list[tuple[bool, list[ParagraphChange]]]:
    """Every paragraph of either version in order, in runs of those that changed (True) and those that did not."""
    runs: list[tuple[bool, list[ParagraphChange]]] = []
    for change in changes_between(before.paragraphs, after.paragraphs, after.request.language):
        if not runs or runs[-1][0] != _touched(change):
            runs.append((_touched(change), []))
        runs[-1][1].append(change)
    return runs


def edited(draft: Draft, left: Sequence[tuple[Role, str]] | None = None) -> list[Field]:
    """The fields of a draft: one for each paragraph, and an empty one. ``left``: as a person left them."""
    labels = [paragraph.label for paragraph in draft.paragraphs]
    texts = left or [(each.role, text_of(each, draft.request.language)) for each in draft.paragraphs]
    names = {Role.NUMBERED: "desk.paragraph", Role.PLAIN: "desk.plain", Role.HEADING: "desk.heading_text"}
    fields = [
        Field(role, names[role], label, text, _rows(text, draft.request.language))
        for label, (role, text) in zip(labels, texts, strict=False)
    ]
    more = texts[len(labels)][1] if len(texts) > len(labels) else ""
    return [*fields, Field(FORMS[draft.request.type].body, "desk.more", "", more, 2)]


def named(draft: Draft, fields: Sequence[tuple[Role, str]]) -> list[Edited]:
    """The paragraphs as a person left them. A blank line begins a new one; after a heading that is text."""
    body = FORMS[draft.request.type].body
    return [
        Edited(body if n and role is Role.HEADING else role, (part,))
        for role, text in fields
        for n, part in enumerate(_BLANK_LINE.split(text.replace("\r\n", "\n").strip()))
        if part.strip()
    ]


def text_of(paragraph: DraftParagraph, language: Language) -> str:
    """A paragraph's words."""
    return ("" if language is Language.ZH else " ").join(item.sentence.text for item in paragraph.sentences)


async def authors_held(home: Home, language: Language) -> list[str]:
    """The States and groups whose papers are on file, by name; none while the papers cannot be searched."""
    try:
        held, _ = await home.records().documents(Query("", language, EVERYTHING))
    except RapporteurError:
        return []
    states = {display_name(code, language.value, kind="state") for each in held for code in each.submitters}
    return sorted(states | {display_name(code, language.value, kind="group") for each in held for code in each.groups})


async def near_of(home: Home, draft_id: str, language: Language) -> list[dict[str, str]]:
    """The paragraphs nearest to the task of a draft that nothing on file carries, as they were found."""
    facts = await asyncio.to_thread(home.drafts.get, draft_id)
    found = facts["passages"][:_NEAR] if facts else []
    held = await home.records().held({each["paragraph"]["id"] for each in found})
    return [
        {
            "id": id_,
            "author": author_of(held[id_].document, language),
            "source": source_of(held[id_].document, held[id_].paragraph, language),
            "language": held[id_].paragraph.language.value,
            "text": each["paragraph"]["text"][each["best"]["start"] : each["best"]["end"]],
        }
        for each in found
        if (id_ := each["paragraph"]["id"]) in held
    ]


def _citations(paragraphs: Sequence[DraftParagraph]) -> Iterator[Citation]:
    for paragraph in paragraphs:
        for item in paragraph.sentences:
            yield from item.sentence.citations


def _withheld(item: Checked, language: Language) -> tuple[Checked, list[tuple[Citation, str]]]:
    """A sentence that is not in the draft, with its sources by name: its numbers are not those of the notes."""
    cited = item.sentence.citations
    return item, [(each, source_of(each.passage.document, each.paragraph, language)) for each in cited]


def _touched(change: ParagraphChange) -> bool:
    return change.before is None or change.after is None or any(run.op != "same" for run in change.changes)


def _scope_words(scope: Scope, language: Language) -> Iterator[str]:
    for name, field in _FIELDS.items():
        for value in getattr(scope, name):
            yield described(Cue(field, value, 0, 0), language)
    for field in ("since", "until"):
        if value := getattr(scope, field):
            yield described(Cue(field, value, 0, 0), language)


def _rows(text: str, language: Language) -> int:
    across = 38 if language is Language.ZH else 76
    return min(30, 1 + sum(1 + len(line) // across for line in text.splitlines()))
