"""The text of a Word part, walked element by element: what a reader sees, paragraph by paragraph.

Deletions are out, insertions in, hidden words out; of a field its result is read; a text box is read after its
paragraph. Nothing recurses, however deep the elements lie in each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from corpus.footnotes import raised
from corpus.limits import Limits
from corpus.readers.docx_fields import Fields
from corpus.readers.docx_glyphs import seen, without_private
from corpus.readers.docx_lines import LINE, PAGE, RENDERED, Lines
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_package import W, attribute, sections, value
from corpus.readers.docx_styles import Look, Styles, marker
from corpus.readers.html_pieces import Cell, Table

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SPACES = str.maketrans("\n\r\t", "   ")
_PLAIN: tuple[bool | None, bool, str] = (None, False, "")
_LONGEST_MARK = 3  # digits
_DELETIONS = (f"{W}del", f"{W}moveFrom")
_CONTINUOUS = ("continuous", "nextColumn")


class Notes(Protocol):
    """Who is told of the calls of notes."""

    def call(self, kind: str, name: str, page: int, custom: str | None) -> str:
        """The mark to be written for the call of a ``footnote`` or ``endnote`` by its id."""


class Story:
    """Reads one part, or one note, into ``lines``. ``changed``: it holds changes that were tracked."""

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits, notes: Notes | None = None) -> None:
        self.lines = Lines(limits)
        self.changed = self.embeds = False
        self._styles, self._numbering, self._notes = styles, numbering, notes
        self._turns: Iterator[bool] = iter(())  # whether each section but the first begins a page
        self._fields = Fields(())
        self._held: list[str] = []  # the words of the paragraph being put together
        self._head: tuple[Look, str] | None = None  # what holds for them, and the number before them
        self._look: Look | None = None  # of the paragraph being read
        self._run = _PLAIN
        self._deleted = 0
        self._page = 1  # of the words being read
        self._custom: tuple[str, str] | None = None  # a call whose mark is still to come
        self._cells: list[Cell | None] = []
        self._boxes: list[Any] = []
        self._enters: dict[str, Callable[[Any], bool]] = {**self._blocks(), **self._words()}
        self._leaves: dict[str, Callable[[], None]] = {
            f"{W}p": self._end_paragraph,
            f"{W}r": self._end_run,
            **dict.fromkeys((f"{W}tbl", f"{W}tr", f"{W}tc"), self._end_cell),
            **dict.fromkeys(_DELETIONS, self._end_deletion),
        }

    def read(self, root: Any) -> None:
        """Reads all that lies in an element."""
        self._turns = iter([value(own, "type") not in _CONTINUOUS for own in sections(root)][1:])
        self._fields = Fields(root.iter(f"{W}fldChar"))
        open_elements: list[tuple[str, Iterator[Any]]] = [("", iter(root))]
        while open_elements:
            tag, inner = open_elements[-1]
            child = next(inner, None)
            if child is not None:
                enter = self._enters.get(child.tag) if isinstance(child.tag, str) else _skip  # a comment has no name
                if enter is None or enter(child):
                    open_elements.append((child.tag, iter(child)))
                continue
            open_elements.pop()
            if tag in self._leaves:
                self._leaves[tag]()
            if self._boxes and self._look is None:
                open_elements.append(("", iter(self._boxes)))
                self._boxes = []
        self._finish()

    def _blocks(self) -> dict[str, Callable[[Any], bool]]:
        """What is done on entering what holds words; whether what lies inside is read."""
        left_out = "pPr rPr tblPr tblGrid tblPrEx trPr tcPr sdtEndPr sectPr instrText delText delInstrText rt rubyPr"
        return {
            **dict.fromkeys((f"{W}{name}" for name in left_out.split()), _skip),
            **dict.fromkeys((f"{_MC}Choice", f"{_MC}Fallback"), _is_first),
            **dict.fromkeys((f"{W}ins", f"{W}del", f"{W}moveTo", f"{W}moveFrom"), self._change),
            f"{W}p": self._paragraph,
            f"{W}r": self._start_run,
            f"{W}sdt": _is_filled,
            f"{W}sdtPr": _skip,
            f"{W}tbl": self._table,
            f"{W}tr": self._row,
            f"{W}tc": self._column,
            f"{W}txbxContent": self._box,
            f"{W}altChunk": self._embedded,
        }

    def _words(self) -> dict[str, Callable[[Any], bool]]:
        """What is done with an element that is seen as a character or words."""
        return {
            **dict.fromkeys((f"{W}t", f"{_MATH}t"), lambda own: self._say((own.text or "").translate(_SPACES))),
            **dict.fromkeys((f"{W}tab", f"{W}ptab"), lambda _: self._say("\t")),
            **dict.fromkeys((f"{W}footnoteReference", f"{W}endnoteReference"), self._call),
            f"{W}br": lambda own: self._say(PAGE if attribute(own, "type") == "page" else LINE),
            f"{W}cr": lambda _: self._say(LINE),
            f"{W}lastRenderedPageBreak": lambda _: self._say(RENDERED),
            f"{W}noBreakHyphen": lambda _: self._say("-"),
            f"{W}sym": self._symbol,
            f"{W}fldChar": self._field,
        }

    def _paragraph(self, element: Any) -> bool:
        if self._look:  # a paragraph inside another, which Word does not write
            self._end_paragraph()
        self._look = self._styles.paragraph(element.find(f"{W}pPr"))
        return True

    def _end_paragraph(self) -> None:
        look, self._look, self._custom = self._look or Look(), None, None
        runs_on = look.mark and not self._boxes
        if look.mark == "hidden" and runs_on and not self._held:
            return  # nothing of it is seen
        if self._head is None and not (look.mark == "deleted" and runs_on):
            self._head = (look, marker(look, self._numbering))
        if not runs_on:
            self._finish()
        if look.ends_section and next(self._turns, False):
            self._page = self.lines.turn()

    def _finish(self) -> None:
        """Hands over the paragraph that was put together."""
        if self._held or self._head:
            look, number = self._head or (Look(), "")
            self.lines.add("".join(self._held), number, look)
        self._held, self._head, self._page = [], None, self.lines.page

    def _start_run(self, element: Any) -> bool:
        self._run = self._styles.run(element.find(f"{W}rPr"))
        return True

    def _end_run(self) -> None:
        self._run = _PLAIN

    def _say(self, text: str) -> bool:
        """More of the paragraph being read, where it is seen."""
        if self._look is None or self._deleted or not self._fields.shown:
            return False
        hidden, is_raised, font = self._run
        if self._look.hidden if hidden is None else hidden:
            return False
        text = without_private(text, font)
        if self._custom and self._notes and text.strip():
            mark, space, rest = text.strip().partition(" ")
            text, self._custom = self._notes.call(*self._custom, self._page, mark) + space + rest, None
        elif is_raised and text.strip().isdecimal() and len(text.strip()) <= _LONGEST_MARK:
            text = raised(text)
        ahead = text == PAGE or (text == RENDERED and (bool(self._held) or not self.lines.turned))
        self._page += ahead and self.lines.cell is None
        self._held.append(text)
        return False

    def _symbol(self, element: Any) -> bool:
        code = attribute(element, "char")
        hexadecimal = len(code) <= 6 and all(digit in "0123456789abcdefABCDEF" for digit in code)
        return self._say(seen(int(code, 16), attribute(element, "font"))) if code and hexadecimal else False

    def _call(self, element: Any) -> bool:
        """The call of a note. A mark of the author's own follows it as text."""
        if self._notes is None or self._look is None or self._deleted or not self._fields.shown:
            return False
        kind = element.tag.removeprefix(W).removesuffix("Reference")
        if attribute(element, "customMarkFollows") in ("1", "true", "on"):
            self._custom = (kind, attribute(element, "id"))
            return False
        return self._say(self._notes.call(kind, attribute(element, "id"), self._page, None))

    def _field(self, element: Any) -> bool:
        self._fields.take(element)
        return False

    def _change(self, element: Any) -> bool:
        self._deleted += element.tag in _DELETIONS
        self.changed = True
        return True

    def _end_deletion(self) -> None:
        self._deleted -= 1

    def _box(self, element: Any) -> bool:
        """A text box inside a paragraph waits for its end."""
        if self._look is None:
            return True
        if not self._deleted and not self._run[0]:
            self._boxes.append(element)
        return False

    def _table(self, _: Any) -> bool:
        self._finish()
        if self.lines.cell:
            self.lines.cell.table.layout = True
        return self._place(Cell(Table()))

    def _row(self, element: Any) -> bool:
        if element.find(f"{W}trPr/{W}del") is not None:
            return False
        return self._place(self.lines.cell.next_row() if self.lines.cell else None)

    def _column(self, element: Any) -> bool:
        """A cell, unless it only goes on with the merged cell above it or before it."""
        cell = self.lines.cell
        properties = element.find(f"{W}tcPr")
        for name in ("vMerge", "hMerge"):
            merge = properties.find(f"{W}{name}") if properties is not None else None
            if merge is not None and attribute(merge, "val") in ("", "continue"):
                return False
        return self._place(cell.next_column() if cell else None)

    def _place(self, cell: Cell | None) -> bool:
        self._cells.append(self.lines.cell)
        self.lines.cell = cell
        return True

    def _end_cell(self) -> None:
        self._finish()
        self.lines.cell = self._cells.pop()

    def _embedded(self, _: Any) -> bool:
        self.embeds = True
        return False


def _skip(_: Any) -> bool:
    return False


def _is_first(element: Any) -> bool:
    """Of several ways to show one thing, the first."""
    return element.getprevious() is None


def _is_filled(element: Any) -> bool:
    """Whether a content control holds more than the words that ask to fill it in."""
    return element.find(f"{W}sdtPr/{W}showingPlcHdr") is None
