"""Links and markup in a sentence that a model wrote, and words that stand only where a paper speaks to a machine. Pure.

Neither is ever a claim. Whether the model itself finds its sentence good makes no difference here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.drafting.evidence import bears, evidence
from app.drafting.model import Check, Sentence
from corpus.look_alikes import folded
from corpus.planted import planted

_MARKUP = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}:)?//\S|\b(?:https?|ftp|file|data|javascript|vbscript|mailto|blob):|\bwww\.\w"
    r"|!\s?\[|\]\s?\(|\]\s?:\s?\S|^\s*\[[^\]]*\]\s?\[|<\s?[a-z/!?]|&(?:#\w+|[a-z]+);|\{\{|\{%|\$\{|```|~~~"
    r"|\b[\w.+-]+@[\w-]+\.\w|\b(?:[a-z0-9-]{2,63}\.)+[a-z]{2,24}/\S",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\u3400-\u9fff]{2}|[^\W\u3400-\u9fff]{3,}")


def check_markup(sentence: Sentence) -> Check:
    """No address, no link, no image and no tag stands in it."""
    for text in (sentence.text, folded(sentence.text).text):
        if _MARKUP.search(text):
            return Check("quote", False, "It holds a link or markup; what papers say has none.")
    return Check("quote", None, "It holds no link and no markup.")


def check_planted(sentence: Sentence) -> Check:
    """What it cites says something to its readers, and none of its words stands only where a paper speaks to a
    machine."""
    if planted(sentence.claim, sentence.language):
        return Check("support", False, "It speaks to a machine; that is no claim.")
    paragraphs = [citation.paragraph for citation in sentence.citations]
    if paragraphs and not any(map(bears, paragraphs)):
        return Check("support", False, "What it cites speaks to a machine that reads it, and bears nothing out.")
    said = {word for paragraph in paragraphs for word in _words(evidence(paragraph))}
    told: set[str] = set()
    for paragraph in paragraphs:
        if span := planted(paragraph.text, paragraph.language):
            told |= set(_words(paragraph.text[span[0] : span[1]]))
    if any(word in told - said for word in _words(sentence.claim)):
        return Check("support", False, "It has words that a paper says to a machine, and to nobody else.")
    return Check("support", None, "Nothing in it is taken from what is said to a machine.")


def _words(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text.casefold()):
        yield found[0]
