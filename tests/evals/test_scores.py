"""Scores of one ranking, against figures worked out by hand and against what must always hold."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scores import ndcg_at, rank_of_first, recall_at

IDS = st.lists(st.integers(0, 30).map(str), unique=True, max_size=25)
RELEVANT = st.sets(st.integers(0, 30).map(str), min_size=1, max_size=15)


def test_one_relevant_paragraph() -> None:
    ranking = ["a", "b", "c"]
    assert [ndcg_at(10, ranking, {id_}) for id_ in "abcd"] == [1.0, pytest.approx(1 / log2(3)), 0.5, 0.0]
    assert [recall_at(2, ranking, {id_}) for id_ in "abcd"] == [1.0, 1.0, 0.0, 0.0]
    assert [rank_of_first(ranking, {id_}) for id_ in "abcd"] == [1, 2, 3, None]


def test_several_relevant_paragraphs_share_the_gain() -> None:
    ranking = ["a", "x", "b"]
    assert ndcg_at(10, ranking, {"a", "b"}) == pytest.approx((1 + 1 / 2) / (1 + 1 / log2(3)))
    assert recall_at(2, ranking, {"a", "b"}) == 0.5
    assert rank_of_first(ranking, {"b", "a"}) == 1


def test_more_relevant_paragraphs_than_places_can_all_be_filled() -> None:
    assert ndcg_at(2, ["a", "b", "c"], {"a", "b", "c"}) == 1.0


@given(IDS, RELEVANT, st.integers(1, 12))
def test_scores_lie_between_nothing_and_all(ranking: list[str], relevant: set[str], depth: int) -> None:
    score, recall = ndcg_at(depth, ranking, relevant), recall_at(depth, ranking, relevant)
    assert 0 <= score <= 1 + 1e-9
    assert 0 <= recall <= 1
    assert (score == 0) == (recall == 0) == (not set(ranking[:depth]) & relevant)


@given(IDS, RELEVANT, st.integers(1, 12))
def test_what_lies_deeper_does_not_count(ranking: list[str], relevant: set[str], depth: int) -> None:
    assert ndcg_at(depth, ranking, relevant) == ndcg_at(depth, ranking[:depth], relevant)
    assert recall_at(depth, ranking, relevant) == recall_at(depth, ranking[:depth], relevant)


@given(IDS.filter(lambda ids: len(ids) > 1), RELEVANT)
def test_a_relevant_paragraph_that_rises_never_lowers_the_score(ranking: list[str], relevant: set[str]) -> None:
    for place in range(1, len(ranking)):
        if ranking[place] in relevant:
            raised = [*ranking[: place - 1], ranking[place], ranking[place - 1], *ranking[place + 1 :]]
            assert ndcg_at(10, raised, relevant) >= ndcg_at(10, ranking, relevant) - 1e-12
