"""Sentences with their offsets. Nothing is changed: ``text[start:end]`` is the sentence."""

from __future__ import annotations

import re

from corpus.model import Language

_CHINESE = re.compile(r"[^。！？；]*(?:[。！？；]+[”’」』）)》]*|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«“])(?:paras?|pars?|párrs?|arts?|vol|vols|(?-i:No|Nos)|núms?|art|chap|cap|sect|M|Mme|Mr|Mrs|Ms|Dr|Sr|Sra|St"
    r"|ст|п|пп|гл|млн|млрд|тыс|долл|г|гг|см|т|д|U\.S|e\.g|i\.e|cf|p\. ej)\.\s*$",
    re.IGNORECASE,
)
_ONLY_NUMBER = re.compile(r"^[\s\d().,IVX–-]*$")


def split_sentences(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences, without the spaces around them, in order and not overlapping.

    Chinese is split at its own full stops and semicolons. The other languages by sentencex, with a mask for the
    abbreviations of United Nations documents.
    """
    if language is Language.ZH:
        spans = [match.span() for match in _CHINESE.finditer(text) if match.end() > match.start()]
    else:
        spans = _masked(text, language)
    return tuple(span for span in (_trim(text, *span) for span in spans) if span[1] > span[0])


def _masked(text: str, language: Language) -> list[tuple[int, int]]:
    from sentencex import get_sentence_boundaries

    spans: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries(language.value, text):
        start, end = boundary["start_index"], boundary["end_index"]
        if spans and (_ABBREVIATION.search(text[slice(*spans[-1])]) or _ONLY_NUMBER.match(text[start:end])):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
