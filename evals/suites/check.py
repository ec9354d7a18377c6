"""Are wrong claims told from right ones? Each claim is held against the one paragraph that it cites.

A case is right when a claim that is borne out scores one half or more, and a wrong one less. Right and wrong claims
come in pairs, so that the mean of ``right`` is the balanced accuracy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app.drafting.checks.support import SUPPORTED
from app.drafting.model import Verdict
from evals.model import Case, Metric, Outcome, Row, Scorer, Scores
from evals.stats import summarise

ERRORS = (
    "state",
    "number",
    "date",
    "negation",
    "modality",
    "scope",
    "invented",
    "quotation",
    "quantity",
    "verb",
    "antonym",
    "time",
    "relation",
    "roles",
    "entity",
    "unsupported",
)
_VERDICT = "share of claims, by the verdict that a reader of the product gets"
_HARD = ("state",)  # a wrong State passed as supported puts words into the mouth of another


def _score(case: Case, outcome: Outcome) -> Scores:
    if "why" in outcome:
        return {}
    true = case.facts["right"]
    scores = {"right": float(((outcome["score"] or 0.0) >= SUPPORTED) == true)}
    if true:
        scores["true_unsupported"] = float(outcome["verdict"] == Verdict.UNSUPPORTED)
    else:
        passed = float(outcome["verdict"] == Verdict.SUPPORTED)
        scores |= {"wrong_supported": passed, f"wrong_{_error(case)}_supported": passed}
    return scores


def _names(case: Case) -> Collection[str]:
    if case.facts["right"]:
        return ("right", "true_unsupported")
    return ("right", "wrong_supported", f"wrong_{_error(case)}_supported")


def unseen(rows: Sequence[Row]) -> Mapping[str, object]:
    """The figures of the split "test", which nothing was tuned on; nothing without such cases."""
    held = [row for row in rows if row.case.facts.get("split") == "test" and row.failed is None]
    names = ("right", "true_unsupported", "wrong_supported")
    figures = {name: [row for row in held if name in row.scores] for name in names}
    summaries = {
        name: summarise([row.scores[name] for row in having], [row.case.cluster for row in having]).as_json()
        for name, having in figures.items()
        if having
    }
    return {"unseen": summaries} if summaries else {}


def _error(case: Case) -> str:
    error = str(case.facts.get("error") or "unsupported")
    return error if error in ERRORS else "unsupported"


def _wrong(error: str) -> Metric:
    about = f"share of claims with a wrong {error} that pass as supported"
    if error == "unsupported":
        about = "share of claims that are wrong in another way, or in one that is not named, and pass as supported"
    return Metric(f"wrong_{error}_supported", about, better="lower", hard=error in _HARD, source=_VERDICT)


SCORER = Scorer(
    (
        Metric(
            "right",
            "told right from wrong; over pairs of a right and a wrong claim, the balanced accuracy",
            source="balanced accuracy: the mean of the shares of right and of wrong claims that are told",
            parameters={"cut": SUPPORTED},
        ),
        Metric(
            "true_unsupported", "share of right claims that are called unsupported", better="lower", source=_VERDICT
        ),
        Metric("wrong_supported", "share of wrong claims that pass as supported", better="lower", source=_VERDICT),
        *(_wrong(error) for error in ERRORS),
    ),
    _score,
    _names,
)
