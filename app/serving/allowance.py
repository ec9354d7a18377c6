"""How often somebody may: so many times in a span of time, counted for each on his own."""

from __future__ import annotations

import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from corpus.errors import RapporteurError


class Spent(RapporteurError):
    """A key has had what it may have for now. ``after``: seconds until it may have more."""

    retry = True

    def __init__(self, message: str, after: int) -> None:
        super().__init__(message)
        self.after = after


class Allowance:
    """So many times in a span of time, such as ``60/minute``; None: as often as one likes."""

    def __init__(self, limit: str | None) -> None:
        self._limit: RateLimitItem | None = parse(limit) if limit else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def __str__(self) -> str:
        return str(self._limit)

    def take(self, whose: str) -> int | None:
        """Counts one more; where that is too many, the seconds until there is another."""
        if self._limit is None or self._limiter.hit(self._limit, whose):
            return None
        return self._wait(self._limit, whose)

    def left(self, whose: str) -> int | None:
        """None where there is one left; otherwise the seconds until there is."""
        if self._limit is None or self._limiter.test(self._limit, whose):
            return None
        return self._wait(self._limit, whose)

    def _wait(self, limit: RateLimitItem, whose: str) -> int:
        return max(1, round(self._limiter.get_window_stats(limit, whose).reset_time - time.time() + 0.5))
