"""A specimen paper as a PDF: masthead in two columns, running header, page numbers, job number, ruled footnotes."""

from __future__ import annotations

import importlib.resources
import logging
import re
from collections.abc import Callable
from pathlib import Path

from bidi import get_display
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from tests.builders.source import Item, items

_FONTS = {
    "Noto": ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    "Arabic": ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"),
    "Chinese": ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
}
_FAMILY = {"ar": "Arabic", "zh": "Chinese"}
_JOB = "29-04711"
_LETTER = {"ar": "A", "en": "E", "es": "S", "fr": "F", "ru": "R", "zh": "C"}


class _Paper(FPDF):
    """An A4 page of a UN paper."""

    def __init__(self, symbol: str, language: str, pages: int) -> None:
        super().__init__(format="A4")
        logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
        self.symbol, self.language, self.pages_in_all = symbol, language, pages
        self.set_margins(25, 22, 25)
        self.set_auto_page_break(True, margin=24)
        for family, (package, file) in _FONTS.items():
            if family in ("Noto", _FAMILY.get(language)):
                with importlib.resources.as_file(importlib.resources.files(package) / file) as path:
                    self.add_font(family, fname=path)
        self.family = _FAMILY.get(language, "Noto")
        self.set_fallback_fonts(["Noto"])
        self.plain(10)

    def plain(self, size: float) -> None:
        """Sets the body font at a size in points."""
        self.set_font(self.family, size=size)

    def header(self) -> None:
        """The symbol at the top of every page but the first."""
        if self.page_no() > 1:
            self.plain(9)
            self.cell(0, 5, self.symbol, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.ln(6)

    def footer(self) -> None:
        """Page of pages and the job number."""
        self.set_y(-15)
        self.set_font("Noto", size=8)
        self.cell(0, 5, f"{_JOB} ({_LETTER[self.language]})")
        self.set_y(-15)
        self.cell(0, 5, f"{self.page_no()}/{self.pages_in_all}", align="R")

    def block(self, text: str, *, indent: float = 0, marker: str = "", size: float = 9, height: float = 4.1) -> None:
        """One paragraph, its marker hanging in the same line."""
        self.plain(size)
        whole = f"{marker} {text}" if marker else text
        if self.language == "ar":
            self.right_to_left(whole, self.epw - indent, height)
            return
        if self.language == "zh":
            whole = _wrapped(whole, lambda line: self.get_string_width(line) > self.epw - indent - 3)
        margin = self.l_margin
        self.set_left_margin(margin + indent)
        self.set_x(margin + indent)
        self.multi_cell(self.epw, height, whole, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_left_margin(margin)
        self.set_x(margin)
        self.ln(2.4)

    def right_to_left(self, text: str, width: float, height: float) -> None:
        """Wraps by words and sets each line as it is seen, from the right."""
        lines, line = [], ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and self.get_string_width(longer) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        for each in [*lines, line]:
            seen = get_display(f"ا{each}", base_dir="R").removesuffix("ا")  # after a letter, as inside a paragraph
            self.cell(width, height, seen, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(2.4)


def _wrapped(text: str, too_long: Callable[[str], bool]) -> str:
    """Chinese wrapped between characters, never inside a number or a word and never before a stop."""
    lines, line = [], ""
    for part in re.findall(r".?\s?[A-Za-z0-9./%()\s-]+.?[，。、；：）》”)]*|.[，。、；：）》”)]*", text):
        if line and too_long(line + part):
            lines.append(line)
            line = part.lstrip()
        else:
            line += part
    return "\n".join([*lines, line])


def build_pdf(source: Path, target: Path) -> Path:
    """Writes the paper of a source file as a PDF and returns the target."""
    symbol, language = source.name.removesuffix(".txt").rsplit(".", 1)
    parts = items(source)
    paper = _Paper(parts[0].text, language, max(part.page for part in parts))
    assert parts[0].text == symbol.replace("_", "/")
    for number in range(1, paper.pages_in_all + 1):
        own = [part for part in parts if part.page == number]
        paper.add_page()
        if number == 1:
            _masthead(paper, [part.text for part in own if part.kind == "masthead"])
        _body(paper, own)
        _notes(paper, [part for part in own if part.kind == "note"])
    paper.output(str(target))
    return target


def _masthead(paper: _Paper, lines: list[str]) -> None:
    """United Nations and symbol; organ on the left, distribution on the right; then title and author."""
    symbol, organ, *right = lines[:6]
    top = paper.get_y()
    paper.cell(80, 6, "United Nations")
    paper.set_x(125)
    paper.cell(60, 6, symbol, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(4)
    top = paper.get_y()
    if paper.language == "ar":
        paper.right_to_left(organ, 85, 5)
    else:
        paper.multi_cell(85, 5, organ, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    below = paper.get_y()
    paper.set_y(top)
    for line in right:
        paper.set_x(125)
        paper.cell(60, 5, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_y(max(below, paper.get_y()) + 4)
    for line in lines[6:]:
        paper.block(line, size=11)


def _body(paper: _Paper, parts: list[Item]) -> None:
    for part in parts:
        if part.kind in ("masthead", "note"):
            continue
        indent = {"sub": 12.0, "bullet": 12.0, "quote": 15.0}.get(part.kind, 0.0)
        paper.block(part.text, indent=indent, marker=part.marker, size=10 if part.kind == "heading" else 9)


def _notes(paper: _Paper, notes: list[Item]) -> None:
    """At the foot of the page, under a drawn line, in small type."""
    if not notes:
        return
    paper.set_y(-24 - 8 * len(notes))
    paper.line(25, paper.get_y(), 75, paper.get_y())
    paper.ln(1)
    paper.set_auto_page_break(False)
    for note in notes:
        paper.block(note.text, marker=note.marker, size=8, height=3.5)
    paper.set_auto_page_break(True, margin=24)
