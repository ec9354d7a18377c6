"""How sure it is that a claim is borne out by the paragraph it cites: what sets them apart, weighed. Pure.

The weights were fitted on claims of known truth (``evals/cases/claims.jsonl``); ``rapporteur-eval run claims`` measures
them. A score is a probability only as far as such claims are like those that people write.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from app.drafting.model import Check

SUPPORTED = 0.5  # from here on a claim counts as borne out
UNSUPPORTED = 0.3  # below it counts as not borne out: 1 of 20 true claims lies there
_WEIGHTS = {
    "near": 6.0,
    "whole": 1.02,
    "same_language": -0.44,
    "numbers_far": -0.19,
    "names_far": -1.66,
    "borrowed": -0.97,
    "reported": -0.86,
    "terms_missing": -0.53,
    "opposed": -0.83,
    "opposed_whole": -0.94,
    "unsaid": -0.25,
    "denial_added": -0.56,
    "denial_lost": -0.58,
    "words_new": -1.58,
}
_BIAS = -4.76
_AGREED = (-0.77, 0.92, 1.28)  # bias, weight of the score, weight of P(yes); fitted as the weights above
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
