"""How much is done at once: a few answers are written, some more wait their turn, the rest is told to come later."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from corpus.errors import RapporteurError


class Full(RapporteurError):
    """Too much is asked at once. Ask again in some seconds."""

    retry = True


class Room:
    """Room for so many at once, and so many who wait. ``used`` and ``waiting`` say how it stands."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._most_waiting = waiting
        self.used, self.waiting = 0, 0

    @contextlib.asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place, when one is free.

        Raises:
            Full: too many wait already.
        """
        if self._places.locked() and self.waiting >= self._most_waiting:
            raise Full("Too many questions are being answered. Ask again in some seconds.")
        self.waiting += 1
        try:
            await self._places.acquire()
        finally:
            self.waiting -= 1
        self.used += 1
        try:
            yield
        finally:
            self.used -= 1
            self._places.release()
