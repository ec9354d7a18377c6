"""Does it abstain when nothing on file answers, and answer when something does? Both errors are counted.

With a language model that judges passages, its surest P(yes) of each question is kept, so that both errors can be read
off for any cut.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from app.drafting.gate import CUT
from app.drafting.model import AnswerRequest, Mode
from app.drafting.pipeline import SHOWN, Assistant
from app.wiring import Home
from corpus.model import Language
from evals.model import Case, Row
from retrieval.model import EVERYTHING
from retrieval.understand import read_question

_CUTS = tuple(n / 100 for n in range(30, 96, 5))


def run(home: Home, cases: Iterable[Case], mode: Mode) -> Iterator[Row]:
    """One row a case. A case with ``expected`` is answerable; one with ``missing`` is not, and says what is missing."""
    assistant = home.assistant(mode)
    for case in cases:
        seen = asyncio.run(_judged(assistant, case) if mode is Mode.LOCAL else _answered(assistant, case, mode))
        missing = case.facts.get("missing")
        right = float(seen["abstained"] == (missing is not None))
        scores: dict[str, float | None] = {"right": right}
        scores[f"abstained_missing_{missing}" if missing else "answered_answerable"] = right
        yield Row(case, scores, seen)


async def _answered(assistant: Assistant, case: Case, mode: Mode) -> dict[str, object]:
    answer = await assistant.answer(AnswerRequest(case.question, Language(case.language), mode))
    return {"abstained": answer.abstained, "reason": answer.reason}


async def _judged(assistant: Assistant, case: Case) -> dict[str, object]:
    """What an answer decides on, without its quotations and renderings: scope, then the surest of the passages read."""
    reader = Language(case.language)
    found = await assistant.look(case.question, read_question(case.question), EVERYTHING, reader)
    judge = assistant.judge(Mode.LOCAL)
    if found.refusal or judge is None:
        return {"abstained": True, "reason": found.refusal, "sure": 0.0}
    ranked = await judge.ranked(case.question, found.passages[:SHOWN])
    sure = max((probability for probability, _ in ranked), default=0.0)
    return {"abstained": sure < CUT, "reason": None, "sure": round(sure, 4)}


def curve(rows: Sequence[Row]) -> dict[str, object]:
    """Both errors for each cut, and at the cut in use for each language."""
    judged = [row for row in rows if "sure" in row.seen]
    if not judged:
        return {}
    languages = sorted({row.case.language for row in judged})
    return {
        "curve": [{"cut": cut, **_errors(judged, cut)} for cut in sorted({*_CUTS, CUT})],
        "by_language": {name: _errors([row for row in judged if row.case.language == name], CUT) for name in languages},
    }


def _errors(rows: Sequence[Row], cut: float) -> dict[str, float | None]:
    """The share of unanswerable questions that are answered, and of answerable ones that are refused."""
    wrong = [row.seen["sure"] >= cut for row in rows if "missing" in row.case.facts]
    refused = [row.seen["sure"] < cut for row in rows if "missing" not in row.case.facts]
    return {"unanswerable_answered": _share(wrong), "answerable_refused": _share(refused)}


def _share(errors: Sequence[bool]) -> float | None:
    return round(sum(errors) / len(errors), 4) if errors else None
