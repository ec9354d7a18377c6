"""Reading one file, in this process or in a worker: what it may take, and the reason when nothing came of it.

A worker is a child process that ``corpus.reading_pool`` starts. It takes files from a pipe, says how many pages it has
read, and gives the document or the reason why there is none. The operating system holds it to its memory, and to its
time when the parent is gone.
"""

from __future__ import annotations

import contextlib
import resource
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from corpus.limits import MEGABYTE, Limits
from corpus.model import Document
from corpus.quality import Unreadable
from corpus.readers.lines import Progress

_TELL_SECONDS = 0.1


class Reader(Protocol):
    """Bytes, the name shown, a slug, who is told of the pages, what a file may hold: ``corpus.read.read_document``,
    ``corpus.read.read_plain``, or a test's own."""

    def __call__(
        self, data: bytes, file: str, slug: str, /, progress: Progress | None = None, limits: Limits | None = None
    ) -> Document | Text:
        """Reads a document, or a text that is no paper, or raises ``Unreadable``."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: where it lies, its bytes when it was looked at, the name shown, the slug of a nameless paper."""

    path: Path
    size: int
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Page:
    """Word of a worker: so many pages are read. ``pages`` is 0 until it knows how many there are."""

    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a file that is no paper, and what is doubtful about them."""

    text: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """Word of a worker: a document, or why there is none. ``leaves``: the worker has grown, and ends."""

    result: Document | Text | str
    leaves: bool


def read_here(task: Task, reader: Reader, limits: Limits) -> Document | Text | str:
    """Reads a file in this process; gives what it holds, or the reason why there is nothing."""
    try:
        return reader(_bytes(task.path, limits), task.name, task.slug, None, limits)
    except Exception as error:  # a damaged file may break its reader in any way
        return _reason(error, limits)


def main(descriptor: int) -> None:
    """A worker's life: reads what comes through the pipe until its parent is gone."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a paper's text stays out of core files
    with Connection(descriptor) as parent, contextlib.suppress(EOFError, ConnectionError):
        reader, limits = parent.recv()
        fresh, leaves = _address_space(), False
        while not leaves:
            result = _Reading(parent, limits, fresh).read(parent.recv(), reader)
            _limit(resource.RLIMIT_AS, None)
            leaves = _address_space() - fresh > 0.6 * limits.read_mb * MEGABYTE
            parent.send(Done(result, leaves))


class _Reading:
    """One file in a worker: its limits, renewed with every page, and the word to the parent."""

    def __init__(self, parent: Connection, limits: Limits, fresh: int) -> None:
        self._parent, self._limits, self._fresh = parent, limits, fresh
        self._data, self._told = b"", 0.0

    def read(self, task: Task, reader: Reader) -> Document | Text | str:
        try:
            self._data = _bytes(task.path, self._limits)
            self.progress(0, 0)
            return reader(self._data, task.name, task.slug, self.progress, self._limits)
        except ConnectionError:
            raise
        except Exception as error:  # a damaged file may break its reader in any way
            return _reason(error, self._limits)

    def progress(self, page: int, pages: int) -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        allowed = self._limits.time(len(self._data), page)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + allowed) + 2)
        if self._fresh:
            _limit(resource.RLIMIT_AS, self._fresh + self._limits.space(self._data, page))
        now = time.monotonic()
        if page == pages or now - self._told > _TELL_SECONDS:
            self._told = now
            self._parent.send(Page(page, pages))


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limits.file_mb * MEGABYTE + 1)
    except OSError as error:
        raise Unreadable(f"the file cannot be opened ({error.strerror or error}); check its permissions") from None
    limits.require_size(len(data))
    return data


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say, and then holds nobody to it."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _limit(kind: int, value: int | None) -> None:
    hard = resource.getrlimit(kind)[1]
    soft = hard if value is None else value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (soft, hard))


def _reason(error: Exception, limits: Limits) -> str:
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, MemoryError):
        return limits.too_large()
    said = " ".join(str(error).split())[:200]
    return f"it cannot be read ({type(error).__name__}: {said}); the file may be damaged"
