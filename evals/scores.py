"""Scores of one ranking. Gain is binary: a paragraph answers the question or it does not. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log2


def recall_at(depth: int, ranking: Sequence[str], relevant: Collection[str]) -> float:
    """The share of the relevant ids that stand among the first ``depth``. ``relevant`` is not empty."""
    return len(set(ranking[:depth]) & set(relevant)) / len(relevant)


def ndcg_at(depth: int, ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Normalised discounted cumulative gain, from 0 to 1. ``relevant`` is not empty."""
    gain = sum(1 / log2(place + 1) for place, id_ in enumerate(ranking[:depth], start=1) if id_ in relevant)
    return gain / sum(1 / log2(place + 1) for place in range(1, min(depth, len(relevant)) + 1))


def rank_of_first(ranking: Sequence[str], relevant: Collection[str]) -> int | None:
    """The place of the first relevant id, from 1; None when it was not found."""
    return next((place for place, id_ in enumerate(ranking, start=1) if id_ in relevant), None)


def area_under_curve(scored: Sequence[tuple[float, bool]]) -> float:
    """How often a right item scores more than a wrong one; a tie counts half. Both kinds are there.

    >>> area_under_curve([(0.9, True), (0.4, False), (0.4, True)])
    0.75
    """
    right = [score for score, is_right in scored if is_right]
    wrong = [score for score, is_right in scored if not is_right]
    wins = sum((own > other) + 0.5 * (own == other) for own in right for other in wrong)
    return wins / (len(right) * len(wrong))
