"""Means with their intervals: nothing is dropped unseen, nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.stats import Difference, Summary, holm, paired, summarise

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


def steps(*values: float) -> tuple[list[float], list[float]]:
    """Scores before, and after with these differences."""
    return [0.5] * len(values), [0.5 + value for value in values]


@pytest.mark.parametrize(
    ("values", "both", "worse"),
    [
        ([-0.5] * 4 + [0.0] * 6, 2 / 16, 1 / 16),
        ([-0.5] * 6 + [0.0] * 4, 2 / 64, 1 / 64),
        ([0.5] * 6, 2 / 64, 1.0),
        ([-0.5] * 5 + [0.5], 14 / 64, 7 / 64),  # none or one of six the other way: 1 + 6 of 64
        ([-0.375, -0.25, 0.125], 4 / 8, 2 / 8),  # sums of 3, 2 and 1 up to -4: -6 and -4
        ([-0.5], 1.0, 0.5),
        ([0.5], 1.0, 1.0),
        ([0.0] * 5, 1.0, 1.0),
        ([-0.5, 0.5], 1.0, 3 / 4),
    ],
)
def test_the_p_value_is_that_of_all_sign_flips(values: list[float], both: float, worse: float) -> None:
    found = paired(*steps(*values), range(len(values)))
    assert [found.p, found.p_worse] == pytest.approx([both, worse], abs=1e-6)
    assert found.difference == pytest.approx(sum(values) / len(values), abs=ROUNDING)
    assert found.n == len(values)


def test_the_cases_of_one_question_flip_together() -> None:
    before, after = steps(*[-0.5] * 6)
    assert paired(before, after, ["one"] * 6).p_worse == 0.5
    assert paired(before, after, ["a", "a", "b", "b", "c", "c"]).p_worse == 1 / 8
    assert paired(*steps(0.5, -0.5, -0.5, -0.5), ["a", "a", "b", "c"]).p_worse == 1 / 4  # a does not differ


def test_what_rounding_leaves_over_is_no_difference() -> None:
    before, after = [0.1, 0.6, 0.2] * 6, [0.2, 0.1, 0.6] * 6  # the same scores, and yet their sums differ by 6e-17
    found = paired(before, after, [number // 3 for number in range(18)])
    assert (found.difference, found.p, found.p_worse) == (0.0, 1.0, 1.0)


def test_many_questions_are_flipped_by_chance_but_always_alike() -> None:
    before, after = steps(*[-0.5] * 30, *[0.5] * 10)
    found = paired(before, after, range(40))
    assert found == paired(before, after, range(40))
    assert 0.0 < found.p_worse < 0.01  # of a coin thrown 40 times: 0.0011
    assert 0.0 < found.p < 0.02
    assert found.low < found.difference == -0.25 < found.high < 0.0


LEVELS = st.sampled_from([0.0, 0.25, 0.5, 1.0])
RUNS = st.lists(st.tuples(LEVELS, LEVELS, st.integers(0, 5)), min_size=1, max_size=12)


@settings(max_examples=30)
@given(RUNS)
def test_before_and_after_exchanged_negate_the_difference(cases: list[tuple[float, float, int]]) -> None:
    before, after, names = (list(each) for each in zip(*cases, strict=True))
    there, back = paired(before, after, names), paired(after, before, names)
    assert back.difference == -there.difference
    assert [back.low, back.high] == pytest.approx([-there.high, -there.low], abs=2 * ROUNDING)
    assert back.p == there.p
    assert there.p_worse + back.p_worse >= 1.0  # what is as large as what was found is in both


@given(RUNS)
def test_a_run_does_not_differ_from_itself(cases: list[tuple[float, float, int]]) -> None:
    before, _, names = zip(*cases, strict=True)
    assert paired(before, before, names) == Difference(0.0, 0.0, 0.0, 1.0, 1.0, len(cases))


@pytest.mark.parametrize(
    ("given_", "adjusted"),
    [
        ([], []),
        ([0.2], [0.2]),
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
        ([0.02, 0.02, 0.02, 0.02], [0.08] * 4),
        ([0.9, 0.001, 0.5], [1.0, 0.003, 1.0]),
        ([0.01, 0.011, 0.2, 0.012], [0.04, 0.04, 0.2, 0.04]),
    ],
)
def test_holm_steps_down(given_: list[float], adjusted: list[float]) -> None:
    assert holm(given_) == pytest.approx(adjusted)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_makes_nothing_likelier_and_keeps_the_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(p - 1e-9 <= q <= 1.0 for p, q in zip(p_values, adjusted, strict=True))
    ranked = [q for _, q in sorted(zip(p_values, adjusted, strict=True))]
    assert ranked == sorted(ranked)
