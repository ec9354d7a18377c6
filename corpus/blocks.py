"""Blocks: joined lines and what they are, before they become paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.joining import Sourced


class Kind(StrEnum):
    """What a block is."""

    NUMBERED = "numbered"
    SUB = "sub"
    BULLET = "bullet"
    TEXT = "text"
    HEADING = "heading"
    QUOTATION = "quotation"
    SPEAKER = "speaker"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """Joined lines. ``marker`` is what was printed before the words (``9. ``, ``• ``) and is no part of ``words``.

    ``calls`` are footnote marks that stood on lines of their own, with their offset in the words.
    """

    words: Sourced
    page: int
    kind: Kind
    marker: str = ""
    label: str = ""
    calls: tuple[tuple[int, str], ...] = ()
    level: int = 0
    lead: int = 0

    @property
    def text(self) -> str:
        """The words as plain text."""
        return self.words.text
