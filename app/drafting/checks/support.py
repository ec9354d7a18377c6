"""How sure it is that a claim is borne out by the paragraph it cites: what sets them apart, weighed. Pure.

The weights were fitted on claims of known truth (``evals/cases``: check_real, claims_specimen, edits);
``rapporteur-eval run check`` measures them. A score is a probability only as far as such claims are like those that
people write.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from app.drafting.model import Check

SUPPORTED = 0.5  # from here on a claim counts as borne out
UNSUPPORTED = 0.3  # below it counts as not borne out: 1 of 20 true claims lies there
_WEIGHTS = {
    "near": 5.98,
    "whole": 1.68,
    "same_language": -0.42,
    "numbers_far": -0.34,
    "names_far": -1.69,
    "pair_far": -1.98,
    "borrowed": -1.07,
    "reported": -0.53,
    "terms_missing": -0.59,
    "opposed": -0.85,
    "opposed_whole": -0.99,
    "unsaid": -0.26,
    "denial_added": -0.61,
    "denial_lost": -0.61,
    "words_new": -1.87,
}
_BIAS = -5.19
_AGREED = (-0.8, 1.02, 1.27)  # bias, weight of the score, weight of P(yes); fitted as the weights above
_MOST_SAID = (-3.0, 2.0)  # bounds of P(yes) as log odds: a model that says yes to all makes nothing true


def sure(found: Mapping[str, float]) -> float:
    """0 to 1, from what ``contrast`` found."""
    return _sigmoid(_BIAS + sum(weight * found[name] for name, weight in _WEIGHTS.items()))


def agreed(score: float, judged: float) -> float:
    """The score once a language model gave its own, P(yes): the words' and the model's together."""
    said = min(max(_logit(judged), _MOST_SAID[0]), _MOST_SAID[1])
    return _sigmoid(_AGREED[0] + _AGREED[1] * _logit(score) + _AGREED[2] * said)


def _logit(probability: float) -> float:
    held = min(max(probability, 0.001), 0.999)
    return math.log(held / (1 - held))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def check_support(score: float) -> Check:
    """The score as a check: failed below one bound, passed from the other, undecided between."""
    passed = None if UNSUPPORTED <= score < SUPPORTED else score >= SUPPORTED
    return Check("support", passed, f"Borne out with a probability of {score:.2f}, by its words and their meaning.")
