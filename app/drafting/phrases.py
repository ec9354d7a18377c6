"""The program's own words in six languages, from ``phrases.toml``. Pure."""

from __future__ import annotations

import functools
import importlib.resources
import tomllib
from collections.abc import Iterable

from corpus.model import Document, Language, Paragraph, Status
from corpus.names import display_name
from retrieval.cues import Cue

_CUES = {
    "state": "cue_author",
    "group": "cue_author",
    "session": "cue_session",
    "symbol": "cue_symbol",
    "since": "cue_since",
    "until": "cue_until",
    "year": "cue_year",
    "kind": "cue_kind",
    "status": "cue_status",
    "language": "cue_language",
    "article": "cue_article",
    "about": "cue_about",
}


@functools.cache
def _table() -> dict[str, dict[str, str]]:
    source = importlib.resources.files("app.drafting") / "phrases.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def phrase(key: str, language: Language, **values: object) -> str:
    """A phrase with its placeholders filled."""
    return _table()[key][language.value].format(**values)


def phrase_keys() -> tuple[str, ...]:
    """All keys."""
    return tuple(_table())


def names(states: tuple[str, ...], language: Language, groups: tuple[str, ...] = ()) -> str:
    """Names of States and groups as a list in the language. A group and a State may share a code."""
    named = [display_name(code, language.value, kind="state") for code in states]
    named += [display_name(code, language.value, kind="group") for code in groups]
    return listed(named, language)


def listed(words: Iterable[str], language: Language) -> str:
    """A list as the language writes it, each item once."""
    return {Language.ZH: "、", Language.AR: "، "}.get(language, ", ").join(dict.fromkeys(words))


def described(cue: Cue, language: Language) -> str:
    """What a cue of a question stands for, in the reader's language."""
    value = cue.value
    if cue.field in ("state", "group", "about"):
        value = display_name(value, language.value, kind="group" if cue.field == "group" else "state")
    return phrase(_CUES[cue.field], language, value=value)


def author_of(document: Document, language: Language) -> str:
    """Whose view the document is, in the reader's language."""
    if document.status is Status.ADOPTED:
        return phrase("conference", language)
    if document.submitters or document.groups:
        return names(document.submitters, language, document.groups)
    if document.status is Status.CHAIR:
        return phrase("chair", language)
    if document.status is Status.NOT_ADOPTED:
        return phrase("draft_author", language)
    return phrase("unknown_author", language)


def year_of(document: Document, language: Language) -> str:
    """The year of the document, or the word for undated."""
    return document.date[:4] if document.date else phrase("undated", language)


def locator_of(paragraph: Paragraph, language: Language) -> str:
    """Where the paragraph stands: its printed number, or page and block when it has none."""
    if paragraph.numbered:
        annex, _, label = paragraph.label.rpartition(" ") if paragraph.label.startswith("Annex") else ("", "", "")
        if annex:
            number = annex.removeprefix("Annex").strip()
            return phrase("annex", language, number=f" {number}" if number else "", label=label)
        return phrase("paragraph", language, label=paragraph.label)
    return phrase("block", language, page=paragraph.page, label=paragraph.label.removeprefix("~"))


def source_of(document: Document, paragraph: Paragraph, language: Language) -> str:
    """Symbol (or title) and locator, as a footnote names them; a block of our own counting also names its section."""
    name = document.symbol or phrase(
        "no_symbol", language, quotation=phrase("quotation", language, quote=document.title or document.file)
    )
    parts = [name, locator_of(paragraph, language)]
    if not paragraph.numbered and paragraph.headings:
        section = phrase("quotation", language, quote=paragraph.headings[-1])
        parts.append(phrase("section", language, quotation=section))
    separator = {Language.ZH: "，", Language.AR: "، "}.get(language, ", ")
    return separator.join(parts)
