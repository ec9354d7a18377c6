"""Means with their intervals: nothing is dropped unseen, nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.stats import Summary, summarise

ROUNDING = 0.0001
SCORES = st.lists(st.none() | st.floats(0, 1), max_size=40)


@given(SCORES)
def test_every_case_is_counted_once(values: list[float | None]) -> None:
    summary = summarise(values)
    assert summary.n + summary.unscored == len(values)
    assert summary.unscored == values.count(None)


@given(SCORES)
def test_the_interval_lies_among_the_values(values: list[float | None]) -> None:
    summary, scored = summarise(values), [value for value in values if value is not None]
    if not scored:
        assert summary == Summary(None, None, None, 0, len(values))
        return
    assert summary.mean is not None
    assert summary.low is not None
    assert summary.high is not None
    assert summary.mean == pytest.approx(sum(scored) / len(scored), abs=ROUNDING)
    assert min(scored) - ROUNDING <= summary.low <= summary.high <= max(scored) + ROUNDING


@given(SCORES)
def test_the_same_values_have_the_same_interval(values: list[float | None]) -> None:
    assert summarise(values) == summarise(list(values))


@given(SCORES, st.integers(1, 5))
def test_an_unscored_case_changes_only_its_own_count(values: list[float | None], more: int) -> None:
    before, after = summarise(values), summarise([*values, *[None] * more])
    assert (after.mean, after.low, after.high, after.n) == (before.mean, before.low, before.high, before.n)
    assert after.unscored == before.unscored + more


@given(st.floats(0, 1), st.integers(1, 30))
def test_a_constant_has_an_interval_without_width(value: float, n: int) -> None:
    summary = summarise([value] * n)
    assert summary.low == summary.mean == summary.high


def test_more_cases_narrow_the_interval() -> None:
    few, many = summarise([0.0, 1.0] * 5), summarise([0.0, 1.0] * 80)
    assert (few.mean, many.mean) == (0.5, 0.5)
    assert few.low is not None
    assert many.low is not None
    assert few.low < many.low < 0.5
    assert many.low == pytest.approx(0.5 - 1.96 * 0.5 / 160**0.5, abs=0.02)


@given(SCORES)
def test_cases_of_their_own_clusters_are_drawn_alone(values: list[float | None]) -> None:
    assert summarise(values, range(len(values))) == summarise(values)


@given(SCORES.filter(lambda values: any(value is not None for value in values)))
def test_one_cluster_has_an_interval_without_width(values: list[float | None]) -> None:
    summary = summarise(values, ["one"] * len(values))
    assert summary.low == summary.mean == summary.high


def test_repeating_each_case_six_times_does_not_narrow_the_interval_of_its_cluster() -> None:
    once = [0.0, 1.0, 1.0, 0.0, 1.0, 0.5, 0.25, 1.0, 0.0, 1.0]
    repeated = [value for value in once for _ in range(6)]
    clusters = [name for name in range(len(once)) for _ in range(6)]
    alone, together = summarise(once), summarise(repeated, clusters)
    assert (together.mean, together.low, together.high) == (alone.mean, alone.low, alone.high)
    assert (alone.n, together.n) == (10, 60)
    naive = summarise(repeated)
    assert naive.low is not None
    assert together.low is not None
    assert naive.low > together.low


def test_a_cluster_counts_by_its_cases() -> None:
    summary = summarise([1.0, 1.0, 1.0, 0.0, None], ["a", "a", "a", "b", "c"])
    assert (summary.mean, summary.n, summary.unscored) == (0.75, 4, 1)
    assert (summary.low, summary.high) == (0.0, 1.0)


def test_values_and_clusters_are_as_many() -> None:
    with pytest.raises(ValueError, match="zip"):
        summarise([1.0, 0.0], ["a"])
