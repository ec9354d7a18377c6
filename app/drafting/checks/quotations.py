"""Words in quotation marks inside a written sentence: they must be the source's own. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.drafting.evidence import evidence
from app.drafting.model import Check, Sentence
from corpus.language import detect_language

_QUOTED = re.compile(
    r"“([^“”]+)”|”([^“”]+)“|«\s*([^«»]+?)\s*»|\"([^\"]+)\"|„([^„“”]+)[“”]|「([^「」]+)」|‘([^‘’]{20,})’"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_FEWEST_WORDS, _FEWEST_HAN = 4, 8  # fewer are a term or a title, not somebody's words
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"', "\u00a0": " "})


def check_quotations(sentence: Sentence, *, translated: bool | None) -> Check:
    """Every stretch in quotation marks stands in a cited paragraph, letter for letter. No say where nothing is quoted.

    Args:
        translated: what is said of words in another language than every source's: they cannot be compared letter by
            letter, None; nobody said them so, False.
    """
    quoted = [words for words in _stretches(sentence.claim) if _says_much(words)]
    if not quoted:
        return Check("quote", None, "Nothing is quoted in it.")
    sources = [(_level(evidence(citation.paragraph)), citation.paragraph.language) for citation in sentence.citations]
    for words in quoted:
        if any(_level(words).rstrip(".,;:。，；") in text for text, _ in sources):
            continue
        spoken = detect_language(words)
        if any(language is spoken for _, language in sources) or not sources:
            return Check("quote", False, f"The cited paragraph does not say “{words}”.")
        return Check("quote", translated, f"“{words}” is a translation: quote the original, or take the marks away.")
    return Check("quote", True, "The words in quotation marks are the source's own.")


def _stretches(text: str) -> Iterator[str]:
    for found in _QUOTED.finditer(text):
        yield next(group for group in found.groups() if group is not None)


def _says_much(words: str) -> bool:
    return len(words.split()) >= _FEWEST_WORDS or len(_HAN.findall(words)) >= _FEWEST_HAN


def _level(text: str) -> str:
    return " ".join(text.translate(_PLAIN).split())
