"""What the suites declare, and their own scores worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from evals.metrics import citations
from evals.model import Case, Metric, Row
from evals.suites import SUITES, check, conversation, speed
from tests.builders.outcomes import COST, NORRUND, answer, says

PAY = {"id": "cost", "paragraph": "LT/1#1", "vital": True, "words": {"en": "2.76 million"}}


def declared() -> list[Metric]:
    judged = [metric for scorer in citations.scorers({"verifier": 0.4}) for metric in scorer.metrics]
    return [*judged, *(metric for suite in SUITES.values() for metric in suite.metrics.values())]


def test_every_metric_is_declared_with_what_it_means_its_range_and_its_source() -> None:
    for metric in declared():
        assert metric.about, metric.name
        assert metric.source, metric.name
        assert metric.low < metric.high
        assert {metric.worst, metric.best} == {metric.low, metric.high}
    assert citations.scorer("verifier", 0.4).metrics[0].parameters == {"judge": "verifier", "cut": 0.4}


@pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: str(suite.name))
def test_a_suite_names_no_metric_twice(suite: Any) -> None:
    names = [metric.name for scorer in suite.scorers for metric in scorer.metrics]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("searched", "understood"), [(["A"], 1.0), (["A", "B"], 0.0), ([], 0.0)])
def test_a_follow_up_is_understood_when_just_its_papers_were_searched(searched: list[str], understood: float) -> None:
    case = Case("a", "en", "And the cost?", {"points": [PAY]})
    paid = says("Norrund, 2029: “It pays 2.76 million dollars.”", COST)
    scores = conversation.SCORER.score(case, {**answer(NORRUND, paid), "searched": searched, "meant": ["A"]})
    assert scores["followup_understood"] == understood
    assert scores["point_recall_vital"] == 1.0, "what was said counts by itself"
    assert set(scores) == set(conversation.SCORER.names_of(case))


@pytest.mark.parametrize(("outcome", "abstained"), [(answer(), 1.0), (answer(NORRUND), 0.0)])
def test_a_follow_up_without_an_answer_on_file_is_to_be_refused(outcome: dict[str, Any], abstained: float) -> None:
    case = Case("a", "en", "And Japan?", {"missing": "state"})
    scores = conversation.SCORER.score(case, {**outcome, "searched": [], "meant": []})
    assert scores == {"followup_understood": 1.0, "abstained": abstained}


def test_waits_are_told_by_case_and_by_percentile() -> None:
    case = Case("a", "en", "?", {})
    waits = [{"search": float(n), "answer": 2.0 * n} for n in range(1, 101)]
    assert speed.SCORER.score(case, {"milliseconds": waits[9]}) == {
        "search_ms": 10.0, "first_event_ms": None, "answer_ms": 20.0, "check_ms": None,
    }  # fmt: skip
    table: Any = speed.percentiles([Row(case, {}, {"milliseconds": each}) for each in waits])["percentiles"]
    assert set(table) == {"search", "answer"}
    assert table["search"] == {
        "n": 100,
        "p50": 50.5,
        "p95": pytest.approx(95.05, abs=0.1),
        "p99": pytest.approx(99.01, abs=0.1),
    }


def test_what_nothing_was_tuned_on_is_summed_up_by_itself() -> None:
    def row(name: str, split: str, right: float) -> Row:
        return Row(
            Case(name, "en", "?", {"right": True, "split": split}), {"right": right, "true_unsupported": 0.0}, {}
        )

    rows = [row("a", "dev", 1.0), row("b", "test", 0.0), row("c", "test", 1.0)]
    unseen: Any = check.unseen(rows)["unseen"]
    assert (unseen["right"]["mean"], unseen["right"]["n"]) == (0.5, 2)
    assert "wrong_supported" not in unseen
    assert check.unseen(rows[:1]) == {}
