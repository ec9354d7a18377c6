"""What went wrong, in the words of the interface."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.adapters.errors import ModelError, ModelTimeout
from app.drafting.request import BadRequest
from app.faults import one_line
from app.serving.allowance import Spent
from app.serving.room import Full
from app.serving.statuses import status_of, wait_of
from app.serving.stopping import Stopped
from app.serving.work import Absent
from app.web.site import ui
from corpus.errors import RapporteurError
from corpus.model import Language
from corpus.store import StoreUnavailable
from retrieval.ports import EmbedderUnavailable, IndexUnavailable

_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (Absent, "no_conversation"),
    (Spent, "spent"),
    (Full, "full"),
    (Stopped, "full"),
    (ModelTimeout, "model_slow"),
    (ModelError, "model_gone"),
    (IndexUnavailable, "index_bad"),
    (EmbedderUnavailable, "index_bad"),
    (StoreUnavailable, "store_bad"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One line in the reader's language; ``detail`` is the line of the log, in English, where it says more; ``after``:
    seconds until asking again may help."""

    status: int
    line: str
    detail: str | None = None
    after: int | None = None


def fault_of(error: Exception, language: Language) -> Fault:
    """An error as a page says it. What is not one of ours is not shown: the log has it."""
    if not isinstance(error, RapporteurError):
        return Fault(500, ui(language, "ask.unexpected"))
    status, _ = status_of(error)
    if isinstance(error, BadRequest):
        return Fault(status, _wrong_question(error, language) or one_line(error))
    for kind, key in _WORDS:
        if isinstance(error, kind):
            return Fault(status, ui(language, f"ask.{key}"), one_line(error), wait_of(error))
    return Fault(status, one_line(error), after=wait_of(error))


def _wrong_question(error: BadRequest, language: Language) -> str | None:
    if error.field != "question":
        return None
    if most := re.search(r"at most (\d+)", str(error)):
        return ui(language, "ask.question_long", most=int(most[1]))
    return ui(language, "ask.question_empty")
