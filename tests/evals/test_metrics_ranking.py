"""Scores of rankings: worked out by hand, by their formulas, what must always hold; TREC files there and back."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.quality import Unreadable
from evals.metrics.ranking import (
    METRICS,
    qrels_lines,
    read_qrels,
    read_run,
    run_lines,
    score_ranking,
    score_rankings,
)

NAMES = [metric.name for metric in METRICS]
IDS = st.lists(st.integers(0, 30).map(str), unique=True, max_size=25)
RELEVANT = st.sets(st.integers(0, 30).map(str), min_size=1, max_size=15)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def test_one_relevant_paragraph() -> None:
    """The second of three: too late for recall@1, a gain of 1 / log2(2 + 1) of at most 1 / log2(1 + 1) = 1."""
    assert score_ranking(["a", "b", "c"], {"b"}) == {
        "recall@1": 0.0,
        "recall@5": 1.0,
        "recall@10": 1.0,
        "ndcg@10": pytest.approx(1 / log2(3)),
        "rr": 0.5,
    }


def test_several_relevant_paragraphs_share_the_gain() -> None:
    scores = score_ranking(["a", "x", "b"], {"a", "b", "c"})
    ideal = 1 + 1 / log2(3) + 1 / log2(4)  # three relevant ones on the first three places
    assert scores["ndcg@10"] == pytest.approx((1 + 1 / log2(4)) / ideal)
    assert scores["recall@1"] == pytest.approx(1 / 3)
    assert scores["recall@5"] == pytest.approx(2 / 3)
    assert scores["rr"] == 1.0


def test_what_stands_below_the_depth_counts_for_the_rank_alone() -> None:
    ranking = [str(n) for n in range(12)]
    assert score_ranking(ranking, {"11"}) == {
        "recall@1": 0.0,
        "recall@5": 0.0,
        "recall@10": 0.0,
        "ndcg@10": 0.0,
        "rr": pytest.approx(1 / 12),
    }


def test_more_relevant_paragraphs_than_places_can_all_be_filled() -> None:
    ranking = [str(n) for n in range(12)]
    scores = score_ranking(ranking, set(ranking))
    assert scores["ndcg@10"] == 1.0
    assert scores["recall@10"] == pytest.approx(10 / 12)


def test_a_question_that_the_run_forgot_scores_zero_and_one_that_nobody_asked_is_left_out() -> None:
    scores = score_rankings({"q1": ["a"], "q3": ["a"], "q4": []}, {"q1": {"a"}, "q2": {"a"}, "q4": {"a"}})
    assert scores == {"q1": dict.fromkeys(NAMES, 1.0), "q2": dict.fromkeys(NAMES, 0.0), "q4": dict.fromkeys(NAMES, 0.0)}


def test_nothing_ran_at_all() -> None:
    assert score_rankings({}, {"q": {"a"}}) == {"q": dict.fromkeys(NAMES, 0.0)}
    assert score_rankings({}, {}) == {}


def test_the_order_given_is_kept_where_trec_eval_would_break_a_tie_the_other_way() -> None:
    assert score_ranking(["a", "z"], {"a"})["rr"] == 1.0
    assert score_ranking(["z", "a"], {"z"})["rr"] == 1.0


def test_a_long_ranking_keeps_its_order() -> None:
    ranking = [f"p{n}" for n in range(70_000)]
    assert score_ranking(ranking, {"p69999"})["rr"] == pytest.approx(1 / 70_000)


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(ValueError, match="q: an id stands twice"):
        score_rankings({"q": ["a", "a"]}, {"q": {"a"}})
    with pytest.raises(ValueError, match="q: nothing is relevant"):
        score_rankings({"q": ["a"]}, {"q": set()})


@given(IDS, RELEVANT)
def test_the_figures_are_those_of_the_formulas(ranking: list[str], relevant: set[str]) -> None:
    scores = score_ranking(ranking, relevant)
    gain = sum(1 / log2(place + 1) for place, id_ in enumerate(ranking[:10], start=1) if id_ in relevant)
    ideal = sum(1 / log2(place + 1) for place in range(1, min(10, len(relevant)) + 1))
    first = next((place for place, id_ in enumerate(ranking, start=1) if id_ in relevant), None)
    assert scores["ndcg@10"] == pytest.approx(gain / ideal)
    assert scores["rr"] == pytest.approx(1 / first if first else 0.0)
    for depth in (1, 5, 10):
        assert scores[f"recall@{depth}"] == pytest.approx(len(set(ranking[:depth]) & relevant) / len(relevant))


@given(IDS.filter(lambda ids: len(ids) > 1), RELEVANT)
def test_a_relevant_paragraph_that_rises_never_lowers_a_score(ranking: list[str], relevant: set[str]) -> None:
    before = score_ranking(ranking, relevant)
    for place in range(1, len(ranking)):
        if ranking[place] in relevant:
            raised = [*ranking[: place - 1], ranking[place], ranking[place - 1], *ranking[place + 1 :]]
            after = score_ranking(raised, relevant)
            assert all(after[name] >= before[name] - 1e-9 for name in NAMES)


@given(st.dictionaries(TEXTS, IDS.filter(bool), max_size=4), TEXTS)
def test_a_run_is_read_as_it_was_written(rankings: dict[str, list[str]], tag: str) -> None:
    assert read_run(run_lines(rankings, tag), "run") == rankings


@given(st.dictionaries(TEXTS, st.sets(TEXTS, min_size=1), max_size=4))
def test_judgements_are_read_as_they_were_written(relevant: dict[str, set[str]]) -> None:
    assert read_qrels(qrels_lines(relevant), "qrels") == relevant


def test_the_columns_are_those_of_trec() -> None:
    lines = list(run_lines({"q 1": ["LT/CONF.2031/L.1#8@en", "LT/CONF.2031/L.1#Annex 2@en"]}, "rapporteur"))
    assert lines == [
        "q%201 Q0 LT/CONF.2031/L.1#8@en 1 2 rapporteur",
        "q%201 Q0 LT/CONF.2031/L.1#Annex%202@en 2 1 rapporteur",
    ]
    assert list(qrels_lines({"q 1": {"b", "a"}})) == ["q%201 0 a 1", "q%201 0 b 1"]


def test_a_run_of_others_is_ordered_as_trec_eval_orders_it() -> None:
    """By score, whatever the ranks say; a tie goes to the document number that comes last."""
    lines = ["q Q0 a 1 0.5 t", "q Q0 z 2 0.5 t", "", "q Q0 m 3 1e1 t"]
    assert read_run(lines, "run") == {"q": ["m", "z", "a"]}


def test_a_relevance_of_zero_is_not_relevant() -> None:
    assert read_qrels(["q 0 a 0", "q 0 b 2", "q 0 c -1"], "qrels") == {"q": {"b"}}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("q Q0 b 2 0.5", "six.txt line 2: 6 columns expected, 5 found; write: question Q0 paragraph rank score tag"),
        ("q Q0 b two 0.5 t", "six.txt line 2: the rank “two” is no whole number"),
        ("q Q0 b 2 best t", "six.txt line 2: the score “best” is no number"),
        ("q Q0 b 2 nan t", "six.txt line 2: the score “nan” is no number"),
        ("q Q0 a 2 0.1 t", "six.txt line 2: a is ranked twice for q"),
    ],
)
def test_a_bad_line_of_a_run_is_named(line: str, wrong: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_run(["q Q0 a 1 0.9 t", line], "six.txt")
    assert str(caught.value).startswith(wrong)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("q a 1", "four.txt line 2: 4 columns expected, 3 found; write: question 0 paragraph relevance"),
        ("q 0 b yes", "four.txt line 2: the relevance “yes” is no whole number"),
        ("q 0 a 0", "four.txt line 2: a is judged twice for q"),
    ],
)
def test_a_bad_line_of_judgements_is_named(line: str, wrong: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_qrels(["q 0 a 1", line], "four.txt")
    assert str(caught.value).startswith(wrong)
