"""The pieces of a page to lines with their place: its masthead, its tables, its page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus import masthead_words as words
from corpus.readers.furniture import is_furniture, mark_repeated
from corpus.readers.html_pieces import Piece, Setting
from corpus.readers.lines import Footnote, Line, Reading, Style
from corpus.symbol import whole_symbol

_ENDED = re.compile(r"[.。!！?？;；:：؛…,，،]['\"”’»)）\]*¹²³⁴⁵⁶⁷⁸⁹⁰]*$")
_SHORTEST_PARAGRAPH = 30  # characters; shorter ones stand in mastheads too
_MOST_IN_A_CELL = 8  # paragraphs; a cell with more is a column of a page, not a cell of a table
_ROW = Setting(Style.ROW)


def assemble(pieces: Sequence[Piece], notes: Sequence[Footnote]) -> Reading:
    """The pieces as a reading."""
    raw: list[str] = []
    lines: list[Line] = []
    page, at = 1, 0
    for piece in _with_rows(_with_masthead(pieces)):
        between = "\f" * (piece.page - page) or ("\n" if lines else "")
        raw += [between, piece.text]
        at += len(between)
        style = piece.setting.style
        running = style is not Style.ROW and is_furniture(piece.text)
        lines.append(Line(piece.text, piece.page, piece.closes, at, piece.lead, running, style, piece.setting.level))
        page, at = piece.page, at + len(piece.text)
    return Reading("".join(raw), mark_repeated(lines), page, tuple(notes))


def _with_masthead(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those before the first paragraph closed line by line, and the tables there known as layout."""
    first = next((start for start, text in _paragraphs(pieces) if _is_paragraph(text)), len(pieces))
    for piece in pieces[:first]:
        if piece.setting.style is not Style.HEADING and not piece.wraps:
            piece.closes = True
        if piece.setting.cell and _is_field(piece.text):
            piece.setting.cell.table.layout = True
    return list(pieces)


def _paragraphs(pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
    """Where each paragraph starts, and its text."""
    start = 0
    for stop, piece in enumerate(pieces, start=1):
        if piece.closes:
            yield start, " ".join(held.text for held in pieces[start:stop])
            start = stop


def _is_paragraph(text: str) -> bool:
    return len(text) >= _SHORTEST_PARAGRAPH and bool(_ENDED.search(text))


def _is_field(text: str) -> bool:
    """Whether only a masthead says this: a symbol, the distribution, the organization, the language."""
    return (
        whole_symbol(text) is not None
        or text.casefold() in words.LANGUAGES
        or any(pattern.match(text) for pattern in (words.DISTRIBUTION, words.UNITED_NATIONS, words.ORIGINAL))
    )


def _with_rows(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, those of one row of a table as one."""
    _find_layouts(pieces)
    for (_, row), group in groupby(pieces, key=_row):
        held = list(group)
        if row < 0:
            yield from held
            continue
        cells: dict[int, str] = {}
        for piece in held:
            assert piece.setting.cell is not None  # a row has cells
            column = piece.setting.cell.column
            cells[column] = f"{cells[column]} {piece.text}" if column in cells else piece.text
        text = "\t".join(cells.get(column, "") for column in range(1, max(cells) + 1)).strip("\t")
        yield Piece(text, held[0].page, True, _ROW)


def _row(piece: Piece) -> tuple[int, int]:
    cell = piece.setting.cell
    return (id(cell.table), cell.row) if cell and not cell.table.layout else (0, -1)


def _find_layouts(pieces: Sequence[Piece]) -> None:
    """A table with one column, or with a cell as full as a page, arranges the page."""
    columns: dict[int, set[int]] = {}
    for cell, group in groupby(pieces, key=lambda piece: piece.setting.cell):
        if cell is None:
            continue
        columns.setdefault(id(cell.table), set()).add(cell.column)
        if sum(1 for _ in group) > _MOST_IN_A_CELL:
            cell.table.layout = True
    for piece in pieces:
        if piece.setting.cell and len(columns[id(piece.setting.cell.table)]) == 1:
            piece.setting.cell.table.layout = True
