"""What a rendering into English is told beforehand: the names, terms and amounts of the sentence. Pure."""

from __future__ import annotations

from app.drafting.checks.numerals import read_quantities
from corpus.model import Language
from corpus.names import display_name, find_names
from corpus.terms import chinese_terms

_MOST = 14
_WORDS = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def glossary(text: str, language: Language) -> tuple[tuple[str, str], ...]:
    """(source, English) pairs for a sentence: States and groups, terms of the field, amounts in 万 and 亿.

    >>> glossary("2.76 亿美元", Language.ZH)
    (('2.76 亿', '276 million'),)
    """
    named = {text[hit.start : hit.end]: display_name(hit.code, "en", kind=hit.kind) for hit in find_names(text)}
    pairs = list(named.items())
    if language is Language.ZH:
        pairs += _amounts(text)
        pairs += chinese_terms(text)
    return tuple(dict(pairs).items())[:_MOST]


def _amounts(text: str) -> list[tuple[str, str]]:
    pairs = []
    for quantity in read_quantities(text, "zh"):
        written = text[quantity.start : quantity.end]
        large = next((mark for mark in "亿万" if mark in written), None)
        if large and quantity.value >= 1000:
            number = written[: written.rindex(large) + 1]
            scale, word = next((scale, word) for scale, word in _WORDS if quantity.value >= scale)
            pairs.append((number, f"{float(quantity.value / scale):g} {word}"))
    return pairs
