"""Plain text to lines.

Two layouts are read. In *running* text an empty line ends a paragraph and a form feed ends a page. In text taken from
a PDF's text layer every physical line is followed by an empty one: there a line that ends in a space ends a paragraph,
a line that does not is a soft wrap, and a line that begins with a space directly after another line starts a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.symbol import whole_symbol

_JOB = re.compile(r"^\s*\d{0,3}?(?P<job>\d{2}-\d{5}) \((?P<language>[ACEFRS])\)\s*$")
_NOTE_START = re.compile(r"^ ?\*+ ")
_BARE_MARK = re.compile(r"^(?:\d{1,2}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)$")
_LAYER_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line. ``closes``: the paragraph ends here. ``lead``: spaces before it. ``running``: a header, footer
    or job number, no part of the text."""

    text: str
    page: int
    closes: bool
    lead: int = 0
    running: bool = False


def read_lines(text: str) -> tuple[Line, ...]:
    """All lines that carry something, with their page (from 1)."""
    raw = text.split("\n")
    return _layer_lines(raw) if _is_text_layer(raw) else _running_lines(text)


def job_number(line: str) -> str | None:
    """``13-31029`` for a line that is a job number, also with the page number stuck to it."""
    match = _JOB.match(line)
    return match.group("job") if match else None


def _is_text_layer(raw: list[str]) -> bool:
    filled = [index for index, line in enumerate(raw) if line.strip()]
    if len(filled) < 4:
        return False
    followed = sum(index + 1 >= len(raw) or not raw[index + 1].strip() for index in filled)
    ends = sum(raw[index].endswith(" ") for index in filled)
    return followed >= _LAYER_SHARE * len(filled) and 0 < ends < len(filled)


def _running_lines(text: str) -> tuple[Line, ...]:
    lines: list[Line] = []
    for number, page in enumerate(text.split("\f"), start=1):
        raw = page.split("\n")
        for index, line in enumerate(raw):
            if line.strip():
                closes = index + 1 >= len(raw) or not raw[index + 1].strip()
                lines.append(Line(line.strip(), number, closes, _lead(line), _is_running(line)))
    return tuple(lines)


def _layer_lines(raw: list[str]) -> tuple[Line, ...]:
    lines: list[Line] = []
    page, in_running = 1, False
    for index, line in enumerate(raw):
        if not line:
            continue
        if not line.strip():  # a line of spaces ends a paragraph, except beside a running header
            if lines and not in_running and not lines[-1].closes:
                lines[-1] = Line(lines[-1].text, lines[-1].page, True, lines[-1].lead)
            continue
        after_text = index > 0 and bool(raw[index - 1].strip())
        running = _is_running(line) and bool(lines)
        mark_before = after_text and bool(_BARE_MARK.match(raw[index - 1].strip()))
        if (line.startswith(" ") and after_text and not mark_before and not _NOTE_START.match(line)) or (
            running and not in_running
        ):
            page += 1
        in_running = running
        lines.append(Line(line.strip(), page, line.endswith(" "), _lead(line), running))
    return tuple(lines)


def _lead(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_running(line: str) -> bool:
    return job_number(line) is not None or whole_symbol(line) is not None
