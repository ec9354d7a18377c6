"""The derived files of a home: whether they are what was written, and who may say that they are."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from app.lock import if_free
from corpus.errors import disk_told
from retrieval import health
from retrieval.adapters.sqlite import is_for_now
from retrieval.ports import IndexBusy, IndexUnavailable

_MEND = "Run `rapporteur reindex`; the documents are safe in the store."


class Derived:
    """The folder of one embedder's files. Safe to use from several threads.

    Args:
        home: whose lock says who may write.
        folder: where the files are.
        name: of the indexes.
    """

    def __init__(self, home: Path, folder: Path, name: str) -> None:
        self._home, self._folder, self._name = home, folder, name
        self._lock = threading.RLock()
        self._at_work = False
        self._opened: int | None = None  # the seal under which the files were opened
        self._well: object = None  # the stamp of files that were found to be well
        self._ill: tuple[object, tuple[str, ...]] = (None, ())  # the stamp of files that were not, and why

    @property
    def at_work(self) -> bool:
        """Whether work on the files goes on in this process."""
        return self._at_work

    @contextlib.contextmanager
    def work(self) -> Iterator[None]:
        """Work on the files, which are sealed by ``seal``. An end without it leaves them unsealed."""
        with self._lock, disk_told():
            self.require_well()
            health.unseal(self._folder)
            self._at_work = True
        try:
            yield
        finally:
            with self._lock:
                self._at_work = False

    def seal(self) -> None:
        """The work is done, and the files are closed."""
        with self._lock, disk_told():
            health.seal(self._folder)
            self._well = health.stamp(self._folder)

    def require_well(self, *, whole: bool = False) -> None:
        """Looks at the files; ``whole``: at every byte, however old a file looks.

        Files that somebody left unsealed are looked at vector by vector, and sealed when they are well.

        Raises:
            IndexUnavailable: one is missing or damaged.
        """
        with self._lock:
            stamp = health.stamp(self._folder)
            known = not whole and stamp == self._ill[0]
            if found := self._ill[1] if known else self._look(whole=whole):
                reason = "; ".join(found)
                if is_for_now(reason):
                    raise IndexBusy(f"The index cannot be used now: {reason}. Make room on the disk, then do it again.")
                self._ill = stamp, found
                raise IndexUnavailable(f"The index is damaged: {reason}. {_MEND}")

    def opened(self) -> None:
        """The files have been opened: from now on ``as_opened`` tells whether they are others."""
        with self._lock:
            self._opened = health.sealed(self._folder)
            self._well = health.stamp(self._folder)

    def as_opened(self) -> bool:
        """Whether what was opened may still be used: nobody has sealed other files since, and none was damaged. While
        somebody is at work on them the old ones are used on."""
        with self._lock:
            if self._at_work:
                return True
            sealed = health.sealed(self._folder)
            if sealed is None:
                with if_free(self._home, "search") as free:
                    return not free
            if sealed != self._opened:
                return False
            stamp = health.stamp(self._folder)
            if stamp == self._well:
                return True
            if stamp == self._ill[0] or self._look(whole=False):
                return False
            self._well = stamp
            return True

    def _look(self, *, whole: bool) -> tuple[str, ...]:
        verdict = health.examine(self._folder, self._name, whole=whole)
        if verdict.faults or not verdict.stale or self._at_work:
            return verdict.faults
        with if_free(self._home, "search") as free:
            if free:
                verdict = health.examine(self._folder, self._name, interrupted=True)
                if not verdict.faults:
                    with contextlib.suppress(OSError):  # it is well all the same, and sealed the next time
                        health.seal(self._folder)
        return verdict.faults
