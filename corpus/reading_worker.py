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

from corpus.model import Document
from corpus.quality import Unreadable
from corpus.readers.lines import Progress

MAX_MEGABYTES = 200  # of one file
TOO_LONG = "reading it does not come to an end; the file is damaged, or made to do this"
_TOO_LARGE = "reading it takes more memory than one file may have; the file is damaged, or made to do this"
_MEGABYTE = 1024 * 1024
_COMPRESSED = (b"%PDF-", b"PK")
_TELL_SECONDS = 0.1


class Reader(Protocol):
    """Bytes, the name shown, a slug and who is told of the pages: ``corpus.read.read_document``, or a test's own."""

    def __call__(self, data: bytes, file: str, slug: str, progress: Progress | None = None) -> Document:
        """Reads a document, or raises ``Unreadable``."""


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
class Done:
    """Word of a worker: a document, or why there is none. ``leaves``: the worker has grown, and ends."""

    result: Document | str
    leaves: bool


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one file may take. More is granted with its size and with every page read, so that a paper of ten thousand
    pages can be read and a small file that swells cannot.

    ``seconds``: without getting further. ``memory``: bytes of address space beyond what a fresh worker has.
    """

    seconds: float = 8.0
    memory: int = 384 * _MEGABYTE

    def time(self, size: int, pages: int = 0) -> float:
        """Seconds within which the next page, or the end, must come."""
        return self.seconds + 2.0 * size / _MEGABYTE + 0.02 * pages

    def space(self, data: bytes, pages: int = 0) -> int:
        """Bytes of address space. A compressed file gets less, because its size says little of its content."""
        factor = 3 if data.startswith(_COMPRESSED) else 24
        return self.memory + factor * len(data) + 96 * 1024 * pages


def require_size(size: int) -> None:
    """Raises Unreadable for a file of more bytes than are read."""
    if size > MAX_MEGABYTES * _MEGABYTE:
        raise Unreadable(f"the file has more than {MAX_MEGABYTES} MB; divide it, or save it without its pictures")


def read_here(task: Task, reader: Reader) -> Document | str:
    """Reads a file in this process; gives the document, or the reason why there is none."""
    try:
        return reader(_bytes(task.path), task.name, task.slug)
    except Exception as error:  # a damaged file may break its reader in any way
        return _reason(error)


def main(descriptor: int) -> None:
    """A worker's life: reads what comes through the pipe until its parent is gone."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a paper's text stays out of core files
    with Connection(descriptor) as parent, contextlib.suppress(EOFError, ConnectionError):
        reader, allowance = parent.recv()
        fresh, leaves = _address_space(), False
        while not leaves:
            result = _Reading(parent, allowance, fresh).read(parent.recv(), reader)
            _limit(resource.RLIMIT_AS, None)
            leaves = _address_space() - fresh > 0.6 * allowance.memory
            parent.send(Done(result, leaves))


class _Reading:
    """One file in a worker: its limits, renewed with every page, and the word to the parent."""

    def __init__(self, parent: Connection, allowance: Allowance, fresh: int) -> None:
        self._parent, self._allowance, self._fresh = parent, allowance, fresh
        self._data, self._told = b"", 0.0

    def read(self, task: Task, reader: Reader) -> Document | str:
        try:
            self._data = _bytes(task.path)
            self.progress(0, 0)
            return reader(self._data, task.name, task.slug, self.progress)
        except ConnectionError:
            raise
        except Exception as error:  # a damaged file may break its reader in any way
            return _reason(error)

    def progress(self, page: int, pages: int) -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        allowed = self._allowance.time(len(self._data), page)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + allowed) + 2)
        if self._fresh:
            _limit(resource.RLIMIT_AS, self._fresh + self._allowance.space(self._data, page))
        now = time.monotonic()
        if page == pages or now - self._told > _TELL_SECONDS:
            self._told = now
            self._parent.send(Page(page, pages))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_MEGABYTES * _MEGABYTE + 1)
    except OSError as error:
        raise Unreadable(f"the file cannot be opened ({error.strerror or error}); check its permissions") from None
    require_size(len(data))
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


def _reason(error: Exception) -> str:
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, MemoryError):
        return _TOO_LARGE
    said = " ".join(str(error).split())[:200]
    return f"it cannot be read ({type(error).__name__}: {said}); the file may be damaged"
