"""One derived SQLite file: opened per call, locked by SQLite itself, its damage told as one clear error."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from retrieval.ports import IndexUnavailable


class DerivedFile:
    """A SQLite file that can be rebuilt from the store."""

    def __init__(self, path: Path, schema: str) -> None:
        self._path, self._schema = path, schema
        path.parent.mkdir(parents=True, exist_ok=True)
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
            connection = sqlite3.connect(self._path, timeout=10)
            with connection:
                yield connection
        except sqlite3.Error as error:
            raise IndexUnavailable(
                f"The index file {self._path.name} cannot be used ({error}). Run `rapporteur reindex`; "
                "the documents themselves are safe in the store."
            ) from error
        finally:
            if connection is not None:
                connection.close()


def marks(count: int) -> str:
    """``?,?,?`` for a list of values."""
    return ",".join("?" * count)
