"""Does it abstain from what is not on file, and from nothing else? Both errors, for each cut and each language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.drafting.gate import CUT
from evals.model import Row
from evals.suites.abstention import SCORER, curve
from tests.builders.evaluation import case

PAPER = "LT/CONF.2031/PC.I/WP.7"


def row(name: str, language: str, sure: float, missing: str | None = None) -> Row:
    facts: dict[str, Any] = {"missing": missing} if missing else {"expected": [{"paragraph": "LT/1#1"}]}
    return Row(case(name, language, **facts), {}, {"abstained": sure < CUT, "sure": sure})


ROWS = [
    row("a", "en", 0.90),
    row("b", "en", 0.40),
    row("c", "fr", 0.75),
    row("d", "en", 0.72, "subject"),
    row("e", "fr", 0.00, "state"),
    row("f", "fr", 0.45, "year"),
    row("g", "fr", 0.10, "subject"),
]


def test_each_cut_has_both_errors() -> None:
    found = curve(ROWS)
    assert found["cut"] == CUT
    errors = {point["cut"]: point for point in found["curve"]}  # type: ignore[attr-defined]  # a list of points
    assert errors[0.3] == {"cut": 0.3, "unanswerable_answered": 0.5, "answerable_refused": 0.0}
    assert errors[CUT] == {"cut": CUT, "unanswerable_answered": 0.25, "answerable_refused": 0.3333}
    assert errors[0.95] == {"cut": 0.95, "unanswerable_answered": 0.0, "answerable_refused": 1.0}


def test_each_language_has_both_errors_as_they_happened() -> None:
    assert curve(ROWS)["errors_by_language"] == {
        "en": {"unanswerable_answered": 1.0, "answerable_refused": 0.5},
        "fr": {"unanswerable_answered": 0.0, "answerable_refused": 0.0},
    }


def test_without_a_model_there_is_no_curve_and_a_failed_case_is_in_no_table() -> None:
    alone = Row(case("a", missing="state"), {}, {"abstained": True})
    failed = Row(case("b", "fr", missing="state"), {}, {}, "the model was away")
    assert curve([alone, failed]) == {
        "errors_by_language": {"en": {"unanswerable_answered": 0.0, "answerable_refused": None}}
    }


@pytest.mark.parametrize(
    ("facts", "abstained", "scores"),
    [
        ({"expected": [{}]}, False, {"right": 1.0, "answered_answerable": 1.0}),
        ({"expected": [{}]}, True, {"right": 0.0, "answered_answerable": 0.0}),
        ({"missing": "year"}, True, {"right": 1.0, "abstained": 1.0, "abstained_missing_year": 1.0}),
        ({"missing": "year"}, False, {"right": 0.0, "abstained": 0.0, "abstained_missing_year": 0.0}),
        ({"missing": "the point"}, True, {"right": 1.0, "abstained": 1.0, "abstained_missing_subject": 1.0}),
    ],
)
def test_the_scores_of_a_question(facts: dict[str, Any], abstained: bool, scores: dict[str, float]) -> None:
    asked = case("a", **facts)
    assert SCORER.score(asked, {"abstained": abstained}) == scores
    assert set(SCORER.names_of(asked)) == set(scores)


def test_a_run_counts_both_errors(evaluate: Callable[..., Any]) -> None:
    expected = [{"paragraph": f"{PAPER}#5"}]
    ran = evaluate("abstention", [
        {"case": "none", "language": "en", "question": "What does Peru say about mines?", "missing": "state"},
        {"case": "some", "language": "en", "question": "What does Norrund say about the moratorium?",
         "expected": expected},
        {"case": "amiss", "language": "fr", "question": "Que dit le Pérou des mines ?", "expected": expected},
    ])  # fmt: skip
    assert {name: metric["mean"] for name, metric in ran.facts["metrics"].items()} == {
        "right": 0.6667,
        "answered_answerable": 0.5,
        "abstained": 1.0,
        "abstained_missing_state": 1.0,
    }
    assert [row["right"] for row in ran.rows] == [1.0, 1.0, 0.0]
    assert ran.facts["tables"]["errors_by_language"]["fr"] == {
        "unanswerable_answered": None,
        "answerable_refused": 1.0,
    }
    assert any(id_.startswith(f"{PAPER}#5@") for id_ in ran.rows[1]["cited"])
