"""Joining wrapped lines, by script, and knowing afterwards where every character came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import Span

_WIDE = ("W", "F")
_HYPHEN = re.compile(r"[A-Za-zÀ-ÿЀ-ӿ]-$")


@dataclass(frozen=True, slots=True)
class Sourced:
    """A text whose stretches are known in the raw text: what ``spans`` leave out is a space put between two lines."""

    text: str = ""
    spans: tuple[Span, ...] = ()

    def __add__(self, other: Sourced) -> Sourced:
        moved = tuple(Span(span.start + len(self.text), span.source, span.length) for span in other.spans)
        return Sourced(self.text + other.text, self.spans + moved)

    def __getitem__(self, part: slice) -> Sourced:
        start, stop, _ = part.indices(len(self.text))
        kept = []
        for span in self.spans:
            first, last = max(span.start, start), min(span.start + span.length, stop)
            if first < last:
                kept.append(Span(first - start, span.source + first - span.start, last - first))
        return Sourced(self.text[start:stop], tuple(kept))

    def __bool__(self) -> bool:
        return bool(self.text)


def sourced(text: str, at: int) -> Sourced:
    """A stretch of raw text that begins at ``at``."""
    return Sourced(text, (Span(0, at, len(text)),)) if text else Sourced()


def join(pieces: Iterable[Sourced]) -> Sourced:
    """One paragraph of wrapped lines, as the author wrote it.

    Beside a Chinese character no space is put; between letters or digits of other scripts, one; none after an
    opening bracket or a slash, where symbols are broken. A word hyphenated at the wrap keeps its hyphen and takes
    no space: whether the hyphen is the word's own cannot be known.
    """
    text = ""
    spans: list[Span] = []
    for piece in pieces:
        if text and piece.text and not touches(text, piece.text):
            text += " "
        spans += (Span(span.start + len(text), span.source, span.length) for span in piece.spans)
        text += piece.text
    return Sourced(text, tuple(_merged(spans)))


def join_lines(lines: Iterable[str]) -> str:
    """The same for lines whose places do not matter."""
    return join(Sourced(line.strip("\n")) for line in lines).text


def _merged(spans: Iterable[Span]) -> Iterable[Span]:
    held: Span | None = None
    for span in spans:
        if held and held.start + held.length == span.start and held.source + held.length == span.source:
            held = Span(held.start, held.source, held.length + span.length)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def touches(left: str, right: str) -> bool:
    """Whether no space is put between two lines, of which the first may be only its end."""
    return (
        _wide(left[-1])
        or _wide(right[0])
        or left[-1] in "([/"
        or right[0] in ")]"
        or (left[-1] == "—" and left[-2:-1] != " ")
        or bool(_HYPHEN.search(left[-3:]))
    )


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in _WIDE
