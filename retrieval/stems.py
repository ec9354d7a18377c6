"""Stems of words by Snowball's stemmers, for the languages in which they serve. Safe to use from several threads."""

from __future__ import annotations

import functools
import threading
from typing import Any

from corpus.model import Language

_STEMMERS = {Language.EN: "english", Language.ES: "spanish", Language.FR: "french", Language.RU: "russian"}
_one_at_a_time = threading.Lock()  # a stemmer keeps the word it is at: two at once spoil each other's


def stem(word: str, language: Language) -> str:
    """The stem of a word in small letters; the word itself in a language without a stemmer here."""
    if language not in _STEMMERS:
        return word
    with _one_at_a_time:
        return str(_stemmer(language).stemWord(word))


@functools.cache
def _stemmer(language: Language) -> Any:
    from snowballstemmer import stemmer

    return stemmer(_STEMMERS[language])
