"""One process owns a home for writing. The lock is the operating system's, so it ends with its holder."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import DiskFailed, RapporteurError, disk_told

_NOTE = "writer.json"
_held: set[Path] = set()  # homes that this process holds


class HomeBusy(RapporteurError):
    """Another process writes to this home."""

    retry = True


@contextlib.contextmanager
def writing(home: Path, purpose: str, wait: float = 0.0) -> Iterator[None]:
    """Holds the home for writing.

    Args:
        home: the folder.
        purpose: what for, told to whoever finds the home busy.
        wait: seconds to wait for another holder.

    Raises:
        HomeBusy: another process holds it; the message names it.
        DiskFailed: the home cannot be written.
    """
    note, lock = home / _NOTE, FileLock(home / "writer.lock")
    try:
        with disk_told():
            home.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=wait)
    except Timeout:
        raise HomeBusy(
            f"The home {home} is in use for writing by {holder(home)}. Stop it, or wait until it is done."
        ) from None
    own = home.resolve()
    try:
        _held.add(own)
        with contextlib.suppress(OSError):  # it is for people; the lock is held without it
            note.write_text(json.dumps({"pid": os.getpid(), "purpose": purpose}), encoding="utf-8")
        yield
    finally:
        _held.discard(own)
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


@contextlib.contextmanager
def if_free(home: Path, purpose: str) -> Iterator[bool]:
    """Whether this process holds the home for writing while this lasts: it did before, or nobody else does now."""
    if home.resolve() in _held:
        yield True
        return
    with contextlib.ExitStack() as holding:
        try:
            holding.enter_context(writing(home, purpose))
        except (HomeBusy, DiskFailed, OSError):  # a reader may not be allowed to write there at all
            yield False
            return
        yield True


def holder(home: Path) -> str:
    """Who holds a home for writing, as far as it is known."""
    try:
        held = json.loads((home / _NOTE).read_text(encoding="utf-8"))
        return f"`rapporteur {held['purpose']}`, process {held['pid']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
