"""Which HTTP status an error of ours has, whether a page tells it or the API."""

from __future__ import annotations

import math

from app.adapters.errors import ModelDown, ModelError, ModelTimeout, ModelUnavailable
from app.drafting.request import BadRequest
from app.lock import HomeBusy
from app.serving.access import NotAllowed
from app.serving.allowance import Spent
from app.serving.room import Full
from app.serving.work import Absent
from corpus.errors import RapporteurError

_A_WHILE = 5
_STATUSES: tuple[tuple[type[RapporteurError], int, str], ...] = (
    (Absent, 404, "There is no such thing"),
    (NotAllowed, 403, "The key may not do this"),
    (BadRequest, 422, "The request cannot be carried out"),
    (Spent, 429, "Too many answers by a language model"),
    (ModelDown, 503, "The language model is left alone for a while"),
    (ModelTimeout, 504, "The language model did not answer in time"),
    (ModelUnavailable, 502, "The language model is not available"),
    (Full, 503, "Too much is asked at once"),
    (HomeBusy, 503, "The papers are in use"),
)


def status_of(error: RapporteurError) -> tuple[int, str]:
    """The status and its title."""
    found = ((status, title) for kind, status, title in _STATUSES if isinstance(error, kind))
    return next(found, (503, "The service cannot answer now"))


def wait_of(error: Exception) -> int | None:
    """Seconds after which asking again may help, where that is known."""
    after: float | None = error.after if isinstance(error, ModelError | Spent) else None
    if after is not None:
        return max(1, math.ceil(after))
    return _A_WHILE if isinstance(error, RapporteurError) and status_of(error)[0] == 503 else None
