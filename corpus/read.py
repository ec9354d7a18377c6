"""One file's bytes to one document: the whole reading on one page."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Sequence

from corpus.language import detect_language
from corpus.masthead import Masthead, read_masthead
from corpus.model import Document, Language, Mark, Paragraph, Role
from corpus.quality import Unreadable, decode, gate
from corpus.readers.text import Line, job_number, read_lines
from corpus.segment import Block, Footnote, Kind, split

_SUPERSCRIPT = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_ROLES = {Kind.BULLET: Role.BULLET}


def read_document(data: bytes, file: str, slug: str) -> Document:
    """Reads a plain-text paper.

    Args:
        data: the file's bytes.
        file: the name shown to people.
        slug: names the paper when it prints no symbol.

    Raises:
        Unreadable: the file is refused, with the reason.
    """
    text = decode(data)
    gate(text)
    lines = read_lines(text)
    blocks, notes = split(lines)
    running = [line.text for line in lines if line.running]
    head = read_masthead(blocks, running)
    language = head.language or detect_language(text)
    document_id = f"{head.symbol or f'doc:{slug}'}@{language}"
    paragraphs = _paragraphs(document_id, language, blocks[head.end :], notes)
    if not paragraphs:
        raise Unreadable("no paragraph was found below the masthead; nothing could be cited from this file")
    return Document(
        id=document_id,
        symbol=head.symbol,
        language=language,
        title=head.title,
        kind=head.kind,
        session=head.session,
        dates=head.dates,
        date=head.date.isoformat() if head.date else None,
        place=head.place,
        submitters=head.submitters,
        groups=head.groups,
        status=head.status,
        original_language=head.original_language,
        pages=max(line.page for line in lines),
        sha256=hashlib.sha256(data).hexdigest(),
        file=file,
        warnings=_warnings(head, language, text, lines),
        paragraphs=paragraphs,
    )


def _paragraphs(
    document_id: str, language: Language, blocks: Sequence[Block], notes: Sequence[Footnote]
) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    headings: list[str] = []
    after_heading, parent = False, ""
    for block in blocks:
        if block.kind is Kind.HEADING:
            headings = [*headings, block.text] if after_heading else [block.text]
            after_heading = True
            continue
        if block.kind is Kind.SPEAKER and paragraphs:
            paragraphs[-1] = _as_epigraph(paragraphs[-1], block.text)
            continue
        after_heading = False
        ordinal = len(paragraphs) + 1
        if block.kind is Kind.NUMBERED:
            parent = block.label
        label = f"{parent}{block.label}" if block.kind is Kind.SUB and parent else block.label
        if not label or label.startswith("("):
            label = f"~{ordinal}"
        text, marks, own_notes = _without_marks(block, notes)
        paragraphs.append(
            Paragraph(
                document_id=document_id,
                label=_unique(label, ordinal, paragraphs),
                ordinal=ordinal,
                language=language,
                text=text,
                role=_ROLES.get(block.kind, Role.PARAGRAPH),
                page=block.page,
                headings=tuple(headings),
                marks=marks,
                notes=own_notes,
            )
        )
    return tuple(paragraphs)


def _unique(label: str, ordinal: int, paragraphs: Sequence[Paragraph]) -> str:
    return f"~{ordinal}" if any(paragraph.label == label for paragraph in paragraphs) else label


def _as_epigraph(paragraph: Paragraph, speaker: str) -> Paragraph:
    return dataclasses.replace(paragraph, role=Role.EPIGRAPH, said_by=speaker)


def _without_marks(block: Block, notes: Sequence[Footnote]) -> tuple[str, tuple[Mark, ...], tuple[str, ...]]:
    """The block's words with footnote marks taken out; where each stood in them is kept, in order."""
    by_mark = {note.mark: note.text for note in notes}
    found = [(offset, offset, mark) for offset, mark in block.inline_marks]
    found += [(m.start(), m.end(), m.group()) for m in _SUPERSCRIPT.finditer(block.text) if m.group() in by_mark]
    text, position = "", 0
    marks = [Mark("number" if block.label else "bullet", block.marker, 0)] if block.marker else []
    for start, end, mark in sorted(found):
        text += block.text[position:start]
        marks.append(Mark("footnote", mark, len(text)))
        position = end
    own = tuple(by_mark[mark] for _, _, mark in sorted(found) if mark in by_mark)
    return text + block.text[position:], tuple(marks), own


def _warnings(head: Masthead, language: Language, text: str, lines: Sequence[Line]) -> tuple[str, ...]:
    warnings = list(head.warnings)
    if head.symbol is None:
        warnings.append("No symbol is printed in this file; it is cited by a name of our own.")
    if head.language and (found := detect_language(text)) is not language:
        warnings.append(f"The masthead says the language is {language}; the text reads as {found}.")
    if jobs := sorted({job for line in lines if (job := job_number(line.text))}):
        warnings.append(f"Job number {', '.join(jobs)} was taken out of the text.")
    return tuple(warnings)
