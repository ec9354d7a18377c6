"""What is asked of the corpus and what comes back. Score and rank belong to a retrieval, never to a paragraph."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.model import Document, Language, Paragraph


@dataclass(frozen=True, slots=True)
class Scope:
    """Which paragraphs may be found. An empty field does not restrict; within a field any value matches.

    States are ISO 3166 alpha-3 codes, sessions as in ``2020/PC.II``, dates ISO 8601, inclusive.
    """

    states: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def admits(self, document: Document) -> bool:
        """Whether a document's paragraphs may be found."""
        return (
            (not self.states or bool(set(self.states) & set(document.submitters)))
            and (not self.groups or bool(set(self.groups) & set(document.groups)))
            and (not self.sessions or document.session in self.sessions)
            and (not self.kinds or document.kind in self.kinds)
            and (not self.symbols or document.symbol in self.symbols or document.work in self.symbols)
            and (not self.languages or document.language.value in self.languages)
            and (not self.statuses or document.status.value in self.statuses)
            and (self.since is None or (document.date is not None and document.date >= self.since))
            and (self.until is None or (document.date is not None and document.date <= self.until))
        )

    def narrowed(self, **fields: tuple[str, ...]) -> Scope:
        """A copy with these fields set."""
        return dataclasses.replace(self, **fields)  # type: ignore[arg-type]  # field names are checked by replace


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Query:
    """One search: the words, the reader's language, the scope, and how many passages at most.

    ``prefer`` is a scope that the question only implies: paragraphs inside it rank a little higher, none is left out.
    """

    text: str
    language: Language
    scope: Scope = EVERYTHING
    limit: int = 10
    prefer: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph found by one leg, with that leg's own score: a cosine, or a share of the words."""

    paragraph_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph found for a query.

    ``best`` is the span of its sentence nearest to the query, the one offered for quotation. ``found_by`` names the
    legs that found it. ``versions`` are the ids of its other language versions.
    """

    rank: int
    score: float
    found_by: tuple[str, ...]
    paragraph: Paragraph
    document: Document
    best: tuple[int, int]
    versions: tuple[str, ...] = ()
