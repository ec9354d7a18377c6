"""One file's bytes to one document: the whole reading on one page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

from corpus.language import detect_language
from corpus.limits import Limits
from corpus.masthead import Masthead, read_masthead
from corpus.model import Document, Language, Paragraph, Status
from corpus.planted import planted
from corpus.quality import Unreadable, gate
from corpus.readers.formats import read_lines_of
from corpus.readers.furniture import job_number
from corpus.readers.lines import Progress, Reading
from corpus.reading_worker import Text
from corpus.segment import split
from corpus.structure import paragraphs_of
from corpus.suggest import with_suggestions
from corpus.unseen import warnings as unseen_in

_MOST_NAMED = 10
_NEGOTIATED = ("draft", "conference-room-paper")


def read_plain(  # the names are those of every reader
    data: bytes, _file: str, _slug: str, progress: Progress | None = None, limits: Limits | None = None
) -> Text:
    """The blocks of a file of any format, one a line: of a text that is no paper. See ``corpus.plain``.

    Raises:
        Unreadable: the file is refused, with the reason.
    """
    reading = read_lines_of(data, progress, limits)
    doubts = gate(reading)
    blocks, _ = split(reading.lines)
    return Text("\n".join(block.text for block in blocks), (*reading.warnings, *doubts))


def read_document(
    data: bytes, file: str, slug: str, progress: Progress | None = None, limits: Limits | None = None
) -> Document:
    """Reads a paper in any of the formats of ``corpus.readers``.

    Args:
        data: the file's bytes.
        file: the name shown to people.
        slug: names the paper when it prints no symbol.
        progress: told (pages read, pages in all); what it raises ends the reading.
        limits: what a file may hold.

    Raises:
        Unreadable: the file is refused, with the reason.
    """
    reading = read_lines_of(data, progress, limits)
    tell = partial(progress, reading.pages, 0) if progress else _nobody  # each step has its own time
    tell()
    doubts = gate(reading)
    blocks, notes = split(reading.lines)
    tell()
    head = read_masthead(blocks, [line.text for line in reading.lines if line.running])
    found = detect_language("\n".join(block.text for block in blocks[head.end :]) or reading.raw)
    tell()
    language = head.language or found
    document_id = f"{head.symbol or f'doc:{slug}'}@{language}"
    all_notes, draft = (*reading.notes, *notes), head.status is Status.NOT_ADOPTED or head.kind in _NEGOTIATED
    paragraphs, uncalled = paragraphs_of(document_id, language, blocks[head.end :], all_notes, draft=draft)
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
        warnings=(*_warnings(head, found, reading), *doubts, *_of_text(head, paragraphs)),
        paragraphs=paragraphs,
        raw=reading.raw,
    )


def _nobody() -> None:
    """Tells no one."""


def _warnings(head: Masthead, found: Language, reading: Reading) -> tuple[str, ...]:
    warnings = list(head.warnings)
    if head.symbol is None:
        warnings.append("No symbol is printed in this file; it is cited by a name of our own.")
    if head.language and found is not head.language:
        warnings.append(f"The masthead says the language is {head.language}; the text reads as {found}.")
    if jobs := sorted({job for line in reading.lines if (job := job_number(line.text))}):
        warnings.append(f"Job number {', '.join(jobs)} was taken out of the text.")
    return (*warnings, *reading.warnings)


def _of_text(head: Masthead, paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    return (*_lost(paragraphs), *_hidden(head, paragraphs), *_planted(paragraphs))


def _lost(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    places = sum(len(paragraph.suggestions) for paragraph in paragraphs)
    if not places:
        return ()
    return (f"The file lost a character at {places} places; suggestions stand beside the text and are never quoted.",)


def _hidden(head: Masthead, paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    headings = dict.fromkeys(heading for paragraph in paragraphs for heading in paragraph.headings)
    named = (("title", head.title), *(("heading", heading) for heading in headings))
    notes = ((f"note to paragraph {each.label}", " ".join(each.notes)) for each in paragraphs)
    return unseen_in((*named, *((f"paragraph {each.label}", each.text) for each in paragraphs), *notes))


def _planted(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    places = [paragraph.label for paragraph in paragraphs if planted(paragraph.text, paragraph.language)]
    if not places:
        return ()
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return (
        f"Speaks to a machine that reads it: paragraph {', '.join(places[:_MOST_NAMED])}{more}. They can be read and "
        "quoted; no language model is given them, and nothing else rests on them.",
    )
