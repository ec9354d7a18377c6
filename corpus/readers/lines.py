"""What every reader gives: the raw text of a file and its lines, each with its place in that text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Progress = Callable[[int, int], None]  # pages read, pages in all; what it raises ends the reading


class Style(StrEnum):
    """What the file itself says a line is. ``PLAIN``: it says nothing, and the words decide."""

    PLAIN = "plain"
    HEADING = "heading"
    QUOTATION = "quotation"
    ROW = "row"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``raw[start : start + len(text)] == text``.

    ``closes``: the paragraph ends here. ``lead``: spaces before it. ``running``: a header, a footer or a job number, no
    part of the text. ``level``: of a heading, 1 the highest; 0 when the file does not say.
    """

    text: str
    page: int
    closes: bool
    start: int = 0
    lead: int = 0
    running: bool = False
    style: Style = Style.PLAIN
    level: int = 0


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote or endnote, with the mark that calls it."""

    mark: str
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read. ``raw`` is its text as a reader sees it, pages parted by a form feed, list numbers included.

    ``notes`` are those the file itself keeps apart (Word, HTML); notes at the foot of a printed page are still lines.
    """

    raw: str
    lines: tuple[Line, ...]
    pages: int = 1
    notes: tuple[Footnote, ...] = ()
    warnings: tuple[str, ...] = ()
