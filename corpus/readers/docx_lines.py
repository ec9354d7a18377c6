"""The paragraphs of a Word file to lines: line breaks, tabs, page breaks, mastheads typed in one paragraph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from corpus import masthead_words as words
from corpus.dates import is_date_only, read_opening_date
from corpus.limits import Limits
from corpus.markers import annex_name, bullet_at, sub_at
from corpus.quality import Unreadable
from corpus.readers.docx_glyphs import with_bullet
from corpus.readers.docx_styles import Look
from corpus.readers.html_pieces import Cell, Piece, Setting
from corpus.readers.lines import Style
from corpus.symbol import whole_symbol

LINE, PAGE, RENDERED = "\x0b", "\x0c", "\x1e"  # no text of a Word file holds these
CONTENTS = -1  # the level of a line that is no part of the text
_MASTHEAD = 30  # lines at the head of a paper among which its masthead is
_LONGEST_FIELD = 150
_LONGEST_MASTHEAD = 1_000
_MOST_WRAPPED = 200  # lines of one paragraph
_LONGEST_HEADING = 200
_LONGEST_SENTENCE = 120  # a heading can end in a full stop, a paragraph in a heading's style does
_STOP = re.compile(r"[.。;；؛][”»\"]?$")
_ENDS_NUMBER, _OPENS_WORDS = tuple(".):-–•"), tuple("“«„\"'‘([")
_DASH = re.compile(r"^[—–―]")
_PLACE = re.compile(r"^[^\d,，،]+[,，،].*\d")
_SESSION = re.compile("|".join(pattern for _, pattern in words.SESSIONS), re.IGNORECASE)


class Lines:
    """Takes paragraphs in order. ``cell``: of the table that the next one stands in."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.pieces: list[Piece] = []
        self.page = 1
        self.cell: Cell | None = None
        self.turned = False  # nothing was said since then

    def turn(self) -> int:
        """A new page; its number."""
        self.page += 1
        self.turned = True
        return self.page

    def add(self, text: str, number: str, look: Look) -> None:
        """One paragraph, with the number that Word shows before it."""
        if look.breaks_before and self.pieces and not self.turned and not self.cell:
            self.turn()
        body = text.strip()
        start = len(text) - len(text.lstrip()) if body else len(text)
        self._breaks(text[:start])
        if not body:
            return
        if len(body) > self._limits.line:
            raise self._limits.too_long()
        whole = _numbered(number, with_bullet(body))
        setting = _setting(whole, look, self.cell)
        for index, chunk in enumerate((whole.replace(PAGE, LINE) if self.cell else whole).split(PAGE)):
            if index:
                self.turn()
            self._chunk(chunk, setting)
        self._breaks(text[start + len(body) :])

    def _breaks(self, blank: str) -> None:
        """The page breaks before or after words. Where a page was asked for, Word tells once more that it began one."""
        for character in blank:
            rendered = character == RENDERED and self._renders and bool(self.pieces) and not self.turned
            if rendered or (character == PAGE and not self.cell):
                self.turn()

    @property
    def _renders(self) -> bool:
        """Whether page breaks count here: the cells of a row break side by side."""
        return self.cell is None or self.cell.column == 1

    def _chunk(self, chunk: str, setting: Setting) -> None:
        """Words without a page break of the author's. One of Word's own inside them turns the page after them."""
        rendered = chunk.count(RENDERED)
        chunk = chunk.replace(RENDERED, "")
        parts = (
            [part.strip() for part in chunk.replace("\t", LINE).split(LINE)] if len(chunk) <= _LONGEST_MASTHEAD else []
        )
        if len(self.pieces) < _MASTHEAD and len(parts) > 1 and any(_is_field(part) for part in parts):
            for part in parts:
                self._wrapped([part], setting)
        else:
            self._wrapped([_without_tabs(line) for line in chunk.split(LINE)], setting)
        if rendered and self._renders:
            self.page += rendered

    def _wrapped(self, lines: Sequence[str], setting: Setting) -> None:
        """The lines of one paragraph. An empty one parts it, and so do a letter, a bullet and who said it."""
        first = len(self.pieces)
        for number, line in enumerate(lines):
            if len(self.pieces) > first and (number % _MOST_WRAPPED == 0 or _opens(line, self.pieces[-1])):
                self.pieces[-1].closes = True
            if line:
                self.pieces.append(Piece(line, self.page, False, setting, wraps=True))
                self.turned = False
        if len(self.pieces) > first:
            self.pieces[-1].closes = True
        if len(self.pieces) > self._limits.most(word=True):
            raise Unreadable(
                f"this Word file holds more lines than any paper; {self._limits.most_lines(word=True)}; divide it, "
                "or save its text as plain text"
            )


def _numbered(number: str, body: str) -> str:
    """The words behind their number, parted where the list itself sets nothing between them."""
    touching = number[-1:] in _ENDS_NUMBER and (body[0].isalnum() or body[0] in _OPENS_WORDS)
    wide = unicodedata.east_asian_width(body[0]) in "WF"
    return f"{number} {body}" if number and touching and not wide else number + body


def _opens(line: str, before: Piece) -> bool:
    return (
        not line
        or bullet_at(line, sure=True) > 0
        or sub_at(line) is not None
        or (before.setting.style is Style.QUOTATION and bool(_DASH.match(line)))
        or (before.setting.style is Style.HEADING and annex_name(before.text) is not None)
    )


def _without_tabs(line: str) -> str:
    return " ".join(part for each in line.split("\t") if (part := each.strip(" "))).strip()


def _is_field(text: str) -> bool:
    """Whether only a masthead says this on a line."""
    if not text or len(text) > _LONGEST_FIELD or _STOP.search(text):
        return False
    return (
        whole_symbol(text) is not None
        or text.casefold() in words.LANGUAGES
        or any(pattern.match(text) for pattern in (words.DISTRIBUTION, words.UNITED_NATIONS, words.ORIGINAL))
        or _SESSION.fullmatch(text) is not None
        or is_date_only(text)
        or (_PLACE.match(text) is not None and read_opening_date(text) is not None)
    )


def _setting(text: str, look: Look, cell: Cell | None) -> Setting:
    """How a paragraph stands in the text. A long one, or a sentence of some length, is no heading in any style."""
    style = look.style
    sentence = len(text) > _LONGEST_SENTENCE and _STOP.search(text) is not None
    if style is Style.HEADING and (sentence or len(text) > _LONGEST_HEADING):
        style = Style.PLAIN
    level = look.level if style is Style.HEADING else 0
    return Setting(style, CONTENTS if look.contents else level, cell)
