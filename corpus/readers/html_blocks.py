"""Pieces of text as a page shows them, to lines with their place: white space, tables, line breaks, page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus import masthead_words as words
from corpus.markers import bullet_at, number_at, sub_at
from corpus.quality import Unreadable
from corpus.readers.furniture import is_furniture, mark_repeated
from corpus.readers.lines import Footnote, Line, Reading, Style
from corpus.symbol import whole_symbol

_WIDE = "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
_WIDE_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t\f]*[\r\n][ \t\f\r\n]*(?=[{_WIDE}])")
_SPACES = str.maketrans("\t\n\r\f", "    ")
_LONGEST_WRAPPED = 1_000_000  # characters
_DASH = re.compile(r"^[—–―]")
_ENDED = re.compile(r"[.。!！?？;；:：؛…,，،]['\"”’»)）\]*¹²³⁴⁵⁶⁷⁸⁹⁰]*$")
_SHORTEST_PARAGRAPH = 30  # characters; shorter ones stand in mastheads too
_MOST_LINES = 500_000
_MOST_IN_A_CELL = 8  # paragraphs; a cell with more is a column of a page, not a cell of a table
SPEAKER = "— "


@dataclass(slots=True, eq=False)
class Table:
    """A table of a page. ``layout``: it only arranges the page, and its cells are read one after the other."""

    layout: bool = False
    rows: int = 0
    columns: int = 0  # of the row being read


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table."""

    table: Table
    row: int = 0
    column: int = 0

    def next_row(self) -> Cell:
        """The place before the first cell of the next row."""
        self.table.rows, self.table.columns = self.table.rows + 1, 0
        return Cell(self.table, self.table.rows)

    def next_column(self) -> Cell:
        """The next cell of the same row."""
        self.table.columns += 1
        return Cell(self.table, self.row, self.table.columns)


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the text at one place of a page."""

    style: Style = Style.PLAIN
    level: int = 0
    cell: Cell | None = None
    as_typed: bool = False  # white space counts


@dataclass(slots=True)
class Piece:
    """A line of text as shown."""

    text: str
    page: int
    closes: bool
    setting: Setting
    lead: int = 0
    wraps: bool = False  # its end says nothing, not even in a masthead


class Pieces:
    """Takes what a page shows, in order."""

    def __init__(self) -> None:
        self.done: list[Piece] = []
        self.page = 1
        self.setting = Setting()
        self._held: list[str] = []
        self._marker = ""

    def text(self, text: str) -> None:
        """More text of the line being read."""
        if not self.setting.as_typed:
            self._held.append(text)
            return
        for part in re.split(r"(\r\n|[\n\r\f])", text):
            if part == "\f":
                self.turn_page()
            elif part in ("\n", "\r\n", "\r"):
                self.break_line(wraps=True)
            else:
                self._held.append(part)

    def mark(self, marker: str) -> None:
        """Puts a number, letter or bullet, its space included, before the next text; an empty one takes it back."""
        self._marker = self._marker + marker if marker else ""

    def break_line(self, *, wraps: bool = False) -> None:
        """A line ends and its paragraph does not; two such breaks end it."""
        if not self._flush(closes=False, wraps=wraps):
            self._close_last()

    def end(self) -> None:
        """A paragraph ends."""
        if not self._flush(closes=True):
            self._close_last()

    def turn_page(self) -> None:
        """The page ends here, perhaps in the middle of a paragraph."""
        self._flush(closes=False, wraps=True)
        if self.setting.as_typed and self.done and _ENDED.search(self.done[-1].text):
            self._close_last()
        self.page += 1

    def _close_last(self) -> None:
        if self.done:
            self.done[-1].closes = True

    def _flush(self, *, closes: bool, wraps: bool = False) -> bool:
        """Whether there was anything to end."""
        shown = "".join(self._held)
        self._held = []
        lead = len(shown) - len(shown.lstrip(" ")) if self.setting.as_typed else 0
        text = (shown if self.setting.as_typed else _collapsed(shown)).strip()
        if not text:
            return False
        if self.setting.style is Style.QUOTATION and _DASH.match(text):  # who said it, below the words
            self._close_last()
        text, self._marker = _marked(self._marker, text), ""
        if len(self.done) >= _MOST_LINES:
            raise Unreadable("the page holds more lines than any paper; save its text as smaller files and ingest those")
        self.done.append(Piece(text, self.page, closes, self.setting, lead, wraps))
        return True


def _collapsed(text: str) -> str:
    """Each run of white space as one space, none where a Chinese line was wrapped."""
    if "\n" in text and len(text) < _LONGEST_WRAPPED:
        text = _WIDE_WRAP.sub("", text)
    text = text.translate(_SPACES)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _marked(marker: str, text: str) -> str:
    """The text behind its marker, unless the author typed one as well."""
    if not marker or (marker == SPEAKER and _DASH.match(text)):
        return text
    typed = number_at(text)
    if (typed and "." in text[: typed.length]) or sub_at(text) or bullet_at(text, sure=True):
        return text
    return marker + text


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
        text = "\t".join(cells.get(column, "") for column in range(max(cells) + 1)).strip("\t")
        setting = replace(held[0].setting, style=Style.ROW, level=0)
        yield Piece(text, held[0].page, True, setting)


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
