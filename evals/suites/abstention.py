"""Does it abstain when nothing on file answers, and answer when something does? Both errors are counted.

With a language model that judges passages, its surest P(yes) of each question is kept, so that both errors can be read
off for any cut.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app.drafting.gate import CUT
from evals.model import Case, Metric, Outcome, Row, Scorer, Scores

_SHARE = "share of questions; its complement is one of the two errors of abstaining"
MISSING = ("state", "year", "symbol", "subject")
_CUTS = tuple(n / 100 for n in range(30, 96, 5))


def _score(case: Case, outcome: Outcome) -> Scores:
    right = float(outcome["abstained"] == ("missing" in case.facts))
    return dict.fromkeys(_names(case), right)


def _names(case: Case) -> Collection[str]:
    missing = case.facts.get("missing")
    if missing is None:
        return ("right", "answered_answerable")
    return ("right", "abstained", f"abstained_missing_{missing if missing in MISSING else 'subject'}")


def curve(rows: Sequence[Row]) -> Mapping[str, object]:
    """Both errors by language and, where a model judged, for each cut."""
    done = [row for row in rows if row.failed is None]
    languages = sorted({row.case.language for row in done})
    errors = {
        language: _errors([(row, row.seen["abstained"]) for row in done if row.case.language == language])
        for language in languages
    }
    judged = [row for row in done if "sure" in row.seen]
    if not judged:
        return {"errors_by_language": errors}
    cuts = [{"cut": cut, **_errors([(row, row.seen["sure"] < cut) for row in judged])} for cut in sorted({*_CUTS, CUT})]
    return {"errors_by_language": errors, "curve": cuts, "cut": CUT}


def _errors(rows: Sequence[tuple[Row, bool]]) -> dict[str, float | None]:
    """The share of unanswerable questions that are answered, and of answerable ones that are refused."""
    answered = [not abstained for row, abstained in rows if "missing" in row.case.facts]
    refused = [abstained for row, abstained in rows if "missing" not in row.case.facts]
    return {"unanswerable_answered": _share(answered), "answerable_refused": _share(refused)}


def _share(errors: Sequence[bool]) -> float | None:
    return round(sum(errors) / len(errors), 4) if errors else None


SCORER = Scorer(
    (
        Metric("right", "answered what is on file, abstained from what is not", source=_SHARE),
        Metric(
            "answered_answerable", "share of the questions that the papers answer which are answered", source=_SHARE
        ),
        Metric("abstained", "share of the questions that they do not answer which are refused", source=_SHARE),
        *(
            Metric(f"abstained_missing_{what}", f"the same, where the {what} is what is not on file", source=_SHARE)
            for what in MISSING
        ),
    ),
    _score,
    _names,
)
