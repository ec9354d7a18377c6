"""Lines to blocks, and blocks to what they are: numbered paragraph, sub-paragraph, bullet, heading, quotation, row.

Pure functions. A number counts only in sequence, so that a year or a quantity at a line's start stays text.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus.blocks import Block, Kind
from corpus.footnotes import take_footnotes
from corpus.joining import Sourced, join, sourced, touches
from corpus.markers import annex_name, bullet_at, number_at, sub_at
from corpus.readers.lines import Footnote, Line, Style

_SPEAKER = re.compile(r"^[—–―-]{1,2}\s*(?P<name>[^\s—–-].*)$")
_CLOSED = re.compile(r"[.。!！?？;；:：,，、…؛؟،]['\"”’»)）\]*¹²³⁴⁵⁶⁷⁸⁹⁰]*$")
_PAUSE = re.compile(r"[,，、،]$")
_GOES_ON = re.compile(r"[;:,；：，،؛.。)）”»]$|\b(?:and|or|et|ou|y|o|и|или)$")
_QUOTED = re.compile(r"^[“«\"„「『].*[”»\"“」』][.。]?[*¹²³⁴⁵⁶⁷⁸⁹⁰]*$", re.DOTALL)
_INNER_END = re.compile(r"[”»」』][^“«「『]*[“«「『]", re.DOTALL)
_LONGEST_NUMBER_GAP = 5
_LONGEST_HEADING = 160
_HEADING_LINES = 3


@dataclass(slots=True)
class _Open:
    """A block being read."""

    lines: list[Line] = field(default_factory=list)
    calls: list[tuple[int, str]] = field(default_factory=list)

    _counted: int = 0
    _length: int = 0
    _tail: str = ""

    @property
    def words(self) -> Sourced:
        return join(sourced(line.text, line.start) for line in self.lines)

    @property
    def opening(self) -> str:
        """The first of its words: enough to see the number that is printed before them."""
        return join(sourced(line.text, line.start) for line in self.lines[:_HEADING_LINES]).text

    @property
    def length(self) -> int:
        """Of its words. Each line is counted once, however often this is asked."""
        for at in range(self._counted, len(self.lines)):
            text = self.lines[at].text
            text = text if not self._tail or touches(self._tail, text) else f" {text}"
            self._length += len(text)
            self._tail = (self._tail + text)[-3:]
        self._counted = len(self.lines)
        return self._length


@dataclass(slots=True)
class _Series:
    """Where the numbers, letters and small Roman numbers stand."""

    number: int = 0
    letter: int = 0
    roman: int = 0

    def restart(self) -> None:
        self.number = self.letter = self.roman = 0


def split(lines: Iterable[Line]) -> tuple[tuple[Block, ...], tuple[Footnote, ...]]:
    """Body blocks (masthead included) and footnotes, each in reading order."""
    body, notes = take_footnotes(line for line in lines if not line.running)
    splitter = _Splitter({note.mark for note in notes})
    for line in body:
        splitter.take(line)
    splitter.close()
    return tuple(splitter.blocks), notes


def is_heading(text: str) -> bool:
    """Short, and nothing at the end that closes or continues a sentence."""
    return len(text) <= _LONGEST_HEADING and not _CLOSED.search(text) and not _is_quoted(text)


class _Splitter:
    """Reads lines one by one into blocks."""

    def __init__(self, called: set[str]) -> None:
        self.blocks: list[Block] = []
        self._called = called
        self._current = self._last = _Open()
        self._at = self._before = _Series()

    def take(self, line: Line) -> None:
        """One more line; it goes on with the block being read or opens the next."""
        if not self._current.lines and self._runs_over(line):
            self.blocks.pop()
            self._current, self._at = self._last, self._before
        current = self._current
        if current.lines and line.text in self._called:
            current.calls.append((current.length, line.text))
        elif current.lines and self._opens(line):
            self.close()
            self._current.lines.append(line)
        else:
            current.lines.append(line)
        if line.closes:
            self.close()

    def close(self) -> None:
        """Ends the block being read."""
        if self._current.lines:
            self._before = copy.copy(self._at)
            self.blocks.append(self._block(self._current))
            self._last = self._current
        self._current = _Open()

    def _runs_over(self, line: Line) -> bool:
        """Whether a line at the head of a page goes on with the last paragraph of the page before."""
        if (
            not self._last.lines
            or self._last.lines[-1].page >= line.page
            or line.style is not self._last.lines[0].style
        ):
            return False
        block = self.blocks[-1]
        if block.kind not in (Kind.NUMBERED, Kind.SUB, Kind.BULLET, Kind.TEXT):
            return False
        if _CLOSED.search(block.text) and not _PAUSE.search(block.text):
            return False
        first = line.text[0]
        if first.isupper() or number_at(line.text) or sub_at(line.text) or bullet_at(line.text):
            return False
        if line.closes and not first.islower() and is_heading(line.text):
            return False
        return first.islower() or (block.kind is not Kind.TEXT and first.isalpha())

    def _opens(self, line: Line) -> bool:
        before = self._current.lines[-1]
        if line.style is not before.style or bullet_at(line.text, sure=True):
            return True
        ended = bool(_GOES_ON.search(before.text)) or len(self._current.lines) == 1
        if not ended:
            return False
        own = number_at(self._current.opening)
        last = own.value if own and self._fits(own.value) else self._at.number
        marker = number_at(line.text)
        return marker is not None and marker.value == last + 1 and " " not in marker.label

    def _fits(self, number: int) -> bool:
        return self._at.number < number <= self._at.number + _LONGEST_NUMBER_GAP

    def _block(self, current: _Open) -> Block:
        words, first = current.words, current.lines[0]
        block = Block(words, first.page, Kind.TEXT, calls=tuple(current.calls), lead=first.lead)
        if first.style is Style.ROW:
            return replace(block, kind=Kind.ROW)
        if first.style is Style.HEADING:
            return self._heading(block, first.level)
        return self._numbered(block) or self._lettered(block) or self._unmarked(block, current)

    def _numbered(self, block: Block) -> Block | None:
        marker = number_at(block.text)
        if marker is None:
            return None
        alternative = " " in marker.label
        if self._fits(marker.value) or (alternative and marker.value == self._at.number):
            self._at.number = marker.value
            self._at.letter = self._at.roman = 0
            return _cut(block, Kind.NUMBERED, marker.length, marker.label)
        return None

    def _lettered(self, block: Block) -> Block | None:
        marker = sub_at(block.text)
        if marker is None:
            length = bullet_at(block.text)
            return _cut(block, Kind.BULLET, length, "") if length and not self._speaks(block) else None
        at = self._at
        if marker.roman and at.letter and marker.value != at.letter + 1 and _follows(at.roman, marker.roman):
            at.roman = marker.roman
            parent = f"({chr(ord('a') + at.letter - 1)})"
            return _cut(block, Kind.SUB, marker.length, f"{parent}({_small_roman(block.text)})")
        if marker.value and _follows(at.letter, marker.value):
            at.letter, at.roman = marker.value, 0
            return _cut(block, Kind.SUB, marker.length, marker.label)
        if marker.roman and _follows(at.roman, marker.roman):
            at.roman = marker.roman
            return _cut(block, Kind.SUB, marker.length, f"({_small_roman(block.text)})")
        return _cut(block, Kind.SUB, marker.length, "")

    def _speaks(self, block: Block) -> bool:
        """Whether the block names who said the quotation before it."""
        before = self.blocks[-1] if self.blocks else None
        return (
            before is not None
            and (before.kind is Kind.QUOTATION or _is_quoted(before.text))
            and bool(_SPEAKER.match(block.text))
            and is_heading(block.text)
        )

    def _unmarked(self, block: Block, current: _Open) -> Block:
        if self._speaks(block):
            match = _SPEAKER.match(block.text)
            assert match is not None  # _speaks matched it
            return replace(block, kind=Kind.SPEAKER, words=block.words[match.start("name") :])
        if current.lines[0].style is Style.QUOTATION or _is_quoted(block.text):
            return replace(block, kind=Kind.QUOTATION)
        if len(current.lines) <= _HEADING_LINES and is_heading(block.text):
            return self._heading(block, 0)
        return block

    def _heading(self, block: Block, level: int) -> Block:
        if annex_name(block.text):
            self._at.restart()
        self._at.letter = self._at.roman = 0
        return replace(block, kind=Kind.HEADING, level=level)


def _follows(last: int, value: int) -> bool:
    return last < value <= last + _LONGEST_NUMBER_GAP


def _small_roman(text: str) -> str:
    return text.strip("(（ ").split(")")[0].split("）")[0].lower()


def _is_quoted(text: str) -> bool:
    """Whether a whole block is one quotation, and not a sentence that begins with one and ends with another."""
    return bool(_QUOTED.match(text)) and not _INNER_END.search(text)


def _cut(block: Block, kind: Kind, length: int, label: str) -> Block:
    """The block with its marker, still at the head of its words, taken off."""
    shifted = tuple((max(offset - length, 0), mark) for offset, mark in block.calls)
    marker = block.text[:length].strip()
    return replace(block, kind=kind, words=block.words[length:], marker=marker, label=label, calls=shifted)
