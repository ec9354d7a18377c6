"""Web pages to lines: what a reader of the page sees, in order, with the numbers that a browser counts.

Nothing is fetched and nothing is run. See ``html_markup`` for what is left of a page before it is parsed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.quality import Unreadable
from corpus.readers.html_blocks import SPEAKER, Cell, Pieces, Setting, Table, assemble
from corpus.readers.html_lists import Attributes, List, opened
from corpus.readers.html_markup import reduced
from corpus.readers.html_notes import BLOCKS, Notes, holds_notes, is_hidden, roles, short_text, walk
from corpus.readers.lines import Reading, Style

_PAGE_BEFORE = re.compile(r"(?:page-)?break-before\s*:\s*(?:always|page|left|right)", re.IGNORECASE)
_PAGE_AFTER = re.compile(r"(?:page-)?break-after\s*:\s*(?:always|page|left|right)", re.IGNORECASE)
_PAGE_CLASS = re.compile(r"(?:^|\s)page-?break(?:\s|$)", re.IGNORECASE)
_PAGE_ROLES = ("doc-pagebreak", "pagebreak")
_TYPED_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_PRINTED = re.compile(r"\w*\d|[\[(]|\w{1,5}[.)]")


def read_html(data: bytes) -> Reading:
    """The lines of a web page, also of one that a word processor saved.

    Raises:
        Unreadable: no text, over 50 MB, too much markup or too deep, or bytes that are not of the declared encoding.
    """
    return read_markup(data)


def read_markup(data: bytes) -> Reading:
    """The same for markup that another reader wrote."""
    body = LexborHTMLParser(reduced(data)).body
    reader = _Reader()
    if body is not None:
        reader.read(body)
    if not reader.pieces.done:
        raise Unreadable("the page shows no text; if it is drawn by a script, save the text itself and ingest that")
    return assemble(reader.pieces.done, reader.notes.found)


class _Frame:
    """An open element, and what to return to when it ends."""

    __slots__ = ("block", "ends_page", "list", "name", "setting")

    def __init__(self, name: str, setting: Setting) -> None:
        self.name, self.setting = name, setting
        self.block = name in BLOCKS
        self.ends_page = False
        self.list: List | None = None


class _Reader:
    """Goes through the elements of a page once."""

    def __init__(self) -> None:
        self.pieces = Pieces()
        self.notes = Notes()
        self._frames: list[_Frame] = []
        self._lists: list[List] = []
        self._note_lists = 0
"""
"""
