"""Word to lines, by python-docx: each paragraph a line, with the number Word shows before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.masthead_words import DISTRIBUTION, UNITED_NATIONS
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_package import open_package
from corpus.readers.docx_text import Notes, Paragraphs, children, named
from corpus.readers.lines import Footnote, Line, Reading, Style
from corpus.symbol import whole_symbol

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MASTHEAD_BLOCKS = 8
_PAGE = "\f"
_HEADING = re.compile(r"^(?:heading|_ ?H ?_?)\s*(\d)", re.IGNORECASE)
_QUOTES = re.compile(r"quote|block text|^citation|^cita\b|цитата|اقتباس|引文|引用", re.IGNORECASE)


def read_docx(data: bytes) -> Reading:
    """The lines of a Word file, with its footnotes and endnotes.

    Raises:
        Unreadable: no Word document, locked, damaged or far larger unpacked than a paper can be.
    """
    document = open_package(data)
    reader = _Reader(document)
    reader.furniture()
    for block in children(document.element.body):
        reader.block(block)
    return Reading("".join(reader.raw), tuple(reader.lines), reader.page, tuple(reader.notes()))


class _Reader:
    """Takes the blocks of a body one by one."""

    def __init__(self, document: Any) -> None:
        self.raw: list[str] = []
        self.lines: list[Line] = []
        self.page = 1
        self._document = document
        self._at = self._blocks = 0
        self._styles = _Styles(document)
        self._notes = Notes(document)
        rendered = document.element.body.find(f".//{_W}lastRenderedPageBreak") is not None
        self._paragraphs = Paragraphs(self._notes, rendered=rendered)

    def furniture(self) -> None:
        """The headers and footers of the first section, which carry the symbol."""
        section = self._document.sections[0] if len(self._document.sections) else None
        parts = (section.first_page_header, section.header, section.footer) if section is not None else ()
        texts = [p.text.strip() for part in parts if not part.is_linked_to_previous for p in part.paragraphs]
        for text in dict.fromkeys(" ".join(text.split()) for text in texts if text):
            self._line(text, closes=True, running=True)

    def block(self, element: Any) -> None:
        """A paragraph or a table."""
        if element.tag == f"{_W}tbl":
            self._table(element)
        elif element.tag == f"{_W}p":
            self._paragraph(element)

    def notes(self) -> Iterator[Footnote]:
        """The notes that were called, in order."""
        for mark, text, page in self._notes.called:
            yield Footnote(mark, text, page)

    def _paragraph(self, element: Any, *, plain: bool = False) -> None:
        self._notes.page = self.page
        if self._styles.breaks_before(element) and self.lines and not self._paragraphs.rendered:
            self._turn()
        marker = self._styles.marker(element)
        text, breaks = self._paragraphs.text(element)
        while breaks and breaks[0] == 0 and self.lines:  # a break before the words
            breaks.pop(0)
            self._turn()
        self._notes.page = self.page
        style, level = (Style.PLAIN, 0) if plain else self._styles.kind(element)
        wrapped = [part.strip() for part in text.split("\n")]
        shown = [part for part in wrapped if part]
        for number, part in enumerate(shown):
            self._line(
                marker + part if number == 0 else part, closes=number + 1 == len(shown), style=style, level=level
            )
        self._blocks += bool(shown)
        for _ in breaks:
            self._turn()
        for inner in self._paragraphs.boxes(element):
            self.block(inner)
        if self._styles.ends_page(element) and not self._paragraphs.rendered:
            self._turn()

    def _table(self, table: Any) -> None:
        rows = [[cell for cell in named(row, "tc") if not _is_continued(cell)] for row in named(table, "tr")]
        if self._blocks <= _MASTHEAD_BLOCKS and any(self._is_masthead(cell) for row in rows for cell in row):
            for cell in (cell for row in rows for cell in row):
                for block in children(cell):
                    self.block(block)
            return
        for row in rows:
            cells = [" ".join(self._cell(cell).split()) for cell in row]
            if any(cells):
                self._line("\t".join(cells), closes=True, style=Style.ROW)
                self._blocks += 1
            for cell in row:
                for inner in named(cell, "tbl"):
                    self._table(inner)

    def _cell(self, cell: Any) -> str:
        texts = []
        for paragraph in named(cell, "p"):
            text, breaks = self._paragraphs.text(paragraph)
            texts.append(self._styles.marker(paragraph) + text)
            for _ in breaks:
                self._turn()
        return " ".join(texts)

    @staticmethod
    def _is_masthead(cell: Any) -> bool:
        texts = ["".join(t.text or "" for t in p.iter(f"{_W}t")).strip() for p in named(cell, "p")]
        return any(DISTRIBUTION.match(text) or UNITED_NATIONS.match(text) or whole_symbol(text) for text in texts)

    def _line(
        self, text: str, *, closes: bool, style: Style = Style.PLAIN, level: int = 0, running: bool = False
    ) -> None:
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        self.lines.append(Line(text, self.page, closes, self._at + lead, 0, running, style, level))
        self._write(" " * lead + text + "\n")

    def _turn(self) -> None:
        self.page += 1
        self._write(_PAGE)

    def _write(self, text: str) -> None:
        self.raw.append(text)
        self._at += len(text)


def _is_continued(cell: Any) -> bool:
    """Whether a cell only goes on with the merged cell above it."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


class _Styles:
    """What a paragraph's own properties and its styles say: heading, quotation, list, page break."""

    def __init__(self, document: Any) -> None:
        styles = document.styles.element
        self._by_id = {style.get(f"{_W}styleId"): style for style in styles.iterfind(f"{_W}style")}
        self._numbering = Numbering.of(_numbering_root(document))

    def kind(self, paragraph: Any) -> tuple[Style, int]:
        """Heading with its level, quotation, or nothing said."""
        for properties, style in self._chain(paragraph):
            name = _value(style, "name") if style is not None else ""
            if match := _HEADING.match(name):
                return Style.HEADING, int(match.group(1))
            if name.lower() == "title":
                return Style.HEADING, 0
            if _QUOTES.search(name):
                return Style.QUOTATION, 0
            outline = _value(properties, "outlineLvl")
            if outline.isdigit() and int(outline) < 9:
                return Style.HEADING, int(outline) + 1
        return Style.PLAIN, 0

    def marker(self, paragraph: Any) -> str:
        """The number or bullet that Word shows before a paragraph; counting it."""
        num = level = ""
        tied = None
        for properties, style in self._chain(paragraph):
            own = properties.find(f"{_W}numPr") if properties is not None else None
            if own is None:
                continue
            num = num or _value(own, "numId")
            level = level or _value(own, "ilvl")
            tied = style.get(f"{_W}styleId") if style is not None else None
            if num:
                break
        if not num or num == "0":
            return ""
        index = int(level) if level.isdigit() else self._numbering.level_of_style(num, tied or "")
        return self._numbering.next(num, index)

    def breaks_before(self, paragraph: Any) -> bool:
        """Whether the paragraph asks for a new page."""
        for properties, _ in self._chain(paragraph):
            own = properties.find(f"{_W}pageBreakBefore") if properties is not None else None
            if own is not None:
                return own.get(f"{_W}val") not in ("0", "false")
        return False

    def ends_page(self, paragraph: Any) -> bool:
        """Whether a section ends here and the next begins on a new page."""
        section = paragraph.find(f"{_W}pPr/{_W}sectPr")
        return section is not None and _value(section, "type") not in ("continuous", "nextColumn")

    def _chain(self, paragraph: Any) -> Iterator[tuple[Any, Any]]:
        """The paragraph's own properties, then those of its style and of what the style is based on."""
        own = paragraph.find(f"{_W}pPr")
        yield own, None
        name, seen = _value(own, "pStyle"), set[str]()
        while name in self._by_id and name not in seen:
            seen.add(name)
            style = self._by_id[name]
            yield style.find(f"{_W}pPr"), style
            name = _value(style, "basedOn")


def _value(element: Any, name: str) -> str:
    child = element.find(f"{_W}{name}") if element is not None else None
    return str(child.get(f"{_W}val") or "") if child is not None else ""


def _numbering_root(document: Any) -> Any:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
    related = [r for r in document.part.rels.values() if r.reltype == kind and not r.is_external]
    return related[0].target_part.element if related else None
