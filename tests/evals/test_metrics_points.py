"""Points and States, worked out by hand."""

from __future__ import annotations

import pytest

from evals.metrics import points
from evals.model import Case
from tests.builders.outcomes import ANY, COST, GROUP, HOTLINE, NORRUND, Json, answer, says


def point(id_: str, paragraph: str, vital: bool, **words: str) -> Json:
    return {"id": id_, "paragraph": paragraph, "vital": vital, "words": words}


POINTS = [
    point("inspectors", "LT/1#1", True, en="30 inspectors", fr="30 inspecteurs"),
    point("cost", "LT/1#1", True, en="2.76 million"),
    point("hotline", "LT/2#4", False, en="a hotline", zh="设立 一条热线"),
    point("elsewhere", "LT/1#2", False, en="30 inspectors"),
]
CASE = Case("a", "en", "?", {"points": POINTS, "states": ["XNR", "XAV", "OSG"]})


def test_points_and_states_by_hand() -> None:
    """One of two vital points, one of two others, in 44 + 23 + 2 x 10 characters, of which two points allow 200."""
    found = points.score(CASE, answer(NORRUND, HOTLINE))
    assert points.held(CASE, answer(NORRUND, HOTLINE)) == {
        "inspectors": True,
        "cost": False,
        "hotline": True,
        "elsewhere": False,
    }
    assert found == {
        "point_recall_vital": 1 / 2,
        "point_recall_okay": 1 / 2,
        "point_f": pytest.approx(10 * 1 * 0.5 / (9 * 1 + 0.5)),
        "states_recall": 1 / 3,
        "states_precision": 1.0,
    }


def test_f_pays_for_what_is_longer_than_its_points_allow() -> None:
    """One point of one allows 100 characters; of 400 that leaves a precision of 100 / 400, a recall of 1."""
    case = Case("a", "en", "?", {"points": POINTS[:1]})
    long = says("N" * 400, *NORRUND["citations"], kind="written")
    assert points.score(case, answer(long))["point_f"] == pytest.approx(10 * 0.25 * 1 / (9 * 0.25 + 1))


def test_a_group_that_is_expected_counts_and_a_state_that_is_not_expected_costs() -> None:
    case = Case("a", "en", "?", {"states": ["XAV", "OSG"]})
    found = points.score(case, answer(NORRUND, GROUP))
    assert found == {"states_recall": 1 / 2, "states_precision": 0.0}


def test_a_point_may_be_held_in_the_sentence_or_in_another_language() -> None:
    case = Case("a", "fr", "?", {"points": POINTS[:1]})
    written = says("La Norrund veut 30\u00a0inspecteurs.", COST, kind="written")
    assert points.score(case, answer(written, language="fr"))["point_recall_vital"] == 1.0
    assert points.score(case, answer(NORRUND, language="fr"))["point_recall_vital"] == 1.0
    assert points.score(case, answer({**written, "citations": []}, language="fr"))["point_recall_vital"] == 0.0


def test_a_point_without_words_is_its_paragraph() -> None:
    case = Case("a", "en", "?", {"points": [point("any", "LT/1#1", True), point("other", "LT/1#2", True)]})
    assert points.held(case, answer(NORRUND)) == {"any": True, "other": False}


def test_an_abstention_holds_nothing() -> None:
    assert points.score(CASE, answer()) == {
        "point_recall_vital": 0.0,
        "point_recall_okay": 0.0,
        "point_f": 0.0,
        "states_recall": 0.0,
        "states_precision": None,
    }


def test_a_case_has_the_metrics_of_what_it_expects() -> None:
    assert set(points.names(CASE)) == set(points.score(CASE, answer()))
    only = Case("a", "en", "?", {"points": POINTS[2:]})
    assert list(points.names(only)) == ["point_recall_okay"] == list(points.score(only, answer()))
    assert list(points.names(ANY)) == []
