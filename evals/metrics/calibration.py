"""How far a scorer can be trusted that gives each claim a score from 0 to 1: measured on labelled pairs.

All of it takes scores and labels of the same length, without a gap. None: the labels are all of one kind, so that the
figure does not exist.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from evals.model import Metric

_BINS = 10
_OUT_OF_RANGE = "a score must be a number from 0 to 1, and there must be as many labels as scores"
METRICS = (
    Metric(
        "balanced_accuracy",
        "The mean of the shares of true and of false claims that are told right at the cut.",
        source="scikit-learn: balanced_accuracy_score",
    ),
    Metric(
        "auroc",
        "How often a true claim scores more than a false one; a tie counts half.",
        source="scikit-learn: roc_auc_score",
    ),
    Metric(
        "brier",
        "The mean square of the distance between the score and what is true, 0 or 1.",
        better="lower",
        source="Brier 1950; scikit-learn: brier_score_loss",
    ),
    Metric(
        "calibration_error",
        "The mean distance of score and share of true claims in equal bins of the score, weighed by their sizes.",
        better="lower",
        source="Expected calibration error after Naeini, Cooper and Hauskrecht 2015, of the score for “true”",
        parameters={"bins": _BINS, "width": "equal"},
    ),
)


def balanced_accuracy(scores: Sequence[float], labels: Sequence[bool], cut: float) -> float | None:
    """Balanced accuracy where a score of at least ``cut`` says that the claim is true."""
    _check(scores, labels)
    if not _both(labels):
        return None
    from sklearn.metrics import balanced_accuracy_score

    return float(balanced_accuracy_score(list(labels), [score >= cut for score in scores]))


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """The area under the curve of both errors over all cuts.

    >>> auroc([0.9, 0.4, 0.4], [True, False, True])
    0.75
    """
    _check(scores, labels)
    if not _both(labels):
        return None
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(list(labels), list(scores)))


def brier(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """The Brier score; None when there is nothing to score."""
    _check(scores, labels)
    if not scores:
        return None
    from sklearn.metrics import brier_score_loss

    return float(brier_score_loss(list(labels), list(scores), pos_label=True))


def calibration_error(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """The expected calibration error: the sum over bins of n / N x |mean score - share true|."""
    rows = [row for row in reliability(scores, labels) if row["n"]]
    if not rows:
        return None
    return math.fsum(row["n"] * abs(row["mean_score"] - row["share_true"]) for row in rows) / len(scores)


def reliability(scores: Sequence[float], labels: Sequence[bool]) -> list[dict[str, Any]]:
    """Ten bins of equal width with what their claims scored and how many were true; None where a bin is empty.

    A bin holds its lower bound and not its upper one; the last holds both.
    """
    _check(scores, labels)
    place = np.minimum((np.asarray(scores, dtype=np.float64) * _BINS).astype(int), _BINS - 1)
    rows: list[dict[str, Any]] = []
    for bin_ in range(_BINS):
        held = [n for n, own in enumerate(place.tolist()) if own == bin_]
        rows.append(
            {
                "from": bin_ / _BINS,
                "to": (bin_ + 1) / _BINS,
                "n": len(held),
                "mean_score": sum(scores[n] for n in held) / len(held) if held else None,
                "share_true": sum(labels[n] for n in held) / len(held) if held else None,
            }
        )
    return rows


def best_cut(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """The cut with the largest balanced accuracy, midway between two scores; of several the one nearest to one half.

    Zero, all is true, where no cut is better than none. To be taken from labels to tune on, never from those held out.
    """
    _check(scores, labels)
    if not _both(labels):
        return None
    rows = sorted(zip(scores, labels, strict=True))
    true, false = sum(labels), len(labels) - sum(labels)
    above, below = true, 0  # true claims at or above the cut, false ones below it
    best = (true * false, -0.5, 0.0)  # balanced accuracy times twice the product of both counts, nearness, cut
    for (score, label), (after, _) in pairwise(rows):
        above, below = above - label, below + (not label)
        cut = (score + after) / 2
        if score < cut <= after:
            best = max(best, (above * false + below * true, -abs(cut - 0.5), cut))
    return best[2]


def _both(labels: Sequence[bool]) -> bool:
    return len(set(labels)) == 2


def _check(scores: Sequence[float], labels: Sequence[bool]) -> None:
    if len(scores) != len(labels) or not all(math.isfinite(score) and 0 <= score <= 1 for score in scores):
        raise ValueError(_OUT_OF_RANGE)
