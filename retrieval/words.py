"""Words for lexical search: stems by language, pairs of characters for Chinese. Pure."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from corpus.model import Language

_STEMMERS = {
    Language.AR: "arabic",
    Language.EN: "english",
    Language.ES: "spanish",
    Language.FR: "french",
    Language.RU: "russian",
}
_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_ARABIC_MARKS = re.compile(r"[\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS = str.maketrans("أإآىة", "ااايه")


@functools.cache
def _stemmer(language: Language) -> Any:
    from snowballstemmer import stemmer

    return stemmer(_STEMMERS[language])


def words_of(text: str, language: Language) -> list[str]:
    """Search terms of a text, in order, repeats kept. Chinese runs become overlapping pairs of characters.

    >>> words_of("Verification measures", Language.EN)
    ['verif', 'measur']
    """
    terms: list[str] = []
    for match in _WORD.finditer(_search_key(text)):
        word = match.group()
        if _HAN.match(word):
            terms += [word[i : i + 2] for i in range(len(word) - 1)] or [word]
        elif word.isascii() and word.isdigit():
            terms.append(word)
        else:
            terms.append(_stemmer(language).stemWord(word) if language in _STEMMERS else word)
    return terms


def query_words(text: str, language: Language) -> list[str]:
    """Terms of a question: its own stems, and its words as written, so that names match in any language's papers."""
    written = [match.group() for match in _WORD.finditer(_search_key(text)) if not _HAN.match(match.group())]
    return list(dict.fromkeys([*words_of(text, language), *written]))


def _search_key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _ARABIC_MARKS.sub("", folded).translate(_ARABIC_LETTERS)
