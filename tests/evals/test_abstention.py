"""Both errors of abstaining, for each cut and each language, on rows counted by hand."""

from __future__ import annotations

from typing import Any

from app.drafting.gate import CUT
from evals.model import Case, Row
from evals.suites.abstention import curve


def row(name: str, language: str, sure: float, missing: str | None = None) -> Row:
    facts: dict[str, Any] = {"missing": missing} if missing else {"expected": []}
    return Row(Case(name, language, "?", facts), {}, {"sure": sure})


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
    errors = {point["cut"]: point for point in curve(ROWS)["curve"]}  # type: ignore[attr-defined]  # a list of points
    assert errors[0.3] == {"cut": 0.3, "unanswerable_answered": 0.5, "answerable_refused": 0.0}
    assert errors[CUT] == {"cut": CUT, "unanswerable_answered": 0.25, "answerable_refused": 0.3333}
    assert errors[0.95] == {"cut": 0.95, "unanswerable_answered": 0.0, "answerable_refused": 1.0}


def test_each_language_has_both_errors_at_the_cut_in_use() -> None:
    assert curve(ROWS)["by_language"] == {
        "en": {"unanswerable_answered": 1.0, "answerable_refused": 0.5},
        "fr": {"unanswerable_answered": 0.0, "answerable_refused": 0.0},
    }


def test_without_a_model_there_is_no_curve() -> None:
    assert curve([Row(Case("a", "en", "?", {}), {}, {"abstained": True})]) == {}
    assert curve(ROWS[:1])["by_language"] == {"en": {"unanswerable_answered": None, "answerable_refused": 0.0}}
