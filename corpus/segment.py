"""Lines to blocks, and blocks to what they are: numbered paragraph, sub-paragraph, bullet, heading, footnote.

Pure functions. A number counts only in sequence, so that a year or a quantity at a line's start stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from corpus.joining import join_lines
from corpus.readers.text import Line

_NUMBER = re.compile(r"^(\d{1,3})(?:\.| ?[-–])\s+")
_SUB = re.compile(r"^\(?([a-z]|[أبجدهوزحطي])\)\s+")
_ABJAD = dict(zip("أبجدهوزحطي", "abcdefghij", strict=True))
_BULLET = re.compile(r"^[•–▪◦·‣\-*]\s+")
_SPEAKER = re.compile(r"^[—–]{1,2}\s*(?P<name>\S.*)$")
_RULE = re.compile(r"^_{6,}$")
_NOTE = re.compile(r"^(?P<mark>\*+|\d{1,2}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)\s*(?P<text>.*)$", re.DOTALL)
_BARE_MARK = re.compile(r"^(?:\d{1,2}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\*+)$")
_CLOSED = re.compile(r"[.。!！?？;；:：,，、…؛؟،]['\"”’»)）]*$")
_QUOTED = re.compile(r"^[“«\"].*[”»\"]$", re.DOTALL)
_LONGEST_NUMBER_GAP = 5
_LONGEST_HEADING = 160


class Kind(StrEnum):
    """What a block is."""

    NUMBERED = "numbered"
    SUB = "sub"
    BULLET = "bullet"
    TEXT = "text"
    HEADING = "heading"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Block:
    """Joined lines. ``marker`` is what was printed before the words (``9. ``, ``• ``) and is no part of ``text``."""

    text: str
    page: int
    kind: Kind
    marker: str = ""
    label: str = ""
    inline_marks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of a page, with the mark that calls it."""

    mark: str
    text: str
    page: int


@dataclass(slots=True)
class _Open:
    """A block being read."""

    lines: list[Line] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return join_lines(line.text for line in self.lines)


def split(lines: Iterable[Line]) -> tuple[tuple[Block, ...], tuple[Footnote, ...]]:
    """Body blocks (masthead included) and footnotes, each in reading order."""
    body, notes = _take_footnotes(line for line in lines if not line.running)
    called = {note.mark for note in notes}
    blocks: list[Block] = []
    current, last_number = _Open(), 0
    for line in body:
        if current.lines and line.text in called:
            current.marks.append((len(current.text), line.text))
        elif current.lines and _opens_block(line.text, printed_number(current.text, last_number) or last_number):
            last_number = _finish(current, blocks, last_number)
            current = _Open([line])
        else:
            current.lines.append(line)
        if line.closes:
            last_number = _finish(current, blocks, last_number)
            current = _Open()
    if current.lines:
        _finish(current, blocks, last_number)
    return tuple(blocks), notes


def is_heading(text: str) -> bool:
    """Short, and nothing at the end that closes or continues a sentence."""
    return len(text) <= _LONGEST_HEADING and not _CLOSED.search(text) and not _QUOTED.match(text)


def printed_number(text: str, last_number: int) -> int | None:
    """The paragraph number at the start of a text, when it follows ``last_number``."""
    match = _NUMBER.match(text)
    if match and last_number < int(match.group(1)) <= last_number + _LONGEST_NUMBER_GAP:
        return int(match.group(1))
    return None


def _opens_block(text: str, last_number: int) -> bool:
    return bool(_BULLET.match(text) and text[0] in "•▪◦‣") or printed_number(text, last_number) == last_number + 1


def _finish(current: _Open, blocks: list[Block], last_number: int) -> int:
    text, page = current.text, current.lines[0].page
    marks = tuple(current.marks)
    number = printed_number(text, last_number)
    if number is not None:
        marker = _NUMBER.match(text).group()  # type: ignore[union-attr]  # printed_number matched it
        blocks.append(_cut(Block(text, page, Kind.NUMBERED, marker, str(number), marks)))
        return number
    if sub := _SUB.match(text):
        letter = _ABJAD.get(sub.group(1), sub.group(1))
        blocks.append(_cut(Block(text, page, Kind.SUB, sub.group(), f"({letter})", marks)))
    elif bullet := _BULLET.match(text):
        blocks.append(_cut(Block(text, page, Kind.BULLET, bullet.group(), "", marks)))
    elif blocks and _QUOTED.match(blocks[-1].text) and (speaker := _SPEAKER.match(text)) and is_heading(text):
        blocks.append(Block(speaker.group("name"), page, Kind.SPEAKER))
    elif len(current.lines) <= 2 and is_heading(text):
        blocks.append(Block(text, page, Kind.HEADING, inline_marks=marks))
    else:
        blocks.append(Block(text, page, Kind.TEXT, inline_marks=marks))
    return last_number


def _cut(block: Block) -> Block:
    """The block with its marker, still at the head of its text, taken off."""
    length = len(block.marker)
    shifted = tuple((max(offset - length, 0), mark) for offset, mark in block.inline_marks)
    return replace(block, text=block.text[length:], marker=block.marker.strip(), inline_marks=shifted)


def _take_footnotes(lines: Iterable[Line]) -> tuple[list[Line], tuple[Footnote, ...]]:
    """Separates the notes: what follows a ruled line until the page ends, and a line that an asterisk called."""
    body: list[Line] = []
    notes: list[Footnote] = []
    pending: list[Line] = []
    rule_page: int | None = None
    for line in lines:
        if _RULE.match(line.text):
            rule_page = line.page
            continue
        if rule_page is not None and line.page != rule_page:
            _add_note(pending, notes)
            rule_page, pending = None, []
        called = line.text.startswith("* ") and any(earlier.text.endswith("*") for earlier in body)
        if rule_page is not None or pending or called:
            pending.append(line)
            if line.closes:
                _add_note(pending, notes)
                pending = []
            continue
        body.append(line)
    _add_note(pending, notes)
    return body, tuple(notes)


def _add_note(lines: list[Line], notes: list[Footnote]) -> None:
    if not lines:
        return
    first, rest = lines[0].text, [line.text for line in lines[1:]]
    joined = f"{first} {join_lines(rest)}" if _BARE_MARK.match(first) else join_lines([first, *rest])
    match = _NOTE.match(joined)
    if match:
        notes.append(Footnote(match.group("mark"), match.group("text").strip(), lines[0].page))
    elif notes:
        notes[-1] = Footnote(notes[-1].mark, f"{notes[-1].text} {joined}", notes[-1].page)
