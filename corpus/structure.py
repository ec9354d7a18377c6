"""Blocks to paragraphs: labels, headings as a path, notes, quotations and brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.blocks import Block, Kind
from corpus.brackets import find_brackets
from corpus.footnotes import Calls
from corpus.joining import Sourced
from corpus.markers import annex_name, heading_level
from corpus.model import Language, Mark, Paragraph, Role
from corpus.names import find_names
from corpus.readers.lines import Footnote
from corpus.symbol import find_symbols

_ROLES = {Kind.BULLET: Role.BULLET, Kind.QUOTATION: Role.QUOTATION, Kind.ROW: Role.ROW}
_SAYS = re.compile(r"[:：]$")
_NUMBERS_OF_A_NUMBERED_PAPER = 3
_ANNEX_LEVEL = 1
_HEADING_MARK = re.compile(r"(?:[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\*+)$")


def paragraphs_of(
    document_id: str, language: Language, blocks: Sequence[Block], notes: Sequence[Footnote], *, draft: bool
) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    """The paragraphs of a paper's body, and the notes that no paragraph calls.

    Args:
        draft: whether square brackets are alternatives under negotiation.
    """
    builder = _Builder(document_id, language, notes, draft)
    for block in _with_lost_bullets(blocks):
        builder.take(block)
    return tuple(builder.paragraphs), tuple(note.text for note in builder.calls.uncalled)


class _Builder:
    """Takes blocks one by one."""

    def __init__(self, document_id: str, language: Language, notes: Sequence[Footnote], draft: bool) -> None:
        self.paragraphs: list[Paragraph] = []
        self.calls = Calls(notes)
        self._document_id, self._language, self._draft = document_id, language, draft
        self._path: list[tuple[int, str]] = []
        self._after_heading = False
        self._annex = self._parent = ""
        self._labels: set[str] = set()

    def take(self, block: Block) -> None:
        """One more block: a heading changes the path, a speaker the paragraph before, all else is a paragraph."""
        if block.kind is Kind.HEADING:
            self._head(block)
        elif block.kind is Kind.SPEAKER and self.paragraphs:
            self._name_speaker(block.text)
        else:
            self._after_heading = False
            self.paragraphs.append(self._paragraph(block))

    def _head(self, block: Block) -> None:
        if annex := annex_name(block.text):
            self._annex, self._parent, self._path = f"{annex} ", "", []
        level = block.level or heading_level(block.text) or (_ANNEX_LEVEL if annex else 0)
        if level:
            self._path = [held for held in self._path if held[0] and held[0] < level]
        elif not self._after_heading:
            self._path = [held for held in self._path if held[0]]
        self._path.append((level, _HEADING_MARK.sub("", block.text)))
        self._after_heading = True

    def _name_speaker(self, name: str) -> None:
        held = self.paragraphs[-1]
        role = Role.EPIGRAPH if len(self.paragraphs) == 1 and held.role is Role.QUOTATION else held.role
        self.paragraphs[-1] = replace(held, role=role, said_by=name)

    def _paragraph(self, block: Block) -> Paragraph:
        ordinal = len(self.paragraphs) + 1
        words, marks, notes = self._without_calls(block)
        return Paragraph(
            document_id=self._document_id,
            label=self._label(block, ordinal),
            ordinal=ordinal,
            language=self._language,
            text=words.text,
            role=_ROLES.get(block.kind, Role.PARAGRAPH),
            page=block.page,
            headings=tuple(text for _, text in self._path),
            marks=marks,
            notes=notes,
            said_by=self._introduced() if block.kind is Kind.QUOTATION else None,
            spans=words.spans,
            brackets=find_brackets(words.text, draft=self._draft),
        )

    def _label(self, block: Block, ordinal: int) -> str:
        label = ""
        if block.kind is Kind.NUMBERED:
            label = self._parent = f"{self._annex}{block.label}"
        elif block.kind is Kind.SUB and self._parent and block.label:
            label = f"{self._parent}{block.label}"
        if not label or label in self._labels:
            return f"~{ordinal}"
        self._labels.add(label)
        return label

    def _introduced(self) -> str | None:
        """Whose words a block quotation gives, when the paragraph before announces one speaker or one paper."""
        if not self.paragraphs or not _SAYS.search(self.paragraphs[-1].text):
            return None
        lead = self.paragraphs[-1].text
        names = {hit.code: lead[hit.start : hit.end] for hit in find_names(lead)}
        symbols = {hit.symbol for hit in find_symbols(lead)}
        if len(symbols) == 1:
            return symbols.pop()
        return next(iter(names.values())) if len(names) == 1 else None

    def _without_calls(self, block: Block) -> tuple[Sourced, tuple[Mark, ...], tuple[str, ...]]:
        """The block's words with footnote marks taken out; where each stood in them is kept, in order."""
        found = [
            (at, at, mark, note.text)
            for at, mark in block.calls
            if (note := self.calls.take(mark, block.page)) is not None
        ]
        found += [
            (start, end, block.text[start:end], note.text)
            for start, end, note in self.calls.find(block.text, block.page)
        ]
        words, position = Sourced(), 0
        marks = [Mark("bullet" if block.kind is Kind.BULLET else "number", block.marker, 0)] if block.marker else []
        for start, end, mark, _ in sorted(found):
            words += block.words[position:start]
            marks.append(Mark("footnote", mark, len(words.text)))
            position = end
        return words + block.words[position:], tuple(marks), tuple(note for *_, note in sorted(found))


def _with_lost_bullets(blocks: Sequence[Block]) -> Sequence[Block]:
    """In a numbered paper whose text layer keeps indents, an indented block after a number lost its bullet."""
    if sum(block.kind is Kind.NUMBERED for block in blocks) < _NUMBERS_OF_A_NUMBERED_PAPER:
        return blocks
    mended: list[Block] = []
    for block in blocks:
        under = bool(mended) and mended[-1].kind in (Kind.NUMBERED, Kind.BULLET)
        lost = block.kind is Kind.TEXT and block.lead > 0 and under
        mended.append(replace(block, kind=Kind.BULLET) if lost else block)
    return mended
