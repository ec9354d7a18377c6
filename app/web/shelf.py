"""The library as a list of papers: language versions of one paper together, filtered, page by page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.drafting.phrases import author_of
from app.web.site import known_ui, ui
from corpus.model import Document, Language, Status
from corpus.names import display_name
from retrieval.catalogue import Holdings

FILTERS = ("state", "group", "session", "language", "status", "kind")
PAGE = 50
_FACETS = {"state": "states", "group": "groups", "session": "sessions", "kind": "kinds"}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper in the languages it is held in. ``document`` is the version that suits the reader best."""

    document: Document
    versions: tuple[Document, ...]
    author: str
    status: str
    kind: str

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """The warnings of all versions, each with its language."""
        return [(each.language.value, warning) for each in self.versions for warning in each.warnings]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the list. ``number`` counts pages from 1; ``first`` and ``last`` count papers from 1."""

    papers: tuple[Paper, ...]
    total: int
    number: int
    pages: int

    @property
    def first(self) -> int:
        """The number of its first paper."""
        return (self.number - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The number of its last paper."""
        return self.first + len(self.papers) - 1


def shelf(documents: Iterable[Document], text: str, number: int, reader: Language) -> Shelf:
    """The papers whose title or symbol holds every word of the text, in any of their languages."""
    works: dict[str, list[Document]] = {}
    for document in documents:
        works.setdefault(document.work, []).append(document)
    words = text.casefold().split()
    found = sorted((name for name, held in works.items() if _holds(held, words)), key=_order)
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(number, 1), pages)
    shown = found[(number - 1) * PAGE : number * PAGE]
    return Shelf(tuple(paper(works[name], reader) for name in shown), len(found), number, pages)


def paper(versions: Sequence[Document], reader: Language) -> Paper:
    """A paper with its facts in the reader's words."""
    by_language = {each.language: each for each in versions}
    first = versions[0]
    best = by_language.get(reader) or by_language.get(first.original_language or first.language) or first
    author = author_of(best, reader)
    return Paper(best, tuple(versions), author, status_word(best.status, reader), kind_word(best.kind, reader))


def choices(held: Holdings, reader: Language) -> dict[str, list[tuple[str, str]]]:
    """The values that each filter can take here, with their names, in the order of the names."""
    found = {name: [(value, value) for value in held.values(facet)] for name, facet in _FACETS.items()}
    found["state"] = [(code, display_name(code, reader.value, kind="state")) for code, _ in found["state"]]
    found["group"] = [(code, display_name(code, reader.value, kind="group")) for code, _ in found["group"]]
    found["kind"] = [(value, kind_word(value, reader)) for value, _ in found["kind"]]
    found["status"] = [(value, status_word(Status(value), reader)) for value in held.values("statuses")]
    return {name: sorted(pairs, key=lambda pair: pair[1].casefold()) for name, pairs in found.items()}


def status_word(status: Status, reader: Language) -> str:
    """What a paper is worth as evidence, in the reader's words."""
    return ui(reader, f"library.{'of_group' if status is Status.GROUP else status.value}")


def kind_word(kind: str, reader: Language) -> str:
    """What kind of paper it is, in the reader's words where there is one."""
    return known_ui(reader, f"library.kind_{kind}", kind.replace("-", " "))


def given(filters: Mapping[str, str]) -> dict[str, list[str]]:
    """Filters as a scope is read from: each a list, without the empty ones."""
    return {name: [filters[name]] for name in FILTERS if filters.get(name)}


def _holds(versions: Iterable[Document], words: Sequence[str]) -> bool:
    if not words:
        return True
    text = " ".join(f"{each.id} {each.title}" for each in versions).casefold()
    return all(word in text for word in words)


def _order(name: str) -> tuple[tuple[str, int], ...]:
    """WP.9 before WP.10; papers without a symbol at the end."""
    parts = re.findall(r"(\D*)(\d*)", f"~{name}" if name.startswith("doc:") else name)
    return tuple((text, int(digits or 0)) for text, digits in parts)
