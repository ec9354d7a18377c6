"""How much a paragraph in another language than the question's is underrated by the embedded model, by measurement.

A question's ten best paragraphs in its own language score 0.01 to 0.06 more than its ten best in another, over the same
papers. Four fifths of that, for each pair of languages, is added to the paragraphs of the other: then a mixed search
finds what there is, in whatever language it is written, and still reads its own language first when all is equal.
Measured on the specimen conference by ``rapporteur-eval run crosslingual --split tune``: ``top10`` of its pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from corpus.model import Language

Lifts = Callable[[Language], Mapping[str, float]]


def lifts_of(fingerprint: str) -> Lifts:
    """The lifts that belong to an embedder; none for one that was not measured."""
    return measured if fingerprint.startswith("embedded-") else lambda _: MappingProxyType({})


def measured(asked_in: Language) -> Mapping[str, float]:
    """What is added to the score of each language's paragraphs, for a question in ``asked_in``."""
    return MappingProxyType(dict(zip(_ORDER, _LIFTS[asked_in], strict=True)))


_ORDER = ("ar", "en", "es", "fr", "ru", "zh")
_LIFTS = {
    Language.AR: (0.000, 0.031, 0.018, 0.022, 0.024, 0.013),
    Language.EN: (0.016, 0.000, 0.006, 0.004, 0.014, 0.011),
    Language.ES: (0.027, 0.026, 0.000, 0.017, 0.023, 0.019),
    Language.FR: (0.020, 0.018, 0.010, 0.000, 0.021, 0.012),
    Language.RU: (0.019, 0.023, 0.010, 0.015, 0.000, 0.011),
    Language.ZH: (0.040, 0.050, 0.036, 0.040, 0.042, 0.000),
}
