"""Means with their intervals, and two runs of the same cases against each other. Pure and deterministic."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import permutation_test

RESAMPLES = 2000
SEED = 20
_NOISE = 1e-9  # what adding and subtracting scores leaves over: no difference
_FLIPS = 9999  # drawn sign flips where there are more than can all be tried


@dataclass(frozen=True, slots=True)
class Summary:
    """Mean over cases with a 95% bootstrap interval (percentile, clusters of cases resampled). ``unscored`` cases are
    left out of the mean and counted; None when nothing was scored."""

    mean: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int

    def as_json(self) -> dict[str, float | int | None]:
        """The fields by name."""
        return dataclasses.asdict(self)


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference, after less before, over the ``n`` cases that both have, with a 95% bootstrap interval.

    ``p`` is two-sided, of a paired permutation test: were the two alike, each question would be as likely to differ
    one way as the other, in all its languages together. ``p_worse`` is the same, one-sided, for "after is lower".
    """

    difference: float
    low: float
    high: float
    p: float
    p_worse: float
    n: int


def summarise(values: Sequence[float | None], clusters: Sequence[Hashable] | None = None) -> Summary:
    """The summary of one metric over all cases.

    Args:
        values: one score a case.
        clusters: to which cluster each case belongs, as many as there are values. Cases that depend on one another,
            such as those about one document, belong to one cluster and are drawn together. Without it each case is
            drawn alone.
    """
    names = range(len(values)) if clusters is None else clusters
    scored = [(value, name) for value, name in zip(values, names, strict=True) if value is not None]
    if not scored:
        return Summary(None, None, None, 0, len(values))
    sums, counts = _by_cluster(scored)
    low, high = _interval(sums, counts)
    mean = float(sums.sum() / counts.sum())
    return Summary(round(mean, 4), round(low, 4), round(high, 4), len(scored), len(values) - len(scored))


def paired(before: Sequence[float], after: Sequence[float], clusters: Sequence[Hashable]) -> Difference:
    """Two runs over the same cases, in the same order; at least one case.

    Args:
        before: one score a case.
        after: the same cases.
        clusters: which cases differ together, if they do: those of one question.
    """
    steps = [(new - old, name) for old, new, name in zip(before, after, clusters, strict=True)]
    sums, counts = _by_cluster(steps)
    low, high = _interval(sums, counts)
    mean = float(sums.sum() / counts.sum())
    both, worse = _by_chance(sums[np.abs(sums) > _NOISE])
    return Difference(round(mean, 4), round(low, 4), round(high, 4), round(both, 6), round(worse, 6), len(steps))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment: with these, the chance that any true null hypothesis is rejected stays at the level.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = round(highest, 10)
    return adjusted


def _by_cluster(values: Sequence[tuple[float, Hashable]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The sum and the number of the values of each cluster."""
    held: dict[Hashable, list[float]] = {}
    for value, name in values:
        held.setdefault(name, []).append(value)
    sums = np.asarray([sum(each) for each in held.values()], dtype=np.float64)
    return sums, np.asarray([len(each) for each in held.values()], dtype=np.float64)


def _interval(sums: NDArray[np.float64], counts: NDArray[np.float64]) -> tuple[float, float]:
    draws = np.random.default_rng(SEED).integers(0, len(sums), (RESAMPLES, len(sums)))
    low, high = np.quantile(sums[draws].sum(axis=1) / counts[draws].sum(axis=1), [0.025, 0.975])
    return float(low), float(high)


def _by_chance(sums: NDArray[np.float64]) -> tuple[float, float]:
    """How likely so large a sum is, either way and downwards, when each sign is a coin's. Clusters that do not differ
    say nothing and are left out before."""
    if not len(sums):
        return 1.0, 1.0
    if len(sums) == 1:
        return 1.0, 0.5 if sums[0] < 0 else 1.0
    found = []
    for alternative in ("two-sided", "less"):
        test = permutation_test(
            (sums, np.zeros_like(sums)),
            lambda one, other, axis: np.sum(one - other, axis=axis),
            permutation_type="samples",
            vectorized=True,
            n_resamples=_FLIPS,
            alternative=alternative,
            rng=np.random.default_rng(SEED),
        )
        found.append(float(test.pvalue))
    return found[0], found[1]
