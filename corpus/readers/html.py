"""Web pages to lines: what a reader of the page sees, in order, with the numbers that a browser counts.

Nothing is fetched and nothing is run. See ``html_markup`` for what is left of a page before it is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.limits import Limits
from corpus.quality import Unreadable
from corpus.readers.html_blocks import assemble
from corpus.readers.html_lists import Attributes, List, opened
from corpus.readers.html_markup import reduced
from corpus.readers.html_notes import BLOCKS, HEADINGS, Notes, holds_notes, is_hidden, roles, short_text, walk
from corpus.readers.html_pieces import SPEAKER, Cell, Pieces, Setting, Table
from corpus.readers.lines import Reading, Style

_PAGE_BEFORE = re.compile(r"(?:page-)?break-before\s*:\s*(?:always|page|left|right)", re.IGNORECASE)
_PAGE_AFTER = re.compile(r"(?:page-)?break-after\s*:\s*(?:always|page|left|right)", re.IGNORECASE)
_PAGE_CLASS = re.compile(r"(?:^|\s)page-?break(?:\s|$)", re.IGNORECASE)
_TYPED_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_LONGEST_MARKER = 40
_PRINTED = re.compile(r"\w*\d|[\[(•▪–—-]|\w{1,5}[.)．、]")  # all else is a letter of a font of signs


def read_html(data: bytes, limits: Limits | None = None) -> Reading:
    """The lines of a web page, also of one that a word processor saved.

    Raises:
        Unreadable: no text, over 50 MB, too much markup or too deep, or bytes that are not of the declared encoding.
    """
    limits = limits or Limits()
    shown = _shown(reduced(data, limits), limits)
    if not shown.pieces.done:
        raise Unreadable("the page shows no text; if it is drawn by a script, save the text itself and ingest that")
    return assemble(shown.pieces.done, shown.notes.found)


def _shown(markup: bytes, limits: Limits) -> _Reader:
    """What a page shows; the parsed page itself is gone when this returns."""
    reader = _Reader(limits)
    if (body := LexborHTMLParser(markup).body) is not None:
        reader.read(body)
    return reader


@dataclass(slots=True)
class _Frame:
    """An open element, and what to return to when it ends. ``marked``: something was to stand before its text."""

    name: str
    block: bool
    setting: Setting
    marked: bool = False
    ends_page: bool = False
    holds_notes: bool = False


class _Reader:
    """Goes through the elements of a page once."""

    def __init__(self, limits: Limits) -> None:
        self.pieces = Pieces(limits)
        self.notes = Notes()
        self._frames: list[_Frame] = []
        self._lists: list[List] = []
        self._note_lists = self._number = 0

    def read(self, body: LexborNode) -> None:
        """Reads what lies in the body."""
        skipped = 0  # levels inside an element that is left out
        for node, entering in walk(body):
            if skipped:
                skipped += 1 if entering else -1
            elif node.is_text_node:
                if entering:
                    self.pieces.text(node.text_content or "")
            elif not entering:
                self._leave()
            elif not self._enter(node):
                skipped = 1
        self.pieces.end()

    def _enter(self, node: LexborNode) -> bool:
        """Whether what lies in an element is to be read."""
        name, attributes = node.tag or "", node.attributes
        if attributes and is_hidden(attributes):
            return False
        frame = _Frame(name, name in BLOCKS, self.pieces.setting)
        if frame.block or name == "hr":
            self.pieces.end()
        if attributes and _starts_page(name, attributes):
            self.pieces.turn_page()
        elif name == "br":
            self.pieces.break_line(wraps=attributes.get("class") == "soft-break")
        if name in ("br", "hr") or (attributes and _is_page_number(attributes)):
            return False
        if self._is_note(node, name, attributes) or self._is_mark(node, name, attributes):
            return False
        self._frames.append(frame)
        self._set(frame, node, attributes)
        return True

    def _leave(self) -> None:
        frame = self._frames.pop()
        if frame.name == "q":
            self.pieces.text("”")
        if frame.block:
            self.pieces.end()
        if frame.name in ("ul", "ol"):
            self._lists.pop()
        if frame.marked:
            self.pieces.mark("")
        if frame.ends_page:
            self.pieces.turn_page()
        self._note_lists -= frame.holds_notes
        self.pieces.setting = frame.setting

    def _is_note(self, node: LexborNode, name: str, attributes: Attributes) -> bool:
        """Whether an element was kept as a note, or is the heading of a list of notes."""
        if self._note_lists and name in HEADINGS:
            return True
        listed = 0 if self._note_lists and name in ("li", "p", "dd", "tr") else None
        if name == "li" and self._lists:
            self._number = self._lists[-1].take(attributes)
            listed = None if listed is None else self._number
        return self.notes.take(node, attributes, self.pieces.page, listed=listed)

    def _is_mark(self, node: LexborNode, name: str, attributes: Attributes) -> bool:
        """Whether an element was the call of a note, or a number that a word processor typed."""
        if name != "sup" and (name != "span" or not attributes):
            return False
        if mark := self.notes.called(node, attributes, self.pieces.page):
            self.pieces.text(mark)
            return True
        if _TYPED_MARKER.search(attributes.get("style") or ""):
            typed = (short_text(node, _LONGEST_MARKER) or "").strip()
            self.pieces.text(f"{typed if _PRINTED.match(typed) else '•'} " if typed else "")
            return bool(typed)
        return False

    def _set(self, frame: _Frame, node: LexborNode, attributes: Attributes) -> None:
        """What an element changes for the text inside it."""
        name, setting = frame.name, frame.setting
        if attributes:
            frame.holds_notes = holds_notes(attributes)
            frame.ends_page = bool(_PAGE_AFTER.search(attributes.get("style") or ""))
            self._note_lists += frame.holds_notes
        if name == "q":
            self.pieces.text("“")
        elif name in ("ul", "ol"):
            items = _items(node) if "reversed" in attributes else 0
            self._lists.append(opened(name, attributes, self._lists[-1] if self._lists else None, items))
        elif name == "li" and self._lists:
            frame.marked = True
            self.pieces.mark(self._lists[-1].marker(self._number))
        elif name in ("footer", "cite") and setting.style is Style.QUOTATION and (name == "footer" or _is_alone(node)):
            frame.block = frame.marked = True
            self.pieces.end()
            self.pieces.setting = Setting(Style.PLAIN, 0, setting.cell)
            self.pieces.mark(SPEAKER)
        elif name not in ("p", "div", "span"):
            self.pieces.setting = _setting(name, attributes, setting)


def _setting(name: str, attributes: Attributes, outer: Setting) -> Setting:
    """What holds inside an element."""
    cell = outer.cell
    if cell and (name == "table" or name in HEADINGS):
        cell.table.layout = True
    if name in HEADINGS:
        return Setting(Style.HEADING, int(name[1]), cell, outer.as_typed)
    if name == "blockquote":
        return Setting(Style.QUOTATION, 0, cell, outer.as_typed)
    if name == "table":
        cell = Cell(Table(layout=attributes.get("role") in ("presentation", "none")))
    elif name == "caption":
        cell = None
    elif cell and name in ("tr", "td"):
        cell = cell.next_row() if name == "tr" else cell.next_column()
    return Setting(outer.style, outer.level, cell, outer.as_typed or name == "pre")


def _starts_page(name: str, attributes: Attributes) -> bool:
    style = attributes.get("style") or ""
    return (
        bool(_PAGE_BEFORE.search(style))
        or bool(_PAGE_CLASS.search(attributes.get("class") or ""))
        or _is_page_number(attributes)
        or (name in ("br", "hr") and bool(_PAGE_AFTER.search(style)))
    )


def _is_page_number(attributes: Attributes) -> bool:
    return any(role in ("doc-pagebreak", "pagebreak") for role in roles(attributes).split())


def _items(node: LexborNode) -> int:
    count, item = 0, node.child
    while item is not None:
        count, item = count + (item.tag == "li"), item.next
    return count


def _is_alone(node: LexborNode) -> bool:
    """Whether an element has its line to itself."""
    before, after = _neighbour(node.prev, back=True), _neighbour(node.next, back=False)
    return (before is None or before.tag in BLOCKS or before.tag == "br") and (after is None or after.tag in BLOCKS)


def _neighbour(node: LexborNode | None, *, back: bool) -> LexborNode | None:
    """A sibling, or the one behind it when it is only white space."""
    if node is not None and node.is_text_node and not (node.text_content or "").strip():
        return node.prev if back else node.next
    return node
