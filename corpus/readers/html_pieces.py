"""What a page shows, line by line: white space, line breaks, the number before an item, the place in a table."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from corpus.limits import Limits
from corpus.markers import bullet_at, number_at, sub_at
from corpus.quality import Unreadable
from corpus.readers.lines import Style

_WIDE = "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
_WIDE_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t\f]*[\r\n][ \t\f\r\n]*(?=[{_WIDE}])")
_SPACES = str.maketrans("\t\n\r\f", "    ")
_LONGEST_WRAPPED = 1_000_000  # characters
_DASH = re.compile(r"^[—–―]")
_ENDED = re.compile(r"[.。!！?？;；:：؟؛]['\"”’»)）]*$")
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

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
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
        for number, page in enumerate(text.split("\f")):
            if number:
                self.turn_page()
            for line in io.StringIO(page):
                self._held.append(line)
                if line.endswith("\n"):
                    self.break_line(wraps=True)

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
        if not self._held:
            return False
        shown = "".join(self._held)
        self._held = []
        lead = len(shown) - len(shown.lstrip(" ")) if self.setting.as_typed else 0
        text = (shown if self.setting.as_typed else _collapsed(shown)).strip()
        if not text:
            return False
        if self.setting.style is Style.QUOTATION and _DASH.match(text):  # who said it, below the words
            self._close_last()
        text, self._marker = _marked(self._marker, text), ""
        if len(text) > self._limits.line:
            raise self._limits.too_long()
        if len(self.done) >= self._limits.lines:
            raise Unreadable(
                f"the page holds more lines than any paper; {self._limits.most_lines()}; save its text as smaller files"
            )
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
