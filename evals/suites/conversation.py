"""Is a follow-up understood? What it must be taken to mean is given by its case: which papers it asks for, and what
they say."""

from __future__ import annotations

from collections.abc import Collection

from evals.metrics import points
from evals.model import Case, Metric, Outcome, Scorer, Scores


def _score(case: Case, outcome: Outcome) -> Scores:
    understood = float(outcome["searched"] == outcome["meant"])
    if "missing" in case.facts:
        return {"followup_understood": understood, "abstained": float(outcome["kind"] == "abstention")}
    return {"followup_understood": understood, **points.score(case, outcome)}


def _names(case: Case) -> Collection[str]:
    if "missing" in case.facts:
        return ("followup_understood", "abstained")
    return ("followup_understood", *points.names(case))


SCORER = Scorer(
    (
        Metric(
            "followup_understood",
            "The share of follow-ups for which exactly the papers that they ask for were searched.",
            source="equality of two sets: the papers admitted by the scope of the answer and of the case",
        ),
        Metric(
            "abstained", "The share of follow-ups without an answer on file that are refused.", source="share of cases"
        ),
        *points.METRICS,
    ),
    _score,
    _names,
)
