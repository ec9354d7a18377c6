"""One file's bytes to one document: the whole reading on one page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from corpus.language import detect_language
from corpus.masthead import Masthead, read_masthead
from corpus.model import Document, Language, Paragraph, Status
from corpus.quality import Unreadable, gate
from corpus.readers.formats import read_lines_of
from corpus.readers.furniture import job_number
from corpus.readers.lines import Progress, Reading
from corpus.segment import split
from corpus.structure import paragraphs_of
from corpus.suggest import with_suggestions

_NEGOTIATED = ("draft", "conference-room-paper")


def read_text(file: Path) -> str:
    """The blocks of a file of any format, one a line: of a text that is no paper.

    Raises:
        Unreadable: the file is refused, with the reason.
    """
    try:
        reading = read_lines_of(file.read_bytes())
        gate(reading)
    except (OSError, Unreadable) as error:
        raise Unreadable(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    blocks, _ = split(reading.lines)
    return "\n".join(block.text for block in blocks)


def read_document(data: bytes, file: str, slug: str, progress: Progress | None = None) -> Document:
    """Reads a paper in any of the formats of ``corpus.readers``.

    Args:
        data: the file's bytes.
        file: the name shown to people.
        slug: names the paper when it prints no symbol.
        progress: told (pages read, pages in all); what it raises ends the reading.

    Raises:
        Unreadable: the file is refused, with the reason.
    """
    reading = read_lines_of(data, progress)
    doubts = gate(reading)
    blocks, notes = split(reading.lines)
    head = read_masthead(blocks, [line.text for line in reading.lines if line.running])
    body = "\n".join(block.text for block in blocks[head.end :]) or reading.raw
    found = detect_language(body)
    language = head.language or found
    document_id = f"{head.symbol or f'doc:{slug}'}@{language}"
    draft = head.status is Status.NOT_ADOPTED or head.kind in _NEGOTIATED
    paragraphs, uncalled = paragraphs_of(
        document_id, language, blocks[head.end :], (*reading.notes, *notes), draft=draft
    )
    if not paragraphs:
        raise Unreadable("no paragraph was found below the masthead; nothing could be cited from this file")
    paragraphs = with_suggestions(paragraphs)
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
        distribution=head.distribution,
        changes=head.changes,
        pages=reading.pages,
        sha256=hashlib.sha256(data).hexdigest(),
        file=file,
        notes=uncalled,
        warnings=(*_warnings(head, found, reading), *doubts, *_lost(paragraphs)),
        paragraphs=paragraphs,
        raw=reading.raw,
    )


def _warnings(head: Masthead, found: Language, reading: Reading) -> tuple[str, ...]:
    warnings = list(head.warnings)
    if head.symbol is None:
        warnings.append("No symbol is printed in this file; it is cited by a name of our own.")
    if head.language and found is not head.language:
        warnings.append(f"The masthead says the language is {head.language}; the text reads as {found}.")
    if jobs := sorted({job for line in reading.lines if (job := job_number(line.text))}):
        warnings.append(f"Job number {', '.join(jobs)} was taken out of the text.")
    return (*warnings, *reading.warnings)


def _lost(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    places = sum(len(paragraph.suggestions) for paragraph in paragraphs)
    if not places:
        return ()
    return (f"The file lost a character at {places} places; suggestions stand beside the text and are never quoted.",)
