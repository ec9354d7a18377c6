"""A specimen paper as a Word file: masthead in a table, automatic numbers, real footnotes, right to left."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_BREAK
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.builders.source import ANNEXES, Item, items

_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SEPARATORS = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
_RAISED_MARK = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
_MARKS = "¹²³"
_LETTERED = {"en": ("lowerLetter", "(%2)"), "zh": ("lowerLetter", "(%2)"), "ar": ("arabicAbjad", "(%2)")}
_ALTERNATIVES = ("bis", "ter", "бис", "тер", "مكرر", "之")


class _Paper:
    """A Word file being written."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.file = docx.Document()
        self.notes: list[str] = []
        self._lists = 0

    def paragraph(self, text: str, style: str | None = None, numbered: tuple[int, int] | None = None) -> Any:
        """One paragraph; ``numbered`` is its list and level."""
        paragraph = self.file.add_paragraph(style=style)
        self._words(paragraph, text)
        properties = paragraph._p.get_or_add_pPr()
        if numbered:
            element = OxmlElement("w:numPr")
            for name, value in (("w:ilvl", numbered[1]), ("w:numId", numbered[0])):
                child = OxmlElement(name)
                child.set(qn("w:val"), str(value))
                element.append(child)
            properties.append(element)
        if self.language == "ar":
            properties.append(OxmlElement("w:bidi"))
        return paragraph

    def _words(self, paragraph: Any, text: str) -> None:
        """The words, each raised digit as the call of a real footnote."""
        for part in re.split(f"([{_MARKS}])", text):
            if part and part in _MARKS:
                call = OxmlElement("w:footnoteReference")
                call.set(qn("w:id"), str(_MARKS.index(part) + 1))
                run = paragraph.add_run()
                run.font.superscript = True
                run._r.append(call)
            else:
                self._run(paragraph, part)

    def _run(self, paragraph: Any, text: str) -> None:
        if text:
            run = paragraph.add_run(text)
            if self.language == "ar":
                run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))

    def new_list(self, start: int = 1) -> int:
        """A list of three levels: numbers, letters, bullets. Returns its id."""
        self._lists += 1
        form, letters = _LETTERED.get(self.language, ("lowerLetter", "%2)"))
        number = "%1 -" if self.language == "ar" else "%1."
        levels = ((0, "decimal", number, start), (1, form, letters, 1), (2, "bullet", "\uf0b7", 1))
        inner = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="{first}"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{escape(text)}"/></w:lvl>'
            for level, kind, text, first in levels
        )
        numbering = self.file.part.numbering_part.element
        own = 100 + self._lists
        abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{own}">{inner}</w:abstractNum>')
        numbering.insert(0, abstract)
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{own}"><w:abstractNumId w:val="{own}"/></w:num>'))
        return own

    def save(self, target: Path) -> None:
        """Adds the footnotes and writes the file."""
        direction = "<w:pPr><w:bidi/></w:pPr>" if self.language == "ar" else ""
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p>{direction}{_RAISED_MARK}<w:r><w:rPr><w:sz w:val="18"/></w:rPr>'
            f'<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self.notes, start=1)
        )
        xml = f'<?xml version="1.0"?><w:footnotes {nsdecls("w")}>{_SEPARATORS}{notes}</w:footnotes>'
        package = self.file.part.package
        part = Part(PackURI("/word/footnotes.xml"), _NOTES_TYPE, xml.encode(), package)
        self.file.part.relate_to(part, _NOTES)
        self.file.save(str(target))


def build_docx(source: Path, target: Path) -> Path:
    """Writes the paper of a source file as a Word file and returns the target."""
    language = source.name.removesuffix(".txt").rsplit(".", 1)[1]
    parts = items(source)
    paper = _Paper(language)
    paper.notes = [part.text for part in parts if part.kind == "note"]
    _masthead(paper, [part.text for part in parts if part.kind == "masthead"])
    _body(paper, [part for part in parts if part.kind not in ("masthead", "note")])
    paper.save(target)
    return target


def _masthead(paper: _Paper, lines: list[str]) -> None:
    symbol, organ, *right = lines[:6]
    table = paper.file.add_table(rows=2, cols=2)
    for row, column, texts in ((0, 0, ["United Nations"]), (0, 1, [symbol]), (1, 0, [organ]), (1, 1, right)):
        cell = table.cell(row, column)
        cell.paragraphs[0].text = texts[0]
        for text in texts[1:]:
            cell.add_paragraph(text)
    for line in lines[6:]:
        paper.paragraph(line)


def _body(paper: _Paper, parts: list[Item]) -> None:
    own = paper.new_list()
    page, level = 1, 1
    for part in parts:
        if part.page > page:
            paper.file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
            page = part.page
        if part.kind == "heading":
            annex = part.text in ANNEXES
            paper.paragraph(part.text, f"Heading {1 if annex else level}")
            own = paper.new_list() if annex else own
            level = 2 if annex else 1
            continue
        if part.kind == "number" and any(word in part.marker for word in _ALTERNATIVES):
            paper.paragraph(f"{part.marker} {part.text}")
        elif part.kind in ("number", "sub", "bullet"):
            paper.paragraph(part.text, numbered=(own, ("number", "sub", "bullet").index(part.kind)))
        else:
            paper.paragraph(part.text, "Quote" if part.kind == "quote" else None)
