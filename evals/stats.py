"""Means with their intervals. Pure and deterministic."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2000
_SEED = 20


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


def summarise(values: Sequence[float | None], clusters: Sequence[Hashable] | None = None) -> Summary:
    """The summary of one metric over all cases.

    Args:
        values: one score a case.
        clusters: to which cluster each case belongs, as many as there are values. Cases that depend on one another,
            such as one question in six languages, belong to one cluster and are drawn together. Without it each case
            is drawn alone.
    """
    names = range(len(values)) if clusters is None else clusters
    by_cluster: dict[Hashable, list[float]] = {}
    for value, name in zip(values, names, strict=True):
        if value is not None:
            by_cluster.setdefault(name, []).append(value)
    counts = np.asarray([len(scores) for scores in by_cluster.values()], dtype=np.float64)
    n = int(counts.sum())
    if not n:
        return Summary(None, None, None, 0, len(values))
    sums = np.asarray([sum(scores) for scores in by_cluster.values()], dtype=np.float64)
    draws = np.random.default_rng(_SEED).integers(0, len(sums), (_RESAMPLES, len(sums)))
    means = sums[draws].sum(axis=1) / counts[draws].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    mean = float(sums.sum() / counts.sum())
    return Summary(round(mean, 4), round(float(low), 4), round(float(high), 4), n, len(values) - n)
