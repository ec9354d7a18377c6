"""Many may use a thing at once; who changes it waits until they are done, and then nobody else has it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator


class Guard:
    """A lock that readers share. A change that waits goes before readers that come later. Not for nesting."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._using = 0
        self._changing = False
        self._waiting = 0

    @contextlib.contextmanager
    def using(self) -> Iterator[None]:
        """While this lasts nobody changes the thing."""
        with self._free:
            self._free.wait_for(lambda: not self._changing and not self._waiting)
            self._using += 1
        try:
            yield
        finally:
            with self._free:
                self._using -= 1
                self._free.notify_all()

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """While this lasts nobody uses the thing."""
        with self._free:
            self._waiting += 1
            self._free.wait_for(lambda: not self._changing and not self._using)
            self._waiting -= 1
            self._changing = True
        try:
            yield
        finally:
            with self._free:
                self._changing = False
                self._free.notify_all()
