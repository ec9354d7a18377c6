"""The text of a Word file: paragraphs with their runs, tracked changes and real footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.drafting.draft_model import Role
from app.export.blocks import ADDED, REMOVED, SAME, Block, Piece, is_rtl
from app.export.direction import directed
from app.export.docx_xml import said, tag
from corpus.model import Language

AUTHOR = "Rapporteur"
_MARKS = {ADDED: "ins", REMOVED: "del"}
_STYLES = {Role.HEADING: "Heading1", Role.NUMBERED: "Numbered", Role.PLAIN: "Normal"}
_TAB = "\t"


class Story:
    """Writes paragraphs one after the other. ``footnotes`` are those called so far, as markup.

    Args:
        language: of the draft.
        notes: the text of each note, by its number.
        date: of the changes, as Word writes it; "" for none.
    """

    def __init__(self, language: Language, notes: Mapping[int, str], date: str) -> None:
        self.footnotes: list[str] = []
        self._rtl, self._hinted = is_rtl(language), language is Language.ZH
        self._direction = tag("rtl") if self._rtl else ""
        self._notes = notes
        self._change = {"author": AUTHOR} | ({"date": date} if date else {})
        self._changes = 0

    def block(self, block: Block) -> str:
        """A paragraph of the draft: its number, its words, the calls of its notes."""
        style = "Normal" if block.role is Role.NUMBERED and not block.number else _STYLES[block.role]
        number = [*block.number, *([Piece(_op_of(block.number), _TAB)] if block.number else [])]
        return self._paragraph(style, block.op, self._pieces([*number, *block.pieces]))

    def line(self, text: str, style: str = "Normal") -> str:
        """A paragraph of its own that no change touches; an empty one without text."""
        return self._paragraph(style, SAME, self._runs(text))

    def _paragraph(self, style: str, op: str, content: str) -> str:
        mark = (self._tracked(op) if op in _MARKS else "") + self._direction
        own = (
            (tag("pStyle", val=style) if style != "Normal" else "")
            + (tag("bidi") if self._rtl else "")
            + (tag("rPr", mark) if mark else "")
        )
        return tag("p", tag("pPr", own) if own else "", content)

    def _pieces(self, pieces: Iterable[Piece]) -> str:
        """Runs, those of one kind of change in one element."""
        parts: list[tuple[str, str]] = []
        called = False
        for piece in pieces:
            runs = self._call(piece.note, again=called) if piece.note else self._runs(piece.text, piece.op == REMOVED)
            called = bool(piece.note)
            if parts and parts[-1][0] == piece.op:
                parts[-1] = (piece.op, parts[-1][1] + runs)
            else:
                parts.append((piece.op, runs))
        return "".join(self._tracked(op, runs) if op in _MARKS and runs else runs for op, runs in parts)

    def _tracked(self, op: str, content: str = "") -> str:
        self._changes += 1
        return tag(_MARKS[op], content, id=self._changes, **self._change)

    def _runs(self, text: str, deleted: bool = False) -> str:
        return "".join(
            tag("r", self._look(rtl), said(stretch, deleted=deleted)) for rtl, stretch in directed(text, rtl=self._rtl)
        )

    def _look(self, rtl: bool) -> str:
        hint = tag("rFonts", hint="eastAsia") if self._hinted else ""  # or Chinese quotation marks come out narrow
        inner = hint + (tag("rtl") if rtl else "")
        return tag("rPr", inner) if inner else ""

    def _call(self, n: int, *, again: bool) -> str:
        """The call of a note, which Word counts itself. Word holds a note for each call, also of the same number."""
        style = tag("rPr", tag("rStyle", val="FootnoteReference"), self._direction)
        name = len(self.footnotes) + 1
        self.footnotes.append(self._footnote(name, self._notes[n], style))
        parting = tag("r", style, said(" ")) if again else ""  # or two calls read as one of two figures
        return parting + tag("r", style, tag("footnoteReference", id=name))

    def _footnote(self, name: int, text: str, style: str) -> str:
        own = tag("pPr", tag("pStyle", val="FootnoteText"), tag("bidi") if self._rtl else "")
        mark = tag("r", style, tag("footnoteRef"))
        return tag("footnote", tag("p", own, mark, self._runs(f" {text}")), id=name)


def _op_of(number: Iterable[Piece]) -> str:
    """What became of a paragraph's being numbered: it stays, also where the number itself is another."""
    ops = {piece.op for piece in number}
    return ops.pop() if len(ops) == 1 else SAME
