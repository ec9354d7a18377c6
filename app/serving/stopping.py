"""That the service is being stopped, said to the requests that are still worked on while they can be answered."""

from __future__ import annotations

import time

from corpus.errors import RapporteurError

_LAST_WORDS = 1.0  # seconds in which they are said


class Stopped(RapporteurError):
    """The service is being stopped."""

    retry = True


class Stopping:
    """When the work ends. ``grace``: seconds that requests have from the moment at which the service is to stop."""

    def __init__(self, grace: float) -> None:
        self._grace = grace
        self._end: float | None = None

    def begin(self) -> None:
        """The service is to stop: what is not done in time ends with an error that says so."""
        self._end = time.monotonic() + max(self._grace - _LAST_WORDS, self._grace / 2)

    def check(self) -> None:
        """Raises ``Stopped`` when the time is over."""
        if self._end is not None and time.monotonic() >= self._end:
            raise Stopped("The service is being stopped. Ask again in some seconds.")
