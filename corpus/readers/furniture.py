"""What a page carries beside the text: symbol, page number, job number, barcode, and whatever repeats on every page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from corpus.markers import number_at
from corpus.readers.lines import Line
from corpus.symbol import find_symbols

_JOB = re.compile(r"^\s*\d{0,3}?(?P<job>\d{2}-\d{5})(?: \((?:[ACEFRS])\))(?:\s+\d{6}){0,2}\s*$")
_PRINTED = re.compile(
    r"(?:GE\.|V\.|N)?\d{2}-\d{5}\s?\([ACEFRS]\)(?:\s+\d{6}){0,3}"  # job number, language, dates of the print run
    r"|GE\.\d{2}-\d{5}(?:\s?\([ACEFRS]\))?"
    r"|\*\s?\d{7,8}\s?\*"  # barcode
    r"|\b\d{1,4}\s?/\s?\d{1,4}\b"  # page of pages
    r"|\b(?:page|Page|Página|página|стр\.|Страница|الصفحة)\s\d{1,4}\b"
)
_LONGEST = 120
_EDGE = 3  # lines from the top or the foot of a page that can be furniture
_FEWEST_PAGES = 3


def job_number(line: str) -> str | None:
    """``13-31029`` for a line that is a job number, also with the page number stuck to it."""
    match = _JOB.match(line)
    return match.group("job") if match else None


def is_furniture(line: str) -> bool:
    """Whether a line holds nothing but a symbol, a page number, a job number or a barcode."""
    if len(line) > _LONGEST or not any(character.isdigit() for character in line):
        return False
    if job_number(line):
        return True
    left = line.strip()
    for hit in reversed(find_symbols(left)):
        left = left[: hit.start] + left[hit.end :]
    return not _PRINTED.sub("", left).strip(" *|–-")


def mark_repeated(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, those that repeat at the edge of at least three pages and of half of all marked as running.

    Figures do not count, so that "page 3 of 9" repeats "page 2 of 9".
    """
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page].append(index)
    if len(pages) < _FEWEST_PAGES:
        return tuple(lines)
    edges = {page: {*indices[:_EDGE], *indices[-_EDGE:]} for page, indices in pages.items()}
    seen = Counter(key for at in edges.values() for key in {_key(lines[index].text) for index in at})
    enough = max(_FEWEST_PAGES, len(pages) / 2)
    repeated = {key for key, count in seen.items() if count >= enough}
    marked = {index for at in edges.values() for index in at if _key(lines[index].text) in repeated}
    return tuple(
        replace(line, running=True) if index in marked and _can_run(line.text) else line
        for index, line in enumerate(lines)
    )


def _can_run(text: str) -> bool:
    """Whether a repeated line can be a header: a paragraph or a sentence is none, however often it stands there."""
    return len(text) <= _LONGEST and not number_at(text) and not text.endswith((".", ";", "。", "；", "؛"))


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()
