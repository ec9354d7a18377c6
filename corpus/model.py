"""Documents, paragraphs and their identity.

A paragraph is known as ``SYMBOL#LABEL@LANG``. Its text is the source's own characters with line wraps joined; it is
never normalised and never repaired. What was found in the text but is not the author's words (a printed number, a
bullet, a footnote mark) lies beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The six official languages of the United Nations, by ISO 639-1 code."""

    AR = "ar"
    EN = "en"
    ES = "es"
    FR = "fr"
    RU = "ru"
    ZH = "zh"


class Status(StrEnum):
    """What a text is worth as evidence of a position."""

    ADOPTED = "adopted"
    CHAIR = "chair"
    NATIONAL = "national"
    GROUP = "group"
    NOT_ADOPTED = "not-adopted"


class Role(StrEnum):
    """What a body block is."""

    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    EPIGRAPH = "epigraph"
    QUOTATION = "quotation"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something printed in or before a paragraph that is not its words: ``offset`` is where it stood in ``text``."""

    kind: str  # "number", "bullet", "footnote"
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where a stretch of a paragraph stands in its document's raw text:
    ``raw[source : source + length] == text[start : start + length]``."""

    start: int
    source: int
    length: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """Square-bracketed text, brackets included. ``editorial``: a word an editor supplied, no alternative."""

    start: int
    end: int
    editorial: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may have stood at ``text[start:end]`` before the file lost it: for search, never for quotation."""

    start: int
    end: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One body block of one language version of one document.

    ``text`` is what may be quoted; every offset elsewhere counts its code points. ``label`` is the printed number, or
    ``~n`` for the n-th body block when nothing is printed. ``said_by`` names the speaker of a quoted block.
    """

    document_id: str
    label: str
    ordinal: int
    language: Language
    text: str
    role: Role = Role.PARAGRAPH
    page: int = 1
    headings: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    said_by: str | None = None
    spans: tuple[Span, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def id(self) -> str:
        """``SYMBOL#LABEL@LANG`` (``doc:SLUG#LABEL@LANG`` when the document has no symbol)."""
        name, _, language = self.document_id.rpartition("@")
        return f"{name}#{self.label}@{language}"

    @property
    def borrowed(self) -> bool:
        """Whether the whole block is somebody else's words, quoted by the author."""
        return self.said_by is not None or self.role in (Role.EPIGRAPH, Role.QUOTATION)

    @property
    def mended(self) -> str:
        """The text with every suggestion put in: for search, never for quotation."""
        text = self.text
        for suggestion in reversed(self.suggestions):
            text = text[: suggestion.start] + suggestion.text + text[suggestion.end :]
        return text

    @property
    def numbered(self) -> bool:
        """Whether the label is printed in the paper."""
        return not self.label.startswith("~")


@dataclass(frozen=True, slots=True)
class Document:
    """One language version of a paper, with what its masthead says. ``id`` is ``SYMBOL@LANG`` or ``doc:SLUG@LANG``.

    ``raw`` is the file's text before lines were joined; it is empty where only the facts were asked for. ``changes`` is
    the symbol of the paper that this one revises, adds to or corrects. ``notes`` are footnotes that no paragraph calls.
    """

    id: str
    symbol: str | None
    language: Language
    title: str
    kind: str = "document"
    session: str | None = None
    dates: str | None = None
    date: str | None = None
    place: str | None = None
    submitters: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    status: Status = Status.NATIONAL
    original_language: Language | None = None
    distribution: str | None = None
    changes: str | None = None
    pages: int = 1
    sha256: str = ""
    file: str = ""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    raw: str = ""

    @property
    def work(self) -> str:
        """What all language versions share: the symbol, or the slug of a paper without one."""
        return self.id.rpartition("@")[0]
