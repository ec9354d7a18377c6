"""How far scorers and readers can be trusted: figures worked out by hand and those of the literature."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.agreement import alpha, kappa
from evals.metrics.calibration import auroc, balanced_accuracy, best_cut, brier, calibration_error, reliability

SCORES = [0.95, 0.80, 0.40, 0.60, 0.15, 0.05]
LABELS = [True, True, True, False, False, False]
PAIRS = st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), max_size=30)
NONE = None

# Krippendorff 2011, section E: four observers, twelve units, ten labels missing.
FOUR_OBSERVERS = [
    (1, 1, NONE, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (NONE, 5, 5, 5),
    (NONE, NONE, 1, 1),
    (NONE, 3, NONE, NONE),
]
# Krippendorff 2011, section A: two observers, ten units, two labels.
TWO_OBSERVERS = list(zip((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0), strict=True))


def test_balanced_accuracy_is_the_mean_of_both_shares_told_right() -> None:
    """At 0.5 two of three true and two of three false claims are told right; at 0.1 all true and one false."""
    assert balanced_accuracy(SCORES, LABELS, 0.5) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert balanced_accuracy(SCORES, LABELS, 0.1) == pytest.approx((3 / 3 + 1 / 3) / 2)
    assert balanced_accuracy(SCORES, LABELS, 0.40) == pytest.approx((3 / 3 + 2 / 3) / 2), (
        "a score at the cut is over it"
    )


def test_auroc_counts_the_pairs_in_order() -> None:
    """Of the nine pairs of a true and a false claim only (0.40, 0.60) stands the wrong way."""
    assert auroc(SCORES, LABELS) == pytest.approx(8 / 9)
    assert auroc([0.5, 0.5], [True, False]) == 0.5, "a tie counts half"


def test_brier_is_the_mean_square_of_the_distance() -> None:
    squares = [0.05**2, 0.20**2, 0.60**2, 0.60**2, 0.15**2, 0.05**2]
    assert brier(SCORES, LABELS) == pytest.approx(sum(squares) / 6)


def test_the_calibration_error_weighs_each_bin_by_its_size() -> None:
    """Bin 0.9 to 1: scores 0.90 and 1, both true, off by 0.05. Bin 0.2 to 0.3: 0.20, 0.28, one true, off by 0.26."""
    scores, labels = [0.90, 1.00, 0.20, 0.28], [True, True, True, False]
    assert calibration_error(scores, labels) == pytest.approx(2 / 4 * abs(0.95 - 1) + 2 / 4 * abs(0.24 - 0.5))
    rows = reliability(scores, labels)
    assert len(rows) == 10
    assert rows[2] == {"from": 0.2, "to": 0.3, "n": 2, "mean_score": pytest.approx(0.24), "share_true": 0.5}
    assert rows[9] == {"from": 0.9, "to": 1.0, "n": 2, "mean_score": pytest.approx(0.95), "share_true": 1.0}
    assert rows[5] == {"from": 0.5, "to": 0.6, "n": 0, "mean_score": None, "share_true": None}


def test_the_best_cut_lies_midway_between_two_scores_and_nearest_to_one_half() -> None:
    """Between 0.15 and 0.40 five of six are told right, and between 0.60 and 0.80 as many; 0.70 is nearer to 0.5."""
    assert best_cut(SCORES, LABELS) == pytest.approx(0.70)
    assert best_cut([0.9, 0.1], [True, False]) == 0.5
    assert best_cut([0.3, 0.3, 0.3], [True, False, True]) == 0.0, "nothing tells them apart"
    assert best_cut([0.1, 0.9], [True, False]) == 0.0, "no cut is better than none"


def test_one_kind_of_label_says_nothing_about_telling_two_apart() -> None:
    for only in (True, False):
        assert balanced_accuracy([0.5, 0.6], [only, only], 0.5) is None
        assert auroc([0.5, 0.6], [only, only]) is None
        assert best_cut([0.5, 0.6], [only, only]) is None
        assert brier([0.5, 0.6], [only, only]) is not None
    assert brier([], []) is None
    assert calibration_error([], []) is None


@pytest.mark.parametrize("figure", [auroc, brier, calibration_error, reliability, best_cut])
@pytest.mark.parametrize("score", [math.nan, math.inf, 1.2, -0.1])
def test_a_score_that_is_none_is_never_averaged(figure: Callable[..., object], score: float) -> None:
    with pytest.raises(ValueError, match="a number from 0 to 1"):
        figure([score, 0.5], [True, False])


@given(PAIRS)
def test_no_cut_is_better_than_the_best_one(pairs: list[tuple[float, bool]]) -> None:
    scores, labels = [score for score, _ in pairs], [label for _, label in pairs]
    cut = best_cut(scores, labels)
    if cut is None:
        assert len(set(labels)) < 2
        return
    best = balanced_accuracy(scores, labels, cut)
    assert best is not None
    for other in {*scores, *(score + 0.001 for score in scores), 0.5}:
        assert (balanced_accuracy(scores, labels, other) or 0.0) <= best + 1e-12


@given(PAIRS)
def test_every_claim_is_in_one_bin(pairs: list[tuple[float, bool]]) -> None:
    scores, labels = [score for score, _ in pairs], [label for _, label in pairs]
    rows = reliability(scores, labels)
    assert sum(row["n"] for row in rows) == len(pairs)
    assert all(row["from"] - 1e-9 <= row["mean_score"] <= row["to"] + 1e-9 for row in rows if row["n"])
    error = calibration_error(scores, labels)
    assert error is None if not pairs else 0 <= (error or 0.0) <= 1


def test_alpha_of_two_observers_is_that_of_the_literature() -> None:
    """The coincidences are o01 = o10 = 4, o00 = 10, o11 = 2, so n0 = 14, n1 = 6: 1 - 19 x 4 / (14 x 6) = 0.095."""
    assert alpha(TWO_OBSERVERS) == pytest.approx(1 - 19 * 4 / (14 * 6))
    assert alpha(TWO_OBSERVERS) == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_four_observers_with_gaps_is_that_of_the_literature() -> None:
    assert alpha(FOUR_OBSERVERS, "nominal") == pytest.approx(0.743, abs=0.0005)
    assert alpha(FOUR_OBSERVERS, "ordinal") == pytest.approx(0.815, abs=0.0005)
    assert alpha(FOUR_OBSERVERS, "interval") == pytest.approx(0.849, abs=0.0005)


def test_alpha_is_one_in_full_agreement_and_below_zero_where_chance_does_better() -> None:
    assert alpha([(1, 1), (2, 2), (3, 3)], "ordinal") == 1.0
    assert alpha([(1, 2), (2, 1)]) == pytest.approx(1 - 3 * 4 / 8)  # o12 = o21 = 2, n1 = n2 = 2: (4 - 1) x 4 / 8


def test_alpha_does_not_exist_without_a_second_reader_or_a_second_label() -> None:
    assert alpha([]) is None
    assert alpha([(1, None), (2,)]) is None
    assert alpha([(1, 1), (1, 1)]) is None


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(1, 4)), max_size=4), max_size=8))
def test_alpha_knows_no_order_of_units_or_readers(units: list[list[float | None]]) -> None:
    shuffled = [sorted(unit, key=str) for unit in reversed(units)]
    for level in ("nominal", "ordinal", "interval"):
        one, other = alpha(units, level), alpha(shuffled, level)
        assert one == (other if other is None else pytest.approx(other))


def test_kappa_by_hand() -> None:
    """They agree on 3 of 4; by chance on 2/4 x 3/4 + 2/4 x 1/4 = 1/2: (3/4 - 1/2) / (1 - 1/2) = 1/2."""
    first, second = ["yes", "yes", "no", "no", None], ["yes", "yes", "yes", "no", "no"]
    assert kappa(first, second) == pytest.approx(0.5)
    assert kappa(["yes", None], ["yes", "no"]) is None
    assert kappa([], []) is None
