"""One process owns a home for writing. The lock is the operating system's, so it ends with its holder."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import RapporteurError


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
    """
    home.mkdir(parents=True, exist_ok=True)
    note = home / "writer.json"
    lock = FileLock(home / "writer.lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise HomeBusy(
            f"The home {home} is in use for writing by {_holder(note)}. Stop it, or wait until it is done."
        ) from None
    try:
        note.write_text(json.dumps({"pid": os.getpid(), "purpose": purpose}), encoding="utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    try:
        held = json.loads(note.read_text(encoding="utf-8"))
        return f"`rapporteur {held['purpose']}`, process {held['pid']}"
    except (OSError, ValueError, KeyError):
        return "another process"
