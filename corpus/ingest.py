"""Files into the store. One bad file never stops the rest: it comes back refused, with its reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.limits import Limits
from corpus.model import Document
from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.reading_pool import ReadingPool
from corpus.reading_worker import Page, Reader, Task, Text, read_here
from corpus.sources import Look, Source, files_in, look_at, visible
from corpus.store import Origin, Store

__all__ = ["Ingested", "Source", "Step", "files_in", "ingest", "ingest_file"]
READER_VERSION = "3"  # a file that another version read is read again
_HERE = 50  # so many small texts are read sooner than workers start
_AHEAD = 4  # files that each worker may read before their turn
_TICK = 0.1  # seconds between two looks at whether to stop


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file: ``added``, ``replaced``, ``unchanged`` or ``refused`` (then ``error`` says why).

    ``document`` comes with its paragraphs and without its raw text.
    """

    file: str
    outcome: str
    document: Document | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How far an ingest is: files done and in all, the file at hand, its pages read and in all (0: not known)."""

    done: int
    total: int
    file: str
    page: int = 0
    pages: int = 0


def ingest_file(store: Store, path: Path) -> Ingested:
    """Reads one file in this process and stores its document. For files that can be trusted."""
    return next(_Ingest(store, [_Entry(Source(path))], read_document, Limits()).rows())


def ingest(  # noqa: PLR0913  # each is set by another caller
    store: Store,
    files: Iterable[Path | Source],
    *,
    workers: int | None = None,
    progress: Callable[[Step], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    reader: Reader = read_document,
    limits: Limits | None = None,
) -> Generator[Ingested, None, None]:
    """Reads files in worker processes and stores their documents, each in one transaction.

    A row that was given is stored for good. A file that did not change since it was read is not read again, nor is a
    copy of it. When the ingest is cancelled the rows end, and nothing was stored of the files that have none.

    Args:
        store: written to by this process alone.
        files: as ``files_in`` gives them, or uploads.
        workers: how many processes read; by default one for each core, and none for a few small plain texts.
        progress: told of every file and, now and then, of the pages read.
        cancelled: asked several times a second.
        reader: what reads; a function that a worker can import.
        limits: what each file may hold and take.

    Returns:
        One row for each file, in the order given.
    """
    entries = [_Entry(file if isinstance(file, Source) else Source(file)) for file in files]
    count = workers or min(len(entries), os.cpu_count() or 1)
    limits = limits or Limits()
    with ReadingPool(count, reader, limits) as pool:
        texts_here = workers is None and len(entries) <= _HERE
        yield from _Ingest(store, entries, reader, limits, pool, texts_here, progress, cancelled).rows(_AHEAD * count)


@dataclass(slots=True)
class _Entry:
    """A file on its way. ``look`` is None when it was refused at a look; then ``result`` says why."""

    source: Source
    look: Look | None = None
    asked: bool = False
    result: Document | Text | str | None = None


@dataclass(slots=True)
class _Ingest:
    """One run over files. ``pool`` is None: everything is read in this process; ``texts_here``: small texts are."""

    store: Store
    entries: list[_Entry]
    reader: Reader
    limits: Limits
    pool: ReadingPool | None = None
    texts_here: bool = False
    progress: Callable[[Step], None] | None = None
    cancelled: Callable[[], bool] | None = None

    def rows(self, ahead: int = 0) -> Iterator[Ingested]:
        """The rows in order, with so many files read ahead."""
        planned = 0
        for number, entry in enumerate(self.entries):
            while planned < len(self.entries) and planned <= number + ahead:
                self._plan(planned)
                planned += 1
            self._tell(number, entry)
            row = self._row(number, entry)
            if row is None:
                return
            entry.result = None  # a long ingest keeps no document
            self._tell(number + 1, entry)
            yield row

    def _plan(self, number: int) -> None:
        """Looks at a file, and has it read when it must be."""
        entry = self.entries[number]
        try:
            entry.look = look_at(entry.source.path, self.limits)
        except Unreadable as error:
            entry.result = str(error)
            return
        if not self._is_read_here(entry.look) and self.store.held(_origin(entry.source, entry.look)) is None:
            self._ask(number, entry, entry.look)

    def _ask(self, number: int, entry: _Entry, look: Look, *, first: bool = False) -> None:
        entry.asked = True
        task = Task(entry.source.path, look.size, entry.source.shown, entry.source.slug)
        if self.pool is None or self._is_read_here(look):
            entry.result = read_here(task, self.reader, self.limits)
        else:
            self.pool.add(number, task, first=first)

    def _is_read_here(self, look: Look) -> bool:
        return self.pool is None or (self.texts_here and look.plain)

    def _row(self, number: int, entry: _Entry) -> Ingested | None:
        """What became of a file whose turn it is; None: cancelled."""
        if self._stopped():
            return None
        if entry.look is None:
            return _refused(entry.source, str(entry.result))
        held = self.store.held(_origin(entry.source, entry.look))
        if held is not None and (document := self.store.document(held)) is not None:
            return Ingested(entry.source.shown, "unchanged", document)
        if not entry.asked:  # held when it was planned, and gone since
            self._ask(number, entry, entry.look, first=True)
        while entry.result is None:
            if self._stopped():
                return None
            self._listen(number)
        if not isinstance(entry.result, Document):
            return _refused(entry.source, str(entry.result))
        return self._stored(entry.source, entry.result)

    def _listen(self, done: int) -> None:
        assert self.pool is not None
        for number, event in self.pool.step(_TICK):
            entry = self.entries[number]
            if isinstance(event, Page):
                self._tell(done, entry, event)
            else:
                entry.result = event

    def _stored(self, source: Source, document: Document) -> Ingested:
        origin = Origin(source.key, document.sha256, READER_VERSION)
        slug, number = source.slug, 1
        while document.symbol is None and self.store.is_taken(f"doc:{slug}", origin):
            number += 1
            slug = f"{source.slug}-{number}"
        if number > 1:
            document = _renamed(document, f"doc:{slug}@{document.language}")
        try:
            outcome = self.store.put(document, origin)
        except Unreadable as error:
            return _refused(source, str(error))
        return Ingested(source.shown, outcome, replace(document, raw=""))

    def _stopped(self) -> bool:
        return self.cancelled is not None and self.cancelled()

    def _tell(self, done: int, entry: _Entry, at: Page | None = None) -> None:
        if self.progress is not None:
            at = at or Page(0, 0)
            self.progress(Step(done, len(self.entries), entry.source.shown, at.page, at.pages))


def _origin(source: Source, look: Look) -> Origin:
    return Origin(source.key, look.sha256, READER_VERSION)


def _refused(source: Source, reason: str) -> Ingested:
    return Ingested(source.shown, "refused", error=visible(reason))


def _renamed(document: Document, document_id: str) -> Document:
    paragraphs = tuple(replace(paragraph, document_id=document_id) for paragraph in document.paragraphs)
    return replace(document, id=document_id, paragraphs=paragraphs)
