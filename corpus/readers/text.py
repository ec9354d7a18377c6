"""Plain text to lines.

Two layouts are read. In *running* text an empty line ends a paragraph and a form feed ends a page. In text taken from
a PDF's text layer every physical line is followed by an empty one: there a line that ends in a space ends a paragraph,
a line that does not is a soft wrap, and a line that begins with a space directly after another line starts a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.readers.furniture import is_furniture, mark_repeated
from corpus.readers.lines import Line, Reading

_NOTE_START = re.compile(r"^ ?\*+ ")
_BARE_MARK = re.compile(r"^(?:\d{1,2}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)$")
_ENDED = re.compile(r"[.。!！?？;；:：؟؛]['\"”’»)）]*$")
_BLANK = " \t\u00a0\u3000"
_LAYER_SHARE = 0.8


def read_text(text: str) -> Reading:
    """Plain text as lines with their page (from 1) and place."""
    lines = read_lines(text)
    return Reading(text, lines, max((line.page for line in lines), default=1))


def read_lines(text: str) -> tuple[Line, ...]:
    """All lines that carry something."""
    raw = text.split("\n")
    lines = _layer_lines(raw) if _is_text_layer(raw) else _running_lines(text)
    return mark_repeated(lines)


def _is_text_layer(raw: list[str]) -> bool:
    filled = [index for index, line in enumerate(raw) if line.strip()]
    if len(filled) < 4 or any("\f" in line for line in raw):
        return False
    followed = sum(index + 1 >= len(raw) or not raw[index + 1].strip() for index in filled)
    ends = sum(raw[index].endswith(" ") for index in filled)
    return followed >= _LAYER_SHARE * len(filled) and 0 < ends < len(filled)


def _running_lines(text: str) -> tuple[Line, ...]:
    """A page's last line closes its paragraph only if the words say so: a paragraph may run over the page."""
    lines: list[Line] = []
    offset = 0
    for number, page in enumerate(text.split("\f"), start=1):
        raw = page.split("\n")
        for index, line in enumerate(raw):
            if line.strip():
                last = index + 1 >= len(raw)
                blank = not last and not raw[index + 1].strip()
                closes = blank or (last and bool(_ENDED.search(line.rstrip())))
                lines.append(_line(line, offset, number, closes))
            offset += len(line) + 1
    return tuple(lines)


def _line(line: str, offset: int, page: int, closes: bool) -> Line:
    lead = len(line) - len(line.lstrip())
    return Line(line.strip(), page, closes, offset + lead, _spaces(line), is_furniture(line))


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(_BLANK))


def _layer_lines(raw: list[str]) -> tuple[Line, ...]:
    lines: list[Line] = []
    page, in_running = 1, False
    for index, (offset, line) in enumerate(_placed(raw)):
        if not line:
            continue
        if not line.strip():  # a line of spaces ends a paragraph, except beside a running header
            if lines and not in_running and not lines[-1].closes:
                lines[-1] = replace(lines[-1], closes=True)
            continue
        after_text = index > 0 and bool(raw[index - 1].strip())
        running = is_furniture(line) and bool(lines)
        mark_before = after_text and bool(_BARE_MARK.match(raw[index - 1].strip()))
        if (line.startswith(" ") and after_text and not mark_before and not _NOTE_START.match(line)) or (
            running and not in_running
        ):
            page += 1
        in_running = running
        lines.append(replace(_line(line, offset, page, line.endswith(" ")), running=running))
    return tuple(lines)


def _placed(raw: list[str]) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in raw:
        yield offset, line
        offset += len(line) + 1
