"""How long a reader waits, on the machine at hand. Its figures are times: they differ from run to run and never
gate."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np

from app.drafting.model import AnswerRequest
from app.drafting.request import check_request
from corpus.model import Language
from evals.desk import Desk
from evals.model import Case, Metric, Outcome, Row, Scorer, Scores
from retrieval.model import EVERYTHING
from retrieval.understand import read_question

_LONGEST = 600_000.0  # milliseconds
WAITS = {
    "search": "a search, its ten best",
    "first_event": "from the question to the first thing shown",
    "answer": "a whole answer",
    "check": "the answer's first sentence, checked as a text of its own",
}


async def task(desk: Desk, case: Case) -> Outcome:
    """One question searched, answered and its answer checked, each timed; in milliseconds."""
    waits: dict[str, float] = {}
    language, assistant = Language(case.language), desk.assistant
    began = time.perf_counter()
    await assistant.look(case.question, read_question(case.question), EVERYTHING, language)
    waits["search"] = time.perf_counter() - began
    began, text = time.perf_counter(), ""
    async for event in assistant.events(AnswerRequest(case.question, language, desk.mode)):
        waits.setdefault("first_event", time.perf_counter() - began)
        if event.answer is not None and event.answer.sentences:
            text = event.answer.sentences[0].sentence.text
    waits["answer"] = time.perf_counter() - began
    if text:
        wanted = check_request(
            text, language=case.language, mode=desk.mode.value, scope=EVERYTHING, configured=desk.home.settings.model
        )
        began = time.perf_counter()
        await desk.home.verifier(desk.mode).verify(wanted)
        waits["check"] = time.perf_counter() - began
    return {"milliseconds": {name: round(1000 * seconds, 1) for name, seconds in waits.items()}}


def percentiles(rows: Sequence[Row]) -> Mapping[str, object]:
    """The median, the 95th and the 99th percentile of each wait."""
    table = {}
    for name in WAITS:
        waits = [row.seen["milliseconds"][name] for row in rows if name in row.seen.get("milliseconds", {})]
        if waits:
            p50, p95, p99 = np.percentile(waits, [50, 95, 99])
            table[name] = {"n": len(waits), "p50": round(p50, 1), "p95": round(p95, 1), "p99": round(p99, 1)}
    return {"percentiles": table}


def _score(case: Case, outcome: Outcome) -> Scores:
    del case
    return {f"{name}_ms": outcome["milliseconds"].get(name) for name in WAITS}


SCORER = Scorer(
    tuple(
        Metric(
            f"{name}_ms",
            f"{about}, in milliseconds",
            better="lower",
            high=_LONGEST,
            source="wall clock of one question at a time",
        )
        for name, about in WAITS.items()
    ),
    _score,
)
