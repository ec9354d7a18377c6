"""How far people who read the same things agree, beyond chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from typing import Literal

from evals.model import Metric

Level = Literal["nominal", "ordinal", "interval"]
_Distance = Callable[[float, float], float]
METRICS = (
    Metric(
        "alpha",
        "Agreement of any number of readers beyond chance; 0 is chance, 1 is full agreement.",
        low=-1.0,
        source="Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011: the coincidence matrix",
    ),
    Metric(
        "kappa",
        "Agreement of two readers beyond chance; 0 is chance, 1 is full agreement.",
        low=-1.0,
        source="Cohen 1960; scikit-learn: cohen_kappa_score",
    ),
)


def alpha(units: Sequence[Sequence[float | None]], level: Level = "nominal") -> float | None:
    """Krippendorff's alpha.

    Args:
        units: for each thing that was read the labels that its readers gave, None where one gave none. Who gave which
            does not count. Labels are numbers; of nominal ones it only counts whether they are the same.
        level: what a label tells: only itself, a rank, or a place on a scale of equal steps.

    Returns:
        1 is full agreement, 0 is what chance gives, less is worse than chance. None where it does not exist: nothing
        was read twice, or all that was has one and the same label.
    """
    pairs: dict[tuple[float, float], float] = defaultdict(float)
    for unit in units:
        labels = [label for label in unit if label is not None]
        for pair in permutations(labels, 2):
            pairs[pair] += 1 / (len(labels) - 1)
    counts: dict[float, float] = defaultdict(float)
    for (label, _), weight in pairs.items():
        counts[label] += weight
    total, distance = sum(counts.values()), _distance(level, counts)
    observed = sum(weight * distance(*pair) for pair, weight in pairs.items())
    expected = sum(own * other * distance(one, two) for one, own in counts.items() for two, other in counts.items())
    return 1 - (total - 1) * observed / expected if expected else None


def kappa(first: Sequence[str | None], second: Sequence[str | None]) -> float | None:
    """Cohen's kappa of two readers where both gave a label; None where both gave one and the same label throughout."""
    both = [(one, other) for one, other in zip(first, second, strict=True) if one is not None and other is not None]
    if len({label for pair in both for label in pair}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(*zip(*both, strict=True)))


def _distance(level: Level, counts: Mapping[float, float]) -> _Distance:
    """The square of the distance of two labels, by what a label tells."""
    if level == "nominal":
        return lambda one, other: float(one != other)
    if level == "interval":
        return lambda one, other: (one - other) ** 2

    def ordinal(one: float, other: float) -> float:
        low, high = sorted((one, other))
        between = sum(count for label, count in counts.items() if low <= label <= high)
        return (between - (counts[one] + counts[other]) / 2) ** 2

    return ordinal
