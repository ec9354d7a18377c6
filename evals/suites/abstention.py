"""Does it abstain when nothing on file answers, and answer when something does? Both errors are counted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

from app.drafting.model import AnswerRequest, Mode
from app.wiring import Home
from corpus.model import Language
from evals.model import Case, Row


def run(home: Home, cases: Iterable[Case], mode: Mode) -> Iterator[Row]:
    """One row a case. A case with ``expected`` is answerable; one with ``missing`` is not, and says what is missing."""
    assistant = home.assistant(mode)
    for case in cases:
        request = AnswerRequest(case.question, Language(case.language), mode)
        answer = asyncio.run(assistant.answer(request))
        missing = case.facts.get("missing")
        right = float(answer.abstained == (missing is not None))
        scores: dict[str, float | None] = {"right": right}
        scores[f"abstained_missing_{missing}" if missing else "answered_answerable"] = right
        yield Row(case, scores, {"abstained": answer.abstained, "reason": answer.reason})
