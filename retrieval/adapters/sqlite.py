"""One derived SQLite file: opened per call, locked by SQLite itself, its damage told as one clear error."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from retrieval.ports import IndexBusy, IndexUnavailable

_FOR_NOW = ("disk is full", "disk I/O error", "No space left", "is locked", "unable to open database file", "readonly")


class DerivedFile:
    """A SQLite file that can be rebuilt from the store."""

    def __init__(self, path: Path, schema: str) -> None:
        self._path, self._schema = path, schema
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()  # made here and nowhere else: one that is lost while it is in use is missed
        with self.open() as connection:
            connection.executescript(schema)

    @contextlib.contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the file.

        Raises:
            IndexUnavailable: the file is damaged, locked for too long, or the disk is full.
        """
        connection = None
        try:
            connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=rw", uri=True, timeout=10)
            with connection:
                yield connection
        except sqlite3.Error as error:
            raise unavailable(f"The index file {self._path.name} cannot be used", str(error)) from error
        finally:
            if connection is not None:
                connection.close()


def is_for_now(reason: str) -> bool:
    """Whether words of SQLite, or of what is built on it, tell of a full disk or a held file, and not of damage."""
    return any(sign in reason for sign in _FOR_NOW)


def unavailable(what: str, reason: str) -> IndexUnavailable:
    """The error for a derived file: whether it is damaged, or only cannot be written now."""
    if is_for_now(reason):
        return IndexBusy(f"{what} now ({reason}). Make room on the disk, then do it again; nothing is lost.")
    return IndexUnavailable(
        f"{what} ({reason}). Run `rapporteur reindex`; the documents themselves are safe in the store."
    )


def marks(count: int) -> str:
    """``?,?,?`` for a list of values."""
    return ",".join("?" * count)
