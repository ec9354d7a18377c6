"""Pieces of text on pages to lines in reading order. Pure geometry; distances in points, upwards positive."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.footnotes import opens_note
from corpus.readers.columns import Region, regions
from corpus.readers.furniture import is_furniture, mark_repeated
from corpus.readers.lines import Line, Reading, Style
from corpus.readers.pieces import Page, Piece
from corpus.readers.wrapping import Wrapping

__all__ = ["Page", "Piece", "lay_out"]
_EDGE = 0.1  # of the page height, above and below
_BARE_NUMBER = re.compile(r"^[-–—(]?\s?(?:\d{1,4}|[ivxl]{1,6})\s?[-–—)]?$")
_SMALL = 0.93  # of the body size: what is smaller at the foot of a page can be a note


def lay_out(pages: Sequence[Page], warnings: tuple[str, ...] = ()) -> Reading:
    """The lines of all pages, in order, each with its place in the raw text that is built from them."""
    body = _body_size(pages)
    wrapping = Wrapping.of([piece for page in pages for piece in page.pieces], body)
    lines: list[Line] = []
    for page in pages:
        lines += _page_lines(page, body, wrapping)
    return _with_raw(wrapping.over_pages(mark_repeated(lines)), len(pages), warnings)


def _body_size(pages: Iterable[Page]) -> float:
    weights: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            weights[round(piece.size, 1)] += len(piece.text)
    return weights.most_common(1)[0][0] if weights else 10.0


def _page_lines(page: Page, body: float, wrapping: Wrapping) -> list[Line]:
    """One page: running headers on top, then the text by regions, then notes, then footers."""
    if not page.pieces:
        return []
    pieces = sorted(page.pieces, key=lambda piece: -piece.base)
    top = [piece for piece in pieces if piece.base > page.height * (1 - _EDGE) and _is_running(piece.text, page)]
    foot = [piece for piece in pieces if piece.base < page.height * _EDGE and _is_running(piece.text, page)]
    rest = [piece for piece in pieces if piece not in top and piece not in foot]
    text, notes = _part_notes(rest, body)
    lines = [Line(piece.text, page.number, True, running=True) for piece in top]
    for region in regions(text, first=page.number == 1):
        lines += _region_lines(region, page.number, wrapping)
    lines += [replace(line, style=Style.NOTE) for line in wrapping.lines(notes, page.number, notes=True)]
    return lines + [Line(piece.text, page.number, True, running=True) for piece in foot]


def _is_running(text: str, page: Page) -> bool:
    return is_furniture(text) or (bool(_BARE_NUMBER.match(text)) and bool(page.pieces))


def _region_lines(region: Region, page: int, wrapping: Wrapping) -> list[Line]:
    if region.rows:
        return [Line("\t".join(p.text for p in row), page, True, style=Style.ROW) for row in region.rows]
    lines = wrapping.lines(region.pieces, page, apart=region.apart)
    return [*lines[:-1], replace(lines[-1], closes=True)] if lines and region.ends else lines


def _part_notes(pieces: Sequence[Piece], body: float) -> tuple[list[Piece], list[Piece]]:
    """The text, and the small lines at the foot of the page that begin with a note's mark."""
    start = len(pieces)
    while start and pieces[start - 1].size <= _SMALL * body:
        start -= 1
    small = pieces[start:]
    first = next((n for n, piece in enumerate(small) if opens_note(piece.text)), None)
    if first is None:
        return list(pieces), []
    return list(pieces[: start + first]), list(small[first:])


def _with_raw(lines: Sequence[Line], pages: int, warnings: tuple[str, ...]) -> Reading:
    """The raw text: a line for each line, pages parted by form feeds."""
    raw: list[str] = []
    placed, at, page = [], 0, 1
    for line in lines:
        while page < line.page:
            raw.append("\f")
            at += 1
            page += 1
        placed.append(replace(line, start=at))
        raw += (line.text, "\n")
        at += len(line.text) + 1
    raw += ["\f"] * (pages - page)
    return Reading("".join(raw), tuple(placed), pages, warnings=warnings)
