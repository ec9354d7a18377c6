"""Readers that do what a damaged or hostile file makes a reader do. A file's words choose: see ``read``."""

from __future__ import annotations

import os
import signal
import time

from corpus.limits import Limits
from corpus.model import Document
from corpus.read import read_document
from corpus.readers.lines import Progress


def read(data: bytes, file: str, slug: str, progress: Progress | None = None, limits: Limits | None = None) -> Document:
    """Reads like the real one, unless the file holds the name of an accident."""
    tell = progress or (lambda _page, _pages: None)
    for name, accident in _ACCIDENTS.items():
        if name in data:
            accident(tell)
    return read_document(data, file, slug, progress, limits)


def refuse_all(
    data: bytes, file: str, slug: str, progress: Progress | None = None, limits: Limits | None = None
) -> Document:
    """Takes its process along whatever it is given: proof that nothing was read."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _crash(_tell: Progress) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _spin(_tell: Progress) -> None:
    while True:
        pass


def _sleep(_tell: Progress) -> None:
    time.sleep(3600)


def _swell(_tell: Progress) -> None:
    held = []
    while True:
        held.append(b"x" * (4 * 1024 * 1024))


def _swell_by_pages(tell: Progress) -> None:
    held = []
    for page in range(1, 2001):
        held.append(b"x" * (64 * 1024))
        tell(page, 2000)


def _dawdle(tell: Progress) -> None:
    for page in range(1, 9):
        time.sleep(0.5)
        tell(page, 8)


def _stroll(tell: Progress) -> None:
    for page in range(1, 5):
        time.sleep(0.2)
        tell(page, 4)


def _raise(_tell: Progress) -> None:
    raise ValueError("a table\nwithout\x1b[31m an end")


_ACCIDENTS = {
    b"CRASH": _crash,
    b"SPIN": _spin,
    b"SLEEP": _sleep,
    b"SWELL": _swell,
    b"GROW": _swell_by_pages,
    b"DAWDLE": _dawdle,
    b"STROLL": _stroll,
    b"RAISE": _raise,
}
