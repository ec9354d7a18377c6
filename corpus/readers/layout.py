"""Pieces of text on pages to lines in reading order. Pure geometry; distances in points, upwards positive."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice, pairwise

from corpus.footnotes import opens_note
from corpus.readers.columns import Region, regions
from corpus.readers.furniture import is_furniture, mark_repeated
from corpus.readers.lines import Line, Reading, Style
from corpus.readers.pieces import Page, Piece
from corpus.readers.wrapping import Wrapping, sides_of

__all__ = ["Page", "Piece", "lay_out"]
_SAMPLE = 200  # pages
_EDGE = 84.0  # points, above and below
_BARE_NUMBER = re.compile(r"^[-–—(]?\s?(?:\d{1,4}|[ivxl]{1,6})\s?[-–—)]?$")
_LOOSE = 2.5  # of the type size: a header or footer is so far from the text
_SMALL = 0.93  # of the body size: what is smaller at the foot of a page can be a note


def lay_out(pages: Iterable[Page]) -> Reading:
    """The lines of all pages, in order, each with its place in the raw text that is built from them.

    The usual type and spacing are learnt from the first pages, so that the rest need not be held at once.
    """
    coming = iter(pages)
    sample = list(islice(coming, _SAMPLE))
    body = _body_size(sample)
    wrapping = Wrapping.of([piece for page in sample for piece in page.pieces], body)
    layout = _Layout(body, wrapping)
    lines: list[Line] = []
    count = 0
    for page in chain(sample, coming):
        lines += layout.lines(page)
        count += 1
    return _with_raw(wrapping.over_pages(mark_repeated(lines)), count)


def _body_size(pages: Iterable[Page]) -> float:
    weights: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            weights[round(piece.size, 1)] += len(piece.text)
    return weights.most_common(1)[0][0] if weights else 10.0


class _Layout:
    """The pages of a document, one after the other."""

    def __init__(self, body: float, wrapping: Wrapping) -> None:
        self._body, self._wrapping = body, wrapping
        self._gutter: float | None = None

    def lines(self, page: Page) -> list[Line]:
        """One page: running headers on top, then the text by regions, then footers and what is stamped aside."""
        pieces = sorted((piece for piece in page.pieces if not piece.aside), key=lambda piece: -piece.base)
        edges = [piece for piece in pieces if not _EDGE <= piece.base <= page.height - _EDGE]
        running = [piece for piece in edges if _is_running(piece.text)]
        top = [piece for piece in running if piece.base > page.height - _EDGE]
        foot = [piece for piece in running if piece.base < _EDGE]
        marked = {id(piece) for piece in running}
        head, rest, tail = _loose([piece for piece in pieces if id(piece) not in marked], page)
        lines = [Line(piece.text, page.number, True, running=True) for piece in top]
        lines += [Line(piece.text, page.number, True) for piece in head]
        lines += self._text(rest, page.number)
        lines += [Line(piece.text, page.number, True) for piece in tail]
        foot += [piece for piece in page.pieces if piece.aside]
        return lines + [Line(piece.text, page.number, True, running=True) for piece in foot]

    def _text(self, pieces: Sequence[Piece], page: int) -> list[Line]:
        lines: list[Line] = []
        found = list(regions(pieces, first=page == 1, usual=self._gutter))
        for region in found:
            own = self._region(region, page, None if region.narrow else sides_of(pieces))
            self._wrapping.over_columns(lines, own)
            lines += own
        self._gutter = next((region.gutter for region in found if region.gutter), self._gutter)
        return lines

    def _region(self, region: Region, page: int, sides: tuple[float, float] | None) -> list[Line]:
        """A region's lines, the notes at its foot last."""
        if region.rows:
            rows = ("\t".join(row).strip("\t") for row in region.rows)
            return [Line(text, page, True, style=Style.ROW) for text in rows if text]
        own, notes = ([*region.pieces], []) if region.apart else _part_notes(region.pieces, self._body)
        lines = self._wrapping.lines(own, page, sides, apart=region.apart)
        if lines and region.ends:
            lines[-1] = replace(lines[-1], closes=True)
        return lines + [replace(line, style=Style.NOTE) for line in self._wrapping.lines(notes, page, notes=True)]


def _loose(pieces: list[Piece], page: Page) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """The line at the head of a later page, the text, and the line at the foot: far from the text, so that no column
    takes them in. Whether they are headers is known when all pages are."""
    first, last = 0, len(pieces)
    for n, (above, below) in enumerate(pairwise(pieces), start=1):
        far = above.base - below.base > _LOOSE * max(above.size, below.size)
        if far and page.number > 1 and pieces[0].base > page.height - _EDGE and pieces[0].base == above.base:
            first = n
        if far and below.base < _EDGE and not opens_note(below.text):
            last = min(last, n)
    return pieces[:first], pieces[first:last], pieces[last:]


def _is_running(text: str) -> bool:
    return is_furniture(text) or bool(_BARE_NUMBER.match(text))


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


def _with_raw(lines: list[Line], pages: int) -> Reading:
    """The raw text: a line for each line, pages parted by form feeds."""
    raw: list[str] = []
    at, page = 0, 1
    for n, line in enumerate(lines):
        while page < line.page:
            raw.append("\f")
            at += 1
            page += 1
        lines[n] = Line(line.text, line.page, line.closes, at, line.lead, line.running, line.style, line.level)
        raw += (line.text, "\n")
        at += len(line.text) + 1
    raw += ["\f"] * (pages - page)
    return Reading("".join(raw), tuple(lines), max(pages, 1))
