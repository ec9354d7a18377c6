"""Citation recall and precision, worked out by hand."""

from __future__ import annotations

import math

import pytest

from evals.metrics import citations
from tests.builders.outcomes import ANY, COST, GROUP, NORRUND, Json, answer, says

TWO = says("Norrund pays, and the Open Strait Group asks for visits.", COST, *GROUP["citations"], kind="written")
JUDGED = {
    "borne": {"all": 0.9, "alone": [0.8, 0.2], "without": [0.1, 0.85]},  # the second is not needed
    "both": {"all": 0.9, "alone": [0.1, 0.2], "without": [0.3, 0.4]},  # neither suffices, both are needed
    "not": {"all": 0.2, "alone": [0.1, 0.1], "without": [0.1, 0.1]},
}


def judged(*rows: object, sentence: Json = TWO) -> dict[str, float | None]:
    items = [{"sentence": n, "verifier": row} for n, row in enumerate(rows)]
    outcome = answer(*[sentence] * len(rows), judged=items)
    return dict(citations.scorer("verifier", 0.5).score(ANY, outcome))


def test_citation_recall_and_precision_by_hand() -> None:
    """Two of three claims are borne out; needed are one, two and none of two citations each."""
    assert judged(JUDGED["borne"], JUDGED["both"], JUDGED["not"]) == {
        "citation_recall_verifier": pytest.approx(2 / 3),
        "citation_precision_verifier": pytest.approx(3 / 6),
    }


def test_one_citation_is_needed_where_it_bears_the_claim_out() -> None:
    yes, no = {"all": 0.5, "alone": [0.5], "without": [None]}, {"all": 0.49, "alone": [0.49], "without": [None]}
    assert judged(yes, no, sentence=NORRUND) == {
        "citation_recall_verifier": 1 / 2,
        "citation_precision_verifier": 1 / 2,
    }


def test_a_claim_without_a_citation_is_not_borne_out() -> None:
    bare = {**TWO, "citations": []}
    assert judged({"all": 1.0, "alone": [], "without": []}, sentence=bare) == {
        "citation_recall_verifier": 0.0,
        "citation_precision_verifier": None,
    }


@pytest.mark.parametrize(
    "said",
    [
        None,
        {},
        {**JUDGED["borne"], "all": math.nan},
        {**JUDGED["borne"], "all": None},
        {**JUDGED["borne"], "alone": [0.8, math.nan]},
        {**JUDGED["borne"], "without": [0.1]},
    ],
)
def test_what_a_judge_could_not_say_leaves_the_case_unscored(said: object) -> None:
    unscored = {"citation_recall_verifier": None, "citation_precision_verifier": None}
    assert judged(JUDGED["borne"], said) == unscored


def test_nothing_judged_is_unscored() -> None:
    score = citations.scorer("verifier", 0.5).score
    unscored = {"citation_recall_verifier": None, "citation_precision_verifier": None}
    assert score(ANY, answer(TWO)) == score(ANY, answer(judged=[])) == unscored
    item = {"sentence": 0, "verifier": JUDGED["borne"]}
    assert score(ANY, answer(TWO, TWO, judged=[item])) == unscored, "a sentence was forgotten"
