"""Which of the six languages a text is in: by script first, by a small classifier among English, French and Spanish."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from corpus.model import Language

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SCRIPTS = (
    (Language.ZH, re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")),
    (Language.AR, re.compile(r"[\u0620-\u06ff]")),
    (Language.RU, re.compile(r"[\u0400-\u04ff]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_HAN_WEIGHT = 3  # one Han character says about as much as three letters
_DOUBT = 1.0  # of log likelihood: "article VI" is English and French alike; a whole question differs by 25 and more


@functools.cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "fr", "es"])
    return identifier


def script_shares(text: str) -> dict[Language | None, float]:
    """Share of the letters in each script; ``None`` stands for Latin. Empty when there are no letters."""
    counts: dict[Language | None, float] = {None: float(len(_LATIN.findall(text)))}
    for language, pattern in _SCRIPTS:
        counts[language] = len(pattern.findall(text)) * (_HAN_WEIGHT if language is Language.ZH else 1)
    total = sum(counts.values())
    return {key: value / total for key, value in counts.items() if value} if total else {}


def detect_language(text: str) -> Language:
    """The language of a text; English when nothing speaks for another.

    >>> detect_language("Quelle est la position de la Suède ?")
    <Language.FR: 'fr'>
    """
    shares = script_shares(text)
    if not shares:
        return Language.EN
    best = max(shares, key=lambda key: shares[key])
    if best is not None:
        return best
    (name, likely), *others = _identifier().rank(text)
    english = dict(others).get("en", likely)
    return Language(name) if likely - english > _DOUBT else Language.EN
