"""Means with their intervals. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2000
_SEED = 20


@dataclass(frozen=True, slots=True)
class Summary:
    """Mean over cases with a 95% bootstrap interval (percentile, cases resampled). ``unscored`` cases are left out of
    the mean and counted; None when nothing was scored."""

    mean: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int


def summarise(values: Sequence[float | None]) -> Summary:
    """The summary of one metric over all cases."""
    scored = np.asarray([value for value in values if value is not None], dtype=np.float64)
    unscored = len(values) - len(scored)
    if not len(scored):
        return Summary(None, None, None, 0, unscored)
    draws = np.random.default_rng(_SEED).integers(0, len(scored), (_RESAMPLES, len(scored)))
    means = scored[draws].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Summary(round(float(scored.mean()), 4), round(float(low), 4), round(float(high), 4), len(scored), unscored)
