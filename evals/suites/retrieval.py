"""Is the right paragraph found? Recall at 1, 5 and 10, and the reciprocal rank, in the way an answer searches.

A language model (mode local or model) reorders the first passages as in a search; each row then has what that cost.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from app.drafting.explore import reranked
from app.drafting.model import Mode
from app.drafting.pipeline import Assistant
from app.drafting.request import RERANKED
from app.wiring import Home
from corpus.model import Language
from evals.model import Case, Row
from retrieval.model import EVERYTHING
from retrieval.understand import read_question

DEPTHS = (1, 5, 10)


def run(home: Home, cases: Iterable[Case], mode: Mode) -> Iterator[Row]:
    """One row a case. A case whose paragraph is not held with the expected words is unscored."""
    assistant = home.assistant(mode)
    for case in cases:
        expected = _expected(home, case)
        if not expected:
            yield Row(case, dict.fromkeys((*_names(), "reciprocal_rank")), {"why": "expected paragraph not held"})
            continue
        found, cost = asyncio.run(_found(assistant, case, mode))
        rank = next((position for position, id_ in enumerate(found, start=1) if id_ in expected), None)
        scores: dict[str, float | None] = {f"recall@{depth}": float(bool(rank and rank <= depth)) for depth in DEPTHS}
        scores["reciprocal_rank"] = 1.0 / rank if rank else 0.0
        yield Row(case, scores, {"rank": rank, "found": found[:5], **cost})


async def _found(assistant: Assistant, case: Case, mode: Mode) -> tuple[list[str], dict[str, Any]]:
    found = await assistant.look(case.question, read_question(case.question), EVERYTHING, Language(case.language))
    passages, judge = found.ranked, assistant.judge(mode)
    if judge is None:
        return [passage.paragraph.id for passage in passages], {}
    passages, cost = await reranked(judge, case.question, passages, RERANKED)
    tokens = {"input": cost.tokens[0], "output": cost.tokens[1]}
    return [passage.paragraph.id for passage in passages], {"seconds": cost.seconds, "tokens": tokens}


def _expected(home: Home, case: Case) -> set[str]:
    wanted = {item["paragraph"]: item["text_sha256"] for item in case.facts["expected"]}
    held = home.store.paragraphs(wanted)
    return {id_ for id_, paragraph in held.items() if _sha256(paragraph.text) == wanted[id_]}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _names() -> tuple[str, ...]:
    return tuple(f"recall@{depth}" for depth in DEPTHS)
