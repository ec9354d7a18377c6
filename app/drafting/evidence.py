"""What of a paragraph counts: all of it, but for what speaks to a machine. Pure.

Such words can be found, read and quoted as the paper's. No model is given them, and nothing that is written or
rendered rests on them.
"""

from __future__ import annotations

import functools

from corpus.model import Language, Paragraph
from corpus.planted import planted, without_planted

_LEFT_OUT = " [...]"


def evidence(paragraph: Paragraph) -> str:
    """The paragraph's text with blanks where it speaks to a machine; as long as the text."""
    return _blanked(paragraph.text, paragraph.language)


def bears(paragraph: Paragraph) -> bool:
    """Whether there is anything in it that can bear a sentence out."""
    return bool(evidence(paragraph).strip())


def is_trusted(words: str, language: Language) -> bool:
    """Whether words of a paper (a quotation, a title, a name) say nothing to a machine."""
    return planted(words, language) is None


def readable(paragraph: Paragraph) -> str:
    """What a language model is given of a paragraph; the end that it is not given is marked."""
    text = evidence(paragraph)
    return text if text == paragraph.text else text.rstrip() + _LEFT_OUT


@functools.lru_cache(maxsize=4096)
def _blanked(text: str, language: Language) -> str:
    return without_planted(text, language)
