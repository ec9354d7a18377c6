"""Are wrong claims told from right ones? Each claim is held against the one paragraph that it cites.

A case is right when a claim that is borne out scores one half or more, and a wrong one less. Right and wrong claims
come in pairs, so that the mean of ``right`` is the balanced accuracy.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from app.drafting.checks.support import SUPPORTED
from app.drafting.claims import statement_of
from app.drafting.model import Mode, Verdict
from app.wiring import Home
from corpus.model import Language
from evals.model import Case, Row
from evals.scores import area_under_curve
from retrieval.model import Passage


def run(home: Home, cases: Iterable[Case], mode: Mode) -> Iterator[Row]:
    """One row a case. A case whose paragraph is not held with the expected words is unscored."""
    assistant = home.assistant(mode)
    judge = assistant.judge(mode)
    for case in cases:
        passage = _cited(home, case)
        true, kind = case.facts["right"], case.facts["error"]
        if passage is None:
            yield Row(case, {"right": None}, {"why": "the cited paragraph is not held"})
            continue
        statement = statement_of(case.question, Language(case.language))
        found = asyncio.run(assistant.scales.against(statement, [passage], judge))
        verdict = found.checked.verdict
        scores: dict[str, float | None] = {"right": float(((found.score or 0.0) >= SUPPORTED) == true)}
        if true:
            scores["true_unsupported"] = float(verdict is Verdict.UNSUPPORTED)
        else:
            scores["wrong_supported"] = float(verdict is Verdict.SUPPORTED)
            scores[f"wrong_{kind}_supported"] = scores["wrong_supported"]
        failed = [check.name for check in found.checked.checks if check.passed is False]
        yield Row(case, scores, {"score": found.score, "verdict": verdict.value, "failed": failed})


def curve(rows: Sequence[Row]) -> dict[str, object]:
    """The area under the curve over all claims that were scored."""
    scored = [(row.seen["score"], bool(row.case.facts["right"])) for row in rows if "score" in row.seen]
    return {"auroc": round(area_under_curve(scored), 4)} if scored else {}


def _cited(home: Home, case: Case) -> Passage | None:
    paragraph = home.store.paragraphs([case.facts["paragraph"]]).get(case.facts["paragraph"])
    if paragraph is None or hashlib.sha256(paragraph.text.encode()).hexdigest() != case.facts["text_sha256"]:
        return None
    document = home.store.document(paragraph.document_id)
    if document is None:
        return None
    return Passage(1, 1.0, ("cited",), paragraph, document, (0, len(paragraph.text)), ())
