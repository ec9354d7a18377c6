"""The tools: what each takes, what it gives. The structured result is the JSON of the API; beside it stands a text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field

from app import schema, show
from app.drafting.model import SearchResult
from app.drafting.phrases import author_of, source_of
from app.export.markdown import markdown
from app.export.message import message_of
from app.listings import document_text
from app.serving.bodies import AskBody, Body, CheckBody, DraftBody, SearchBody
from app.serving.work import Absent, Work
from app.store.keys import Role
from app.wiring import Home
from corpus.model import Language

Given = tuple[schema.Json, str]  # the structured result, and the text


class ShowBody(Body):
    """What to show."""

    id: str = Field(
        min_length=1,
        max_length=300,
        description="A paragraph, as NPT/CONF.2020/PC.II/WP.30#9@zh, or a document, as NPT/CONF.2020/PC.II/WP.30@zh.",
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a tool is used: the workspace, what does the work there, what the one who uses it may do."""

    home: Home
    work: Work
    role: Role = Role.ADMIN


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool. ``gives`` are the fields that its result always has; ``role`` is what one must be allowed to use it."""

    name: str
    title: str
    says: str
    takes: type[BaseModel]
    gives: tuple[str, ...]
    use: Callable[[Desk, Any], Coroutine[Any, Any, Given]]
    role: Role = Role.READ


async def _search(desk: Desk, body: SearchBody) -> Given:
    result = await desk.work.search(desk.home, body.wanted(desk.home.settings.model))
    return schema.search_json(result), _found(result)


async def _ask(desk: Desk, body: AskBody) -> Given:
    answer = await desk.work.answer(desk.home, body.wanted(desk.home.settings.model))
    return schema.answer_json(answer), message_of(answer).text


async def _draft(desk: Desk, body: DraftBody) -> Given:
    draft = await desk.work.draft(desk.home, body.wanted(desk.home.settings.model))
    return schema.draft_json(draft), markdown(draft)


async def _check(desk: Desk, body: CheckBody) -> Given:
    report = await desk.work.check(desk.home, body.wanted(desk.home.settings.model))
    return schema.report_json(report), show.report_text(report)


async def _show(desk: Desk, body: ShowBody) -> Given:
    return await asyncio.to_thread(_shown, desk.home, body.id)


def _shown(home: Home, name: str) -> Given:
    if "#" in name:
        paragraph = home.store.paragraphs([name]).get(name)
        owner = home.store.document(paragraph.document_id) if paragraph else None
        if paragraph is None or owner is None:
            raise Absent(f"There is no paragraph {name}. Search for it: every passage names its own.")
        where = f"{author_of(owner, Language.EN)}, {source_of(owner, paragraph, Language.EN)}"
        return schema.paragraph_json(paragraph, owner), f"{where}\n\n{paragraph.text}"
    document = home.store.document(name)
    if document is None:
        versions = ", ".join(home.store.versions(name))
        known = f"It is held as {versions}." if versions else "Search for it: every passage names its document."
        raise Absent(f"There is no document {name}. {known}")
    paragraphs = [schema.paragraph_json(paragraph, document) for paragraph in document.paragraphs]
    return {**schema.document_json(document), "paragraphs": paragraphs}, document_text(document)


def _found(result: SearchResult) -> str:
    language = result.request.language
    parts = [result.note] if result.note else []
    for passage in result.passages:
        source = source_of(passage.document, passage.paragraph, language)
        head = f"{passage.rank}. {author_of(passage.document, language)}, {source} [{passage.paragraph.id}]"
        parts.append(f"{head}\n{passage.paragraph.text}")
    return "\n\n".join(parts)


_MADE = ("kind", "sentences", "coverage", "provenance")
TOOLS = (
    Tool(
        "search",
        "Search the papers",
        "Paragraphs of the UN papers on file that bear on a question or words, best first, in any language. "
        "Each names its author, symbol and paragraph number. What the question names (a State, a session, a year) "
        "narrows the search unless `ignore` says otherwise.",
        SearchBody,
        ("query", "scope", "passages"),
        _search,
    ),
    Tool(
        "ask",
        "Ask what States have said",
        "A cited answer from the papers on file, in the language of the question or another. Every sentence carries "
        "citations that were checked against the stored text; what failed a check is withheld in the open. "
        "Where nothing on file answers, `kind` is `abstention`, with the reason and the nearest passages, "
        "which are not an answer.",
        AskBody,
        (*_MADE, "question", "language", "mode", "reason", "withheld", "passages"),
        _ask,
    ),
    Tool(
        "draft",
        "Draft a cited text",
        "Draft paragraphs of a type of conference text, each sentence resting on cited paragraphs, with footnotes. "
        "The draft is kept; its `id` opens it in the service.",
        DraftBody,
        ("kind", "id", "type", "language", "title", "paragraphs", "withheld", "notes", "coverage", "provenance"),
        _draft,
        Role.DRAFT,
    ),
    Tool(
        "check",
        "Check a text against the papers",
        "Holds every sentence of a text that somebody wrote against the paragraphs it cites, or against what is found "
        "for it: a verdict and a score for each, what is wrong, and the words it was held against.",
        CheckBody,
        _MADE,
        _check,
    ),
    Tool(
        "show",
        "Show a paragraph or a document",
        "One paragraph, or a whole document with its paragraphs, in the source's own words.",
        ShowBody,
        ("id", "language"),
        _show,
    ),
)
