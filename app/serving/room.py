"""How much is done at once: a few answers are written, some more wait their turn, the rest is told to come later.

Those who ask take turns: who asks for much waits behind himself and not before others.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator

from corpus.errors import RapporteurError

Turn = asyncio.Future[None]


class Full(RapporteurError):
    """Too much is asked at once. Ask again in some seconds."""

    retry = True


class Room:
    """Room for so many at once, and so many who wait, each for so many seconds at most. ``used`` and ``waiting`` say
    how it stands."""

    def __init__(self, at_once: int, waiting: int, seconds: float = 60.0) -> None:
        self._at_once, self._most_waiting, self._seconds = at_once, waiting, seconds
        self._lines: dict[str, deque[Turn]] = {}  # of each who asks; the first line has the next turn
        self.used = 0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._lines.values()))

    @contextlib.asynccontextmanager
    async def place(self, whose: str = "") -> AsyncIterator[None]:
        """A place, when one is free. ``whose`` request it is: each has a line of his own.

        Raises:
            Full: too many wait already, or it waited too long.
        """
        if self.used < self._at_once:  # then nobody waits
            self.used += 1
        else:
            await self._wait(whose)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, whose: str) -> None:
        """Returns when a place was passed on to this one."""
        self._make_room_for(whose)
        turn: Turn = asyncio.get_running_loop().create_future()
        line = self._lines.setdefault(whose, deque())
        line.append(turn)
        try:
            async with asyncio.timeout(self._seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._pass_on()  # it was given the place while it was leaving
            if isinstance(error, TimeoutError):
                raise Full(f"It waited {self._seconds:g} s for its turn. Ask again in some seconds.") from None
            raise
        finally:
            self._leave(whose, turn)

    def _make_room_for(self, whose: str) -> None:
        """One more may wait, if need be in place of the newest of somebody of whom more wait."""
        if self.waiting < self._most_waiting:
            return
        full = Full("Too many questions are being answered. Ask again in some seconds.")
        longest = max(self._lines, key=lambda name: len(self._lines[name]), default=whose)
        if len(self._lines.get(longest, ())) <= len(self._lines.get(whose, ())) + 1:
            raise full
        newest = self._lines[longest][-1]
        self._leave(longest, newest)
        if not newest.done():
            newest.set_exception(full)

    def _pass_on(self) -> None:
        """Gives a place that is free now to the next in turn."""
        while self._lines:
            whose = next(iter(self._lines))
            line = self._lines.pop(whose)
            turn = line.popleft()
            if line:
                self._lines[whose] = line  # the others come first now
            if not turn.done():  # it is when its request has just been given up
                turn.set_result(None)
                return
        self.used -= 1

    def _leave(self, whose: str, turn: Turn) -> None:
        line = self._lines.get(whose)
        if line is not None:
            with contextlib.suppress(ValueError):
                line.remove(turn)
            if not line:
                del self._lines[whose]
